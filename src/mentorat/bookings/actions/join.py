"""The way into a session that is about to begin."""

from datetime import datetime

from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert

from mentorat.bookings.models import BookingJoin
from mentorat.bookings.policies import may_join
from mentorat.bookings.queries.bookings import BookingRow
from mentorat.bookings.refusals import NoWayIn
from mentorat.db.executor import Db, command
from mentorat.viewer import SignedIn

_JOIN = command(
    insert(BookingJoin)
    .values(
        booking_id=bindparam("booking_id"),
        user_id=bindparam("user_id"),
        joined_at=bindparam("now"),
    )
    .on_conflict_do_nothing()
)


def join(db: Db, booking: BookingRow, *, viewer: SignedIn, now: datetime) -> str:
    """The meeting place of a session that is about to begin; that the viewer came is kept.

    Raises NoWayIn when it is not open.
    """
    is_open = booking.status == "confirmed" and may_join(booking.starts_at, booking.ends_at, now)
    if not is_open or booking.meeting_place is None:
        raise NoWayIn
    db.later(_JOIN, booking_id=booking.id, user_id=viewer.id, now=now)
    return booking.meeting_place
