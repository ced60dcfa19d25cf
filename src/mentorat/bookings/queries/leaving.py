"""Reading what a mentor leaves behind who becomes Élève."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Text, bindparam, func, select

from mentorat.bookings.models import Booking, BookingStatus
from mentorat.db.executor import Db, rows
from mentorat.mentors.actions.switch_role import LeavingTerms


class Promises(NamedTuple):
    """How many requests wait for a mentor, and how many sessions they owe."""

    requests: int
    sessions: int


_PROMISES = rows(
    select(
        func.count()
        .filter(Booking.status == BookingStatus.REQUESTED, Booking.expires_at > bindparam("now"))
        .label("requests"),
        func.count()
        .filter(Booking.status == BookingStatus.CONFIRMED, Booking.ends_at > bindparam("now"))
        .label("sessions"),
    ).where(Booking.mentor_id == bindparam("mentor_id", type_=Text)),
    Promises,
)


async def find_leaving(db: Db, mentor_id: str, *, now: datetime) -> LeavingTerms:
    """What becoming Élève would mean for others now."""
    found = await db.one(_PROMISES, mentor_id=mentor_id, now=now)
    return LeavingTerms(found.requests, found.sessions, f"{found.requests}-{found.sessions}")
