"""The first yes takes back what the mentee asked of others for the same time."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Text, bindparam, func, null, update

from mentorat.bookings.actions.events import Happened, note_event
from mentorat.bookings.models import Booking, BookingStatus
from mentorat.db.executor import Db, rows

OVERLAP = "overlap"


class Withdrawn(NamedTuple):
    """A request that was taken back."""

    id: UUID
    mentor_id: str
    sequence: int


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
        status=BookingStatus.WITHDRAWN,
        sequence=Booking.sequence + 1,
        ended_by=bindparam("mentee_id", type_=Text),
        expires_at=null(),
        due_cents=0,
        updated_at=bindparam("now"),
    )
    .returning(Booking.id, Booking.mentor_id, Booking.sequence),
    Withdrawn,
)


class Hour(NamedTuple):
    """A booking of a mentee's, as far as its time matters."""

    id: UUID
    mentee_id: str
    starts_at: datetime
    ends_at: datetime


async def withdraw_overlapping(db: Db, hour: Hour, *, now: datetime) -> None:
    """Take back the mentee's requests that overlap a confirmed session; their mentors are told.

    The caller holds the mentee's lock, so that no two sessions do it at once.
    """
    found = await db.all(
        _WITHDRAW,
        booking_id=hour.id,
        mentee_id=hour.mentee_id,
        starts_at=hour.starts_at,
        ends_at=hour.ends_at,
        now=now,
    )
    for one in found:
        step = Happened(
            booking_id=one.id,
            mentor_id=one.mentor_id,
            kind="withdraw",
            actor=hour.mentee_id,
            status=BookingStatus.WITHDRAWN,
            sequence=one.sequence,
            details={"why": OVERLAP},
        )
        note_event(db, step, now=now)
