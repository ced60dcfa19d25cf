"""Telling both people of a step, by messages written in one transaction."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from mentorat.bookings.mails import Side, Told, draft_for
from mentorat.bookings.models import BookingEvent
from mentorat.bookings.queries.promises import find_any_booking
from mentorat.db.executor import Db, scalar
from mentorat.notifications.actions import post_message
from mentorat.notifications.queries import find_reader

_KIND = scalar(
    select(BookingEvent.kind).where(
        BookingEvent.booking_id == bindparam("booking_id"),
        BookingEvent.sequence == bindparam("sequence"),
    ),
    str,
)


async def tell_booking(
    db: Db, booking_id: UUID, sequence: int, *, origin: str, now: datetime
) -> None:
    """Write what both people read after a step. A step that a later one has overtaken says
    nothing any more; telling twice writes once."""
    booking = await find_any_booking(db, booking_id)
    kind = await db.value(_KIND, booking_id=booking_id, sequence=sequence)
    if booking is None or kind is None or booking.sequence != sequence:
        return
    told = Told(kind, booking, sequence, origin, now)
    sides: tuple[tuple[str, Side], ...] = (
        (booking.mentor_id, "mentor"),
        (booking.mentee_id, "mentee"),
    )
    for user_id, side in sides:
        reader = await find_reader(db, user_id)
        draft = draft_for(told, reader, side) if reader else None
        if draft is not None:
            await post_message(db, draft, now=now)
