"""A booking as it is promised: everything agreed is copied into its row."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import Text, Uuid, bindparam, column, delete, select, table
from sqlalchemy.dialects.postgresql import insert

from mentorat.bookings.models import BOOKING_STATUS, Booking, BookingStatus
from mentorat.bookings.payments import PAYMENTS
from mentorat.bookings.policies import answer_deadline, cancellation_deadline, session_price
from mentorat.bookings.queries.terms import Terms
from mentorat.bookings.schemas import BookingChoice
from mentorat.bookings.steps.guard import Meeting
from mentorat.db.executor import Db, command, scalar
from mentorat.mentors.models import CANCELLATION_POLICY, BookingMode, CancellationPolicy
from mentorat.schedules.slots import Plan
from mentorat.schedules.wall_time import MINUTE
from mentorat.viewer import SignedIn


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
_TAKE_BACK = command(delete(Booking).where(Booking.id == bindparam("booking_id")))


class Offer(msgspec.Struct, frozen=True):
    """What a mentor offers at an hour, once it is known to be free."""

    terms: Terms
    plan: Plan


def promise(
    choice: BookingChoice, offer: Offer, *, viewer: SignedIn, id: UUID, now: datetime
) -> NewBooking:
    """The booking that a choice leads to under what is offered."""
    terms, plan = offer.terms, offer.plan
    starts_at, length = choice.starts_at, timedelta(seconds=plan.slot)
    is_request = terms.mode == BookingMode.REQUEST
    price = session_price(terms.hourly_rate_cents, plan.slot // MINUTE, terms.currency)
    return NewBooking(
        id=id,
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


async def insert_booking(db: Db, booking: NewBooking, *, now: datetime) -> bool:
    """Whether the constraints let the booking in."""
    row = msgspec.structs.asdict(booking)
    return await db.value(_BOOK, now=now, **row) is not None


def take_back(db: Db, booking_id: UUID) -> None:
    """Forget a booking that was put in by this very transaction, of which nobody has heard."""
    db.later(_TAKE_BACK, booking_id=booking_id)
