"""Changing a booking: one step of the table, compared and swapped."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import psycopg
from sqlalchemy import Boolean, Text, bindparam, case, func, null, or_, update
from sqlalchemy.dialects.postgresql import TIMESTAMP

from mentorat.availability.plans import stored_plan
from mentorat.availability.slots import Busy, Plan, is_offered, starts
from mentorat.availability.wall_time import DAY, seconds_after
from mentorat.bookings.actions.events import Happened, note_event
from mentorat.bookings.actions.lock_people import lock_people
from mentorat.bookings.actions.promise import nearest_slots
from mentorat.bookings.models import BOOKING_STATUS, Booking, BookingStatus
from mentorat.bookings.policies import Party, cancellation_deadline, cancellation_quote
from mentorat.bookings.queries.promises import BookingRow, find_week, party_of
from mentorat.bookings.queries.taken import find_taken
from mentorat.bookings.refusals import (
    BookingMoved,
    MenteeBusy,
    MovedTooOften,
    QuoteChanged,
    SlotNotOffered,
    SlotTaken,
    TooLateToMove,
)
from mentorat.bookings.transitions import STEPS, StepName
from mentorat.db.executor import Db, Statement, scalar
from mentorat.errors import Conflict, Forbidden
from mentorat.viewer import SignedIn

MOVES_MAX = 2
AHEAD = 14 * DAY

_known = (Booking.id == bindparam("booking_id"), Booking.sequence == bindparam("known"))
_STEP = scalar(
    update(Booking)
    .where(
        *_known,
        Booking.status == bindparam("source", type_=BOOKING_STATUS),
    )
    .values(
        status=bindparam("target", type_=BOOKING_STATUS),
        sequence=Booking.sequence + 1,
        expires_at=null(),
        ended_by=bindparam("ended_by", type_=Text, required=True),
        reason=func.coalesce(bindparam("reason", type_=Text, required=True), Booking.reason),
        is_late=or_(bindparam("late", type_=Boolean), Booking.is_late),
        updated_at=bindparam("now"),
    )
    .returning(Booking.sequence),
    int,
)
_at = {
    name: bindparam(name, type_=TIMESTAMP(timezone=True))
    for name in ("starts_at", "ends_at", "blocked_from", "blocked_until")
}
_deadline = bindparam("cancel_by", type_=TIMESTAMP(timezone=True))
_MOVE = scalar(
    update(Booking)
    .where(*_known, Booking.status == BookingStatus.CONFIRMED)
    .values(
        **_at,
        # «Move, then cancel» is no way around the deadline that was promised.
        cancel_by=case(
            (bindparam("keeps_earlier", type_=Boolean), func.least(Booking.cancel_by, _deadline)),
            else_=_deadline,
        ),
        moves=Booking.moves + bindparam("counts"),
        sequence=Booking.sequence + 1,
        updated_at=bindparam("now"),
    )
    .returning(Booking.sequence),
    int,
)


class Change(msgspec.Struct, frozen=True):
    """One step somebody wants, with what they say about it."""

    step: StepName
    reason: str | None = None
    quote: str | None = None


async def take_step(
    db: Db, booking: BookingRow, change: Change, *, viewer: SignedIn, now: datetime
) -> None:
    """Accept, decline, withdraw or cancel a booking, as the table of transitions allows.

    Of two people who change one booking at once, one wins and the other is told. Raises
    Forbidden, BookingMoved, MenteeBusy, and QuoteChanged when the conditions that were shown no
    longer hold.
    """
    party = party_of(booking, viewer)
    step = STEPS[change.step]
    if party not in step.by:
        raise Forbidden
    if booking.status != step.source or (booking.expires_at and booking.expires_at <= now):
        raise BookingMoved
    is_late = False
    if change.step == "cancel":
        quote = cancellation_quote(booking.price_cents, booking.cancel_by, by=party, now=now)
        if change.quote is not None and change.quote != quote.id:
            raise QuoteChanged
        is_late = quote.is_late
    lock_people(db, booking.mentor_id, booking.mentee_id)
    values = {
        "booking_id": booking.id,
        "known": booking.sequence,
        "source": step.source,
        "target": step.target,
        "ended_by": None if step.target == BookingStatus.CONFIRMED else viewer.id,
        "reason": change.reason,
        "late": is_late,
        "now": now,
    }
    sequence = await _swapped(db, _STEP, values)
    done = _step(booking, change.step, viewer, status=step.target, sequence=sequence)
    note_event(db, done, now=now)


async def move(
    db: Db, booking: BookingRow, starts_at: datetime, *, viewer: SignedIn, now: datetime
) -> None:
    """Give a confirmed session another hour, in one update: if it fails, the old hour stays.

    A mentee moves at most twice and until the cancellation deadline, which never gets later.
    When the mentor moves, the mentee may cancel for free until the new session. Raises Forbidden,
    BookingMoved, TooLateToMove, MovedTooOften, SlotNotOffered, SlotTaken, MenteeBusy.
    """
    party = party_of(booking, viewer)
    _check_movable(booking, party, now)
    lock_people(db, booking.mentor_id, booking.mentee_id)
    plan = await _plan(db, booking)
    others = await _others(db, booking, starts_at, now=now)
    at = seconds_after(starts_at)
    if not is_offered(plan, others, at, now=seconds_after(now)):
        nearest = await nearest_slots(db, booking.mentor_id, plan, at, now=now)
        raise SlotNotOffered(nearest)
    shift = starts_at - booking.starts_at
    values = {
        "booking_id": booking.id,
        "known": booking.sequence,
        "starts_at": starts_at,
        "ends_at": booking.ends_at + shift,
        "blocked_from": booking.blocked_from + shift,
        "blocked_until": booking.blocked_until + shift,
        "cancel_by": (
            cancellation_deadline(booking.policy, starts_at) if party == "mentee" else starts_at
        ),
        "keeps_earlier": party == "mentee",
        "counts": 1 if party == "mentee" else 0,
        "now": now,
    }
    sequence = await _swapped(db, _MOVE, values)
    done = _step(booking, "move", viewer, status=booking.status, sequence=sequence)
    note_event(db, done, now=now)


async def free_starts(db: Db, booking: BookingRow, *, now: datetime) -> list[datetime]:
    """The hours a session may be moved to in the next two weeks."""
    plan = await _plan(db, booking)
    busy = await _others(db, booking, now, now=now)
    moment = seconds_after(now)
    found = starts(plan, busy, since=moment, until=moment + AHEAD, now=moment)
    own = seconds_after(booking.starts_at)
    return [datetime.fromtimestamp(start, UTC) for start in found if start != own]


def is_movable(booking: BookingRow, party: Party, now: datetime) -> bool:
    """Whether `party` may still move a session without asking."""
    try:
        _check_movable(booking, party, now)
    except Conflict:
        return False
    return True


def _check_movable(booking: BookingRow, party: Party, now: datetime) -> None:
    if booking.status != BookingStatus.CONFIRMED or booking.starts_at <= now:
        raise BookingMoved
    if party == "mentee" and booking.cancel_by is not None and now > booking.cancel_by:
        raise TooLateToMove
    if party == "mentee" and booking.moves >= MOVES_MAX:
        raise MovedTooOften


async def _plan(db: Db, booking: BookingRow) -> Plan:
    """The mentor's schedule of today, for sessions as long as this one."""
    length = int((booking.ends_at - booking.starts_at).total_seconds())
    plan = stored_plan(bytes(await find_week(db, booking.mentor_id)))
    return msgspec.structs.replace(plan, slot=length)


async def _others(db: Db, booking: BookingRow, since: datetime, *, now: datetime) -> list[Busy]:
    """What takes the mentor's time from `since`, this session apart."""
    until = since + timedelta(seconds=AHEAD)
    busy = await find_taken(db, booking.mentor_id, since=since, until=until, now=now)
    own = (seconds_after(booking.starts_at), seconds_after(booking.ends_at))
    return [item for item in busy if (item.start, item.end) != own]


async def _swapped(db: Db, statement: Statement[int], values: dict[str, Any]) -> int:
    """The new sequence; the refusal behind whatever kept the row from changing."""
    try:
        sequence = await db.value(statement, **values)
    except psycopg.errors.ExclusionViolation as error:
        taken = error.diag.constraint_name == "no_overlap_mentor"
        raise (SlotTaken() if taken else MenteeBusy()) from None
    if sequence is None:
        raise BookingMoved
    return sequence


def _step(booking: BookingRow, kind: str, viewer: SignedIn, **stand: Any) -> Happened:
    return Happened(
        booking_id=booking.id,
        mentor_id=booking.mentor_id,
        kind=kind,
        actor=viewer.id,
        details={"startsAt": booking.starts_at.isoformat()},
        **stand,
    )
