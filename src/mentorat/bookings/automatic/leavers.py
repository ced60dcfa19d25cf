"""What becomes of bookings when one of their people leaves, is banned, or stops being a mentor."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Interval,
    Text,
    and_,
    any_,
    bindparam,
    case,
    cast,
    exists,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP, array

from mentorat.accounts.models import User
from mentorat.accounts.standing import gone_since, is_gone
from mentorat.bookings.jobs import CANCEL_LEFT_SESSIONS, EndForLeaver
from mentorat.bookings.models import BOOKING_STATUS, LIVE, Booking, BookingStatus
from mentorat.bookings.steps.apply import step_values
from mentorat.bookings.steps.record import BookingStep, record_step
from mentorat.db.executor import Db, command, rows, scalar
from mentorat.db.jobs import defer
from mentorat.events.record import Authority, Event, audit

HOLD_BACK = timedelta(hours=72)  # what was a mistake may still be undone
LEFT = "left"


class EndedForLeaverRow(NamedTuple):
    """A booking whose other side must be told."""

    id: UUID
    mentor_id: str
    sequence: int
    status: BookingStatus


_person = bindparam("person", type_=Text)
_returned = (Booking.id, Booking.mentor_id, Booking.sequence, Booking.status)
_ended = {
    "ended_by": _person,
    "due_cents": 0,  # nothing was paid here, so nothing is owed to or by who left
}
_END_REQUESTS = rows(
    update(Booking)
    .where(
        Booking.status == BookingStatus.REQUESTED,
        or_(
            Booking.mentor_id == _person,
            (Booking.mentee_id == _person) & bindparam("both_sides"),
        ),
    )
    .values(
        step_values(
            case(
                (Booking.mentor_id == _person, cast(BookingStatus.DECLINED, BOOKING_STATUS)),
                else_=cast(BookingStatus.WITHDRAWN, BOOKING_STATUS),
            ),
            **_ended,
        )
    )
    .returning(*_returned),
    EndedForLeaverRow,
)
_now = bindparam("now", type_=TIMESTAMP(timezone=True))
_soon = literal_column("interval '24 hours'", Interval)
_hold_back = literal_column(f"interval '{HOLD_BACK // timedelta(hours=1)} hours'", Interval)
_CANCEL = rows(
    update(Booking)
    .where(
        Booking.status == BookingStatus.CONFIRMED,
        or_(Booking.mentor_id == _person, Booking.mentee_id == _person),
        Booking.starts_at > _now,
        exists().where(
            User.id == _person,
            is_gone(),
            or_(
                bindparam("at_once", type_=Boolean),
                and_(
                    Booking.is_kept.is_(False),
                    or_(Booking.starts_at <= _now + _soon, gone_since() <= _now - _hold_back),
                ),
            ),
        ),
    )
    .values(step_values(BookingStatus.CANCELLED, **_ended))
    .returning(*_returned),
    EndedForLeaverRow,
)
# The hold-back counts from when we heard that they are gone, not from when a job comes round to it.
_HELD_UNTIL = scalar(
    select(gone_since() + _hold_back).where(User.id == _person, is_gone()),
    datetime,
)
_GONE = scalar(
    select(User.id)
    .distinct()
    .join(Booking, User.id == any_(array([Booking.mentor_id, Booking.mentee_id])))
    .where(is_gone(), LIVE, Booking.starts_at > _now),
    str,
)


_KEEP = command(
    update(Booking)
    .where(
        Booking.status == BookingStatus.CONFIRMED,
        or_(Booking.mentor_id == _person, Booking.mentee_id == _person),
        Booking.starts_at > bindparam("now"),
    )
    .values(is_kept=True, updated_at=bindparam("now"))
)


async def end_for_leaver(db: Db, person: str, *, now: datetime) -> None:
    """Somebody's account is deleted or banned: their requests end, the sessions of the next 24
    hours are cancelled, the others after the hold-back or once they are that near. For somebody
    who is back, or when done twice, nothing more changes."""
    held_until = await db.value(_HELD_UNTIL, person=person)
    if held_until is None:
        return
    await end_what_is_due(db, person, now=now)
    if held_until > now:
        defer(db, CANCEL_LEFT_SESSIONS, EndForLeaver(person), run_at=held_until)


async def end_what_is_due(db: Db, person: str, *, now: datetime) -> None:
    """End what must not wait any longer of somebody who is gone; nothing of anybody else."""
    ended: list[EndedForLeaverRow] = []
    if await db.value(_HELD_UNTIL, person=person) is not None:
        ended = await db.all(_END_REQUESTS, person=person, both_sides=True, now=now)
    cancelled = await db.all(_CANCEL, person=person, at_once=False, now=now)
    _record(db, [*ended, *cancelled], person, now)


async def end_for_everybody_gone(db: Db, *, now: datetime) -> None:
    """End what is due of everybody who is gone and still promised, whatever was missed before."""
    for person in await db.all(_GONE, now=now):
        await end_what_is_due(db, person, now=now)


async def end_sessions_now(
    db: Db, person: str, booking_id: UUID, *, by: Authority, now: datetime
) -> None:
    """An operator, looking at one booking, does not wait for the hold-back of somebody who is gone:
    all their sessions are cancelled, and the others are told."""
    cancelled = await db.all(_CANCEL, person=person, at_once=True, now=now)
    _record(db, cancelled, person, now)
    data = {"step": "end_now"}
    event = Event(kind="booking.ended_now", subject=str(booking_id), actor=by.actor, data=data)
    audit(db, event, by=by, now=now)


def keep_sessions(db: Db, person: str, booking_id: UUID, *, by: Authority, now: datetime) -> None:
    """An operator, looking at one booking, stops the hold-back of somebody who left: all their
    sessions stay promised."""
    db.later(_KEEP, person=person, now=now)
    data = {"step": "keep"}
    event = Event(kind="booking.kept", subject=str(booking_id), actor=by.actor, data=data)
    audit(db, event, by=by, now=now)


async def decline_requests(db: Db, person: str, *, now: datetime) -> None:
    """A mentor became Élève: requests to them are declined; promised sessions stay theirs to keep
    or to cancel."""
    ended = await db.all(_END_REQUESTS, person=person, both_sides=False, now=now)
    _record(db, ended, person, now)


def _record(db: Db, changed: list[EndedForLeaverRow], person: str, now: datetime) -> None:
    for one in changed:
        step = BookingStep(
            booking_id=one.id,
            mentor_id=one.mentor_id,
            kind="cancel" if one.status == BookingStatus.CANCELLED else "decline",
            actor=person,
            status=one.status,
            sequence=one.sequence,
            details={"why": LEFT},
        )
        record_step(db, step, now=now)
