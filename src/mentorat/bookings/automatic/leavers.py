"""What becomes of bookings when one of their people leaves, or stops being a mentor."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Text, bindparam, case, cast, exists, or_, update

from mentorat.accounts.models import User
from mentorat.bookings.jobs import CANCEL_LEFT_SESSIONS, EndForLeaver
from mentorat.bookings.models import BOOKING_STATUS, Booking, BookingStatus
from mentorat.bookings.steps.apply import step_values
from mentorat.bookings.steps.record import BookingStep, record_step
from mentorat.db.executor import Db, command, rows
from mentorat.db.jobs import defer
from mentorat.events.record import Authority, Event, audit

HOLD_BACK = timedelta(hours=72)  # an operator may still undo a deletion that was a mistake
SOON = timedelta(hours=24)
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
_CANCEL = rows(
    update(Booking)
    .where(
        Booking.status == BookingStatus.CONFIRMED,
        or_(Booking.mentor_id == _person, Booking.mentee_id == _person),
        Booking.is_kept.is_(False),
        Booking.starts_at > bindparam("now"),
        Booking.starts_at <= bindparam("until"),
        exists().where(User.id == _person, User.deleted_at.is_not(None)),
    )
    .values(step_values(BookingStatus.CANCELLED, **_ended))
    .returning(*_returned),
    EndedForLeaverRow,
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
    """Somebody's account is gone: their requests end, the sessions of the next 24 hours are
    cancelled, the others after the hold-back. Doing it twice changes nothing more."""
    ended = await db.all(_END_REQUESTS, person=person, both_sides=True, now=now)
    cancelled = await db.all(_CANCEL, person=person, until=now + SOON, now=now)
    _record(db, [*ended, *cancelled], person, now)
    defer(db, CANCEL_LEFT_SESSIONS, EndForLeaver(person), run_at=now + HOLD_BACK)


async def cancel_left_sessions(db: Db, person: str, *, now: datetime) -> None:
    """The hold-back is over: their other sessions are cancelled, if they are still gone."""
    far = now + timedelta(days=3660)
    _record(db, await db.all(_CANCEL, person=person, until=far, now=now), person, now)


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
