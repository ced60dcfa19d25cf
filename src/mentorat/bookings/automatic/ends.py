"""What ends by itself: requests that nobody answered, confirmed sessions that are over, and what
a mentee asked of others for the hour of a first yes."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Text, bindparam, func, or_, update

from mentorat.bookings.models import Booking, BookingStatus
from mentorat.bookings.steps.apply import step_values
from mentorat.bookings.steps.guard import Meeting
from mentorat.bookings.steps.record import BookingStep, record_step
from mentorat.bookings.transitions import SYSTEM, StepName
from mentorat.db.executor import Db, rows


class EndedRow(NamedTuple):
    """A booking that the clock has ended."""

    id: UUID
    mentor_id: str
    sequence: int


OVERLAP = "overlap"

_mentor = bindparam("mentor_id", type_=Text, required=True)
_EXPIRE = rows(
    update(Booking)
    .where(
        Booking.status == BookingStatus.REQUESTED,
        Booking.expires_at <= bindparam("now"),
        or_(_mentor.is_(None), Booking.mentor_id == _mentor),
    )
    .values(
        step_values(
            BookingStatus.EXPIRED, expires_at=Booking.expires_at, ended_by=SYSTEM, due_cents=0
        )
    )
    .returning(Booking.id, Booking.mentor_id, Booking.sequence),
    EndedRow,
)
_COMPLETE = rows(
    update(Booking)
    .where(Booking.status == BookingStatus.CONFIRMED, Booking.ends_at <= bindparam("now"))
    .values(step_values(BookingStatus.COMPLETED, due_cents=Booking.price_cents))
    .returning(Booking.id, Booking.mentor_id, Booking.sequence),
    EndedRow,
)
_WITHDRAW = rows(
    update(Booking)
    .where(
        Booking.mentee_id == bindparam("mentee_id", type_=Text),
        Booking.status == BookingStatus.REQUESTED,
        Booking.id != bindparam("booking_id"),
        Booking.expires_at > bindparam("now"),  # what is overdue ends by itself, elsewhere
        func.tstzrange(Booking.starts_at, Booking.ends_at).op("&&")(
            func.tstzrange(bindparam("starts_at"), bindparam("ends_at"))
        ),
    )
    .values(
        step_values(
            BookingStatus.WITHDRAWN, ended_by=bindparam("mentee_id", type_=Text), due_cents=0
        )
    )
    .returning(Booking.id, Booking.mentor_id, Booking.sequence),
    EndedRow,
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


def _note(db: Db, one: EndedRow, kind: StepName, status: BookingStatus, now: datetime) -> None:
    step = BookingStep(
        booking_id=one.id,
        mentor_id=one.mentor_id,
        kind=kind,
        actor=SYSTEM,
        status=status,
        sequence=one.sequence,
    )
    record_step(db, step, now=now)


async def withdraw_overlapping(db: Db, meeting: Meeting, *, now: datetime) -> None:
    """Take back the mentee's requests that overlap a confirmed session; their mentors are told.

    The caller holds the mentee's lock, so that no two sessions do it at once.
    """
    found = await db.all(
        _WITHDRAW,
        booking_id=meeting.booking_id,
        mentee_id=meeting.mentee_id,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        now=now,
    )
    for one in found:
        step = BookingStep(
            booking_id=one.id,
            mentor_id=one.mentor_id,
            kind="withdraw",
            actor=meeting.mentee_id,
            status=BookingStatus.WITHDRAWN,
            sequence=one.sequence,
            details={"why": OVERLAP},
        )
        record_step(db, step, now=now)
