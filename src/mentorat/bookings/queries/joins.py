"""Reading who opened a meeting place."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, select

from mentorat.bookings.models import BookingJoin
from mentorat.db.executor import Db, rows


class JoinRow(msgspec.Struct, frozen=True):
    """Who opened the meeting place, and when first."""

    user_id: str
    joined_at: datetime


_JOINS = rows(
    select(BookingJoin.user_id, BookingJoin.joined_at)
    .where(BookingJoin.booking_id == bindparam("booking_id"))
    .order_by(BookingJoin.joined_at),
    JoinRow,
)


async def list_joins(db: Db, booking_id: UUID) -> list[JoinRow]:
    """Who opened the meeting place."""
    return await db.all(_JOINS, booking_id=booking_id)
