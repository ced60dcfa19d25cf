"""Making a booking: the hour is asked for, derived again, and promised once.

In three flights: what is offered; then, once both people are locked, what is offered now, what else
they have and the booking itself; then what follows from it, with the commit.
"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from mentorat.accounts.actions.look_again import ViewerState
from mentorat.bookings.automatic.ends import expire_overdue, withdraw_overlapping
from mentorat.bookings.automatic.reminders import plan_reminders, plan_request
from mentorat.bookings.policies import booking_terms, cancellation_deadline
from mentorat.bookings.queries.bookings import BookingRow, find_any_booking
from mentorat.bookings.queries.taken import busy_of
from mentorat.bookings.queries.terms import Terms, ask_terms, find_terms
from mentorat.bookings.refusals import (
    OwnSession,
    RequestedAlready,
    SlotTaken,
    TooManyRequests,
)
from mentorat.bookings.schemas import BookingChoice
from mentorat.bookings.steps.guard import (
    Clashes,
    check_caps,
    check_clashes,
    find_clashes,
    lock_pair,
)
from mentorat.bookings.steps.offered import Start, check_offered, nearest_slots
from mentorat.bookings.steps.promise import (
    NewBooking,
    Offer,
    insert_booking,
    promise,
    take_back,
)
from mentorat.bookings.steps.record import BookingStep, record_step
from mentorat.db.executor import Answers, Db
from mentorat.db.ids import new_id
from mentorat.db.together import together
from mentorat.errors import NotFound
from mentorat.schedules.plans import stored_plan
from mentorat.schedules.wall_time import MINUTE, seconds_after
from mentorat.settings.booking_caps import CAPS, BookingCaps
from mentorat.terms import TermsChanged, check_terms
from mentorat.viewer import SignedIn

REQUESTS_MAX = 5


class Wish(NamedTuple):
    """An hour that somebody wants, and what is offered there, which the next flight brings."""

    choice: BookingChoice
    terms: Answers[Terms]


class MadeBooking(NamedTuple):
    """The booking that was made, and what the one it is for is at that moment: they are locked
    until it is committed."""

    row: BookingRow
    viewer: ViewerState


class _Attempt(NamedTuple):
    """What one flight under the locks brings; `row` is None when the constraints refused it."""

    people: dict[str, ViewerState]
    terms: Terms | None
    clashes: Clashes
    is_in: bool
    row: BookingRow | None


async def book(
    db: Db,
    choice: BookingChoice,
    *,
    viewer: SignedIn,
    now: datetime,
    caps: BookingCaps = CAPS,
) -> UUID:
    """Book a mentor's hour for the viewer, as `book_wished` does."""
    wish = wish_for(db, choice, viewer=viewer, now=now)
    return (await book_wished(db, wish, viewer=viewer, now=now, caps=caps)).row.id


def wish_for(db: Db, choice: BookingChoice, *, viewer: SignedIn, now: datetime) -> Wish:
    """Ask what is offered, with the next flight. Raises OwnSession."""
    if viewer.id == choice.mentor_id:
        raise OwnSession
    return Wish(choice, ask_terms(db, choice.mentor_id, viewer.id, choice.starts_at, now=now))


async def book_wished(
    db: Db, wish: Wish, *, viewer: SignedIn, now: datetime, caps: BookingCaps = CAPS
) -> MadeBooking:
    """Book a mentor's hour for the viewer, or ask for it when the mentor wants to be asked.

    The hour is derived again by `slots.starts`, what was promised is copied, and the exclusion
    constraints have the last word: of many who want one hour, one gets it. Raises NotFound,
    SomebodyLeft, SlotNotOffered, SlotTooClose, SlotTaken, MenteeBusy, RequestedAlready,
    TooManyRequests, PairFull, MenteeFull, DayFull, and TermsChanged when what was shown no longer
    holds.
    """
    choice = wish.choice
    # Read before waiting: of two hundred people most come too late, and none of them need queue.
    await db.settle()
    offer = await _checked(db, choice, next(iter(await wish.terms.all()), None), now=now)
    booking = promise(choice, offer, viewer=viewer, id=new_id(now), now=now)
    while True:
        found = await _attempt(db, booking, viewer=viewer, now=now)
        offer = await _checked(db, choice, found.terms, now=now)
        holds = promise(choice, offer, viewer=viewer, id=booking.id, now=now)
        if holds == booking:
            break
        take_back(db, booking.id)  # the mentor changed their offer while the locks were waited for
        booking = holds
    _check_terms(choice, offer, now)
    if booking.is_request:
        _check_requests(offer.terms)
    check_caps(check_clashes(found.clashes), caps, is_new=True)
    row = found.row or await _after_overdue(db, booking, offer, now=now)
    await _follow_up(db, booking, found.clashes, now=now)
    return MadeBooking(row, found.people[viewer.id])


async def _attempt(db: Db, booking: NewBooking, *, viewer: SignedIn, now: datetime) -> _Attempt:
    """Put the booking in, as it would be under what was offered before the locks, and read with it
    what decides whether it may stay: a refusal undoes it."""
    meeting, at = booking.meeting, booking.starts_at
    return _Attempt(
        *await together(
            db,
            lock_pair(db, meeting.mentor_id, meeting.mentee_id),
            find_terms(db, meeting.mentor_id, viewer.id, at, now=now),
            find_clashes(db, meeting, now=now),
            insert_booking(db, booking, now=now),
            find_any_booking(db, booking.id),
        )
    )


async def _checked(db: Db, choice: BookingChoice, terms: Terms | None, *, now: datetime) -> Offer:
    """What the mentor offers at that hour; raises what there is against it."""
    if terms is None:
        raise NotFound
    plan, busy = stored_plan(bytes(terms.availability)), busy_of(terms.taken)
    start = Start(choice.mentor_id, seconds_after(choice.starts_at))
    await check_offered(db, start, plan, busy, now=now)
    return Offer(terms, plan)


def _check_terms(choice: BookingChoice, offer: Offer, now: datetime) -> None:
    holds = booking_terms(offer.terms, offer.plan.slot // MINUTE)
    check_terms(choice.terms, holds)
    free_until = cancellation_deadline(offer.terms.policy, choice.starts_at)
    if choice.cancel_by is not None and not now <= choice.cancel_by <= free_until:
        raise TermsChanged(holds)


def _check_requests(terms: Terms) -> None:
    if terms.requests_of_pair:
        raise RequestedAlready
    if terms.requests >= REQUESTS_MAX:
        raise TooManyRequests


async def _after_overdue(db: Db, booking: NewBooking, offer: Offer, *, now: datetime) -> BookingRow:
    """The constraints refused the booking: requests that are overdue stand aside first."""
    if await expire_overdue(db, booking.mentor_id, now=now):
        _, row = await together(
            db, insert_booking(db, booking, now=now), find_any_booking(db, booking.id)
        )
        if row is not None:
            return row
    at = seconds_after(booking.starts_at)
    raise SlotTaken(await nearest_slots(db, booking.mentor_id, offer.plan, at, now=now))


async def _follow_up(db: Db, booking: NewBooking, clashes: Clashes, *, now: datetime) -> None:
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
    if clashes.asks_elsewhere:
        await withdraw_overlapping(db, booking.meeting, now=now)
    plan_reminders(db, booking.id, booking.starts_at, now=now)
