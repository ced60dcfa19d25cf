"""Making a booking: the hour is asked for, derived again, and promised once."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import Text, Uuid, bindparam, column, select, table
from sqlalchemy.dialects.postgresql import insert

from mentorat.bookings.automatic.ends import expire_overdue, withdraw_overlapping
from mentorat.bookings.automatic.reminders import plan_reminders, plan_request
from mentorat.bookings.models import BOOKING_STATUS, Booking, BookingStatus
from mentorat.bookings.payments import PAYMENTS
from mentorat.bookings.policies import (
    answer_deadline,
    booking_terms,
    cancellation_deadline,
    session_price,
)
from mentorat.bookings.queries.taken import busy_of
from mentorat.bookings.queries.terms import Terms, find_terms
from mentorat.bookings.refusals import (
    OwnSession,
    RequestedAlready,
    SlotTaken,
    TooManyRequests,
)
from mentorat.bookings.schemas import BookingChoice
from mentorat.bookings.steps.guard import Meeting, check_both_free, check_caps, lock_pair
from mentorat.bookings.steps.offered import Start, check_offered, nearest_slots
from mentorat.bookings.steps.record import BookingStep, record_step
from mentorat.db.executor import Db, scalar
from mentorat.db.ids import new_id
from mentorat.errors import NotFound
from mentorat.mentors.models import (
    CANCELLATION_POLICY,
    BookingMode,
    CancellationPolicy,
)
from mentorat.schedules.plans import stored_plan
from mentorat.schedules.slots import Plan
from mentorat.schedules.wall_time import MINUTE, seconds_after
from mentorat.settings.booking_caps import CAPS, BookingCaps
from mentorat.terms import TermsChanged, check_terms
from mentorat.viewer import SignedIn

REQUESTS_MAX = 5


class NewBooking(msgspec.Struct, frozen=True, kw_only=True):
    """A booking as it is promised: what was agreed is copied, so that no later change of the
    mentor's offer touches it. Money in cents."""

    id: UUID
    mentor_id: str
    mentee_id: str
    starts_at: datetime
    ends_at: datetime
    blocked_from: datetime
    blocked_until: datetime
    status: BookingStatus
    expires_at: datetime | None
    unit_rate_cents: int
    price_cents: int
    currency: str
    policy: CancellationPolicy
    cancel_by: datetime
    mentor_timezone: str
    mentee_timezone: str
    meeting_place: str | None
    note: str | None
    article: UUID | None

    @property
    def is_request(self) -> bool:
        """Whether the mentor has to say yes."""
        return self.expires_at is not None

    @property
    def meeting(self) -> Meeting:
        """Who is taken, and when."""
        return Meeting(self.id, self.mentor_id, self.mentee_id, self.starts_at, self.ends_at)


# The blog stands above this slice: of its articles only this much is known here.
_pages = table("post_pages", column("post_id", Uuid), column("author_id", Text))
_article = (
    select(_pages.c.post_id)
    .where(
        _pages.c.post_id == bindparam("article", type_=Uuid, required=True),
        _pages.c.author_id == bindparam("mentor_id", type_=Text, required=True),
    )
    .scalar_subquery()
)
TYPES = {"status": BOOKING_STATUS, "policy": CANCELLATION_POLICY}
_BOOK = scalar(
    insert(Booking)
    .values(
        created_at=bindparam("now"),
        updated_at=bindparam("now"),
        post_id=_article,
        **{
            name: bindparam(name, type_=TYPES.get(name), required=True)
            for name in NewBooking.__struct_fields__
            if name != "article"
        },
    )
    .on_conflict_do_nothing()
    .returning(Booking.id),
    UUID,
)


async def book(
    db: Db,
    choice: BookingChoice,
    *,
    viewer: SignedIn,
    now: datetime,
    caps: BookingCaps = CAPS,
) -> UUID:
    """Book a mentor's hour for the viewer, or ask for it when the mentor wants to be asked.

    The hour is derived again by `slots.starts`, what was promised is copied, and the exclusion
    constraints have the last word: of many who want one hour, one gets it. Raises NotFound,
    OwnSession, SomebodyLeft, SlotNotOffered, SlotTooClose, SlotTaken, MenteeBusy,
    RequestedAlready, TooManyRequests, PairFull, MenteeFull, DayFull, and TermsChanged when what
    was shown no longer holds.
    """
    if viewer.id == choice.mentor_id:
        raise OwnSession
    # Read before waiting: of two hundred people most come too late, and none of them need queue.
    await _find_offer(db, choice, viewer, now=now)
    await lock_pair(db, choice.mentor_id, viewer.id)
    terms, plan = await _find_offer(db, choice, viewer, now=now)
    _check_terms(choice, terms, plan, now)
    booking = _booking(choice, terms, plan, viewer, now)
    if terms.mode == BookingMode.REQUEST:
        _check_requests(terms)
    check_caps(await check_both_free(db, booking.meeting, now=now), caps, is_new=True)
    if not await _inserted(db, booking, now=now):
        at = seconds_after(booking.starts_at)
        raise SlotTaken(await nearest_slots(db, booking.mentor_id, plan, at, now=now))
    await _follow_up(db, booking, now=now)
    return booking.id


async def _find_offer(
    db: Db, choice: BookingChoice, viewer: SignedIn, *, now: datetime
) -> tuple[Terms, Plan]:
    """What the mentor offers at that hour; raises what there is against it."""
    terms = await find_terms(db, choice.mentor_id, viewer.id, choice.starts_at, now=now)
    if terms is None:
        raise NotFound
    plan, busy = stored_plan(bytes(terms.availability)), busy_of(terms.taken)
    start = Start(choice.mentor_id, seconds_after(choice.starts_at))
    await check_offered(db, start, plan, busy, now=now)
    return terms, plan


def _check_terms(choice: BookingChoice, terms: Terms, plan: Plan, now: datetime) -> None:
    holds = booking_terms(terms, plan.slot // MINUTE)
    check_terms(choice.terms, holds)
    free_until = cancellation_deadline(terms.policy, choice.starts_at)
    if choice.cancel_by is not None and not now <= choice.cancel_by <= free_until:
        raise TermsChanged(holds)


async def _inserted(db: Db, booking: NewBooking, *, now: datetime) -> bool:
    """Whether the constraints let the booking in; requests that are overdue stand aside first."""
    row = msgspec.structs.asdict(booking)
    if await db.value(_BOOK, now=now, **row):
        return True
    if not await expire_overdue(db, booking.mentor_id, now=now):
        return False
    return await db.value(_BOOK, now=now, **row) is not None


def _check_requests(terms: Terms) -> None:
    if terms.requests_of_pair:
        raise RequestedAlready
    if terms.requests >= REQUESTS_MAX:
        raise TooManyRequests


def _booking(
    choice: BookingChoice, terms: Terms, plan: Plan, viewer: SignedIn, now: datetime
) -> NewBooking:
    starts_at, length = choice.starts_at, timedelta(seconds=plan.slot)
    is_request = terms.mode == BookingMode.REQUEST
    price = session_price(terms.hourly_rate_cents, plan.slot // MINUTE, terms.currency)
    return NewBooking(
        id=new_id(now),
        mentor_id=choice.mentor_id,
        mentee_id=viewer.id,
        starts_at=starts_at,
        ends_at=starts_at + length,
        blocked_from=starts_at - timedelta(seconds=plan.before),
        blocked_until=starts_at + length + timedelta(seconds=plan.after),
        status=BookingStatus.REQUESTED if is_request else PAYMENTS.first_status(price),
        expires_at=answer_deadline(now, starts_at) if is_request else None,
        unit_rate_cents=terms.hourly_rate_cents,
        price_cents=price,
        currency=terms.currency,
        policy=terms.policy,
        cancel_by=max(now, cancellation_deadline(terms.policy, starts_at)),
        mentor_timezone=plan.zone,
        mentee_timezone=terms.mentee_timezone or choice.timezone or plan.zone,
        meeting_place=terms.meeting_place,
        note=choice.note,
        article=choice.article,
    )


async def _follow_up(db: Db, booking: NewBooking, *, now: datetime) -> None:
    step = BookingStep(
        booking_id=booking.id,
        mentor_id=booking.mentor_id,
        kind="request" if booking.is_request else "book",
        actor=booking.mentee_id,
        status=booking.status,
        sequence=0,
    )
    record_step(db, step, now=now)
    if booking.expires_at is not None:
        plan_request(db, booking.id, booking.expires_at, now=now)
        return
    await withdraw_overlapping(db, booking.meeting, now=now)
    plan_reminders(db, booking.id, booking.starts_at, now=now)
