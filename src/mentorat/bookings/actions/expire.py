"""Requests that nobody answered end by themselves; confirmed sessions that are over too."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Text, bindparam, or_, update

from mentorat.bookings.actions.events import Happened, note_event
from mentorat.bookings.models import Booking, BookingStatus
from mentorat.bookings.transitions import SYSTEM, StepName
from mentorat.db.executor import Db, rows


class Ended(NamedTuple):
    """A booking that the clock has ended."""

    id: UUID
    mentor_id: str
    sequence: int


_mentor = bindparam("mentor_id", type_=Text, required=True)
_EXPIRE = rows(
    update(Booking)
    .where(
        Booking.status == BookingStatus.REQUESTED,
        Booking.expires_at <= bindparam("now"),
        or_(_mentor.is_(None), Booking.mentor_id == _mentor),
    )
    .values(
        status=BookingStatus.EXPIRED,
        sequence=Booking.sequence + 1,
        ended_by=SYSTEM,
        due_cents=0,
        updated_at=bindparam("now"),
    )
    .returning(Booking.id, Booking.mentor_id, Booking.sequence),
    Ended,
)
_COMPLETE = rows(
    update(Booking)
    .where(Booking.status == BookingStatus.CONFIRMED, Booking.ends_at <= bindparam("now"))
    .values(
        status=BookingStatus.COMPLETED,
        sequence=Booking.sequence + 1,
        due_cents=Booking.price_cents,
        updated_at=bindparam("now"),
    )
    .returning(Booking.id, Booking.mentor_id, Booking.sequence),
    Ended,
)


async def expire_overdue(db: Db, mentor_id: str | None, *, now: datetime) -> int:
    """End the requests whose deadline has passed, of one mentor or of all; returns how many.

    Doing it twice, or from two places, ends each of them once.
    """
    found = await db.all(_EXPIRE, mentor_id=mentor_id, now=now)
    for one in found:
        _note(db, one, "expire", BookingStatus.EXPIRED, now)
    return len(found)


async def complete_past(db: Db, *, now: datetime) -> int:
    """Close the confirmed sessions that are over; returns how many."""
    found = await db.all(_COMPLETE, now=now)
    for one in found:
        _note(db, one, "complete", BookingStatus.COMPLETED, now)
    return len(found)


def _note(db: Db, one: Ended, kind: StepName, status: BookingStatus, now: datetime) -> None:
    step = Happened(
        booking_id=one.id,
        mentor_id=one.mentor_id,
        kind=kind,
        actor=SYSTEM,
        status=status,
        sequence=one.sequence,
    )
    note_event(db, step, now=now)
