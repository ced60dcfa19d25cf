"""The first yes takes back what the mentee asked of others for the same time."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Text, bindparam, func, null, update

from mentorat.bookings.actions.check_free import Meeting
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
        step = Happened(
            booking_id=one.id,
            mentor_id=one.mentor_id,
            kind="withdraw",
            actor=meeting.mentee_id,
            status=BookingStatus.WITHDRAWN,
            sequence=one.sequence,
            details={"why": OVERLAP},
        )
        note_event(db, step, now=now)
