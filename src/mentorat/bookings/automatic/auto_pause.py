"""Mentors who leave requests unanswered are paused, kindly: nobody should wait for them in vain."""

from datetime import datetime, timedelta

from sqlalchemy import Text, bindparam, func, select

from mentorat.bookings.models import Booking, BookingStatus
from mentorat.db.executor import Db, scalar
from mentorat.mentors.actions.move_profile import pause_silent

SILENCES_MAX = 2
SILENCE_COUNTS_FOR = timedelta(days=30)

_EXPIRED = scalar(
    select(func.count()).where(
        Booking.mentor_id == bindparam("mentor_id", type_=Text),
        Booking.status == BookingStatus.EXPIRED,
        Booking.updated_at > bindparam("since"),
    ),
    int,
)


async def pause_if_silent(db: Db, mentor_id: str, *, now: datetime) -> bool:
    """Pause the profile of a mentor two of whose requests expired within 30 days; whether it was
    paused by this. Doing it twice changes nothing more."""
    since = now - SILENCE_COUNTS_FOR
    if await db.one(_EXPIRED, mentor_id=mentor_id, since=since) < SILENCES_MAX:
        return False
    return await pause_silent(db, mentor_id, now=now)
