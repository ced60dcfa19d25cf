"""Telling both people of a step, or reminding them, by messages written in one transaction."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import BigInteger, Text, any_, bindparam, exists, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from mentorat.bookings.letters.lines import BookingLetter, Side
from mentorat.bookings.letters.steps import draft_for
from mentorat.bookings.models import BookingEvent, BookingStatus
from mentorat.bookings.queries.bookings import BookingRow, find_any_booking
from mentorat.bookings.transitions import OVERTAKING
from mentorat.db.executor import Db, rows
from mentorat.notifications.actions import post_message
from mentorat.notifications.queries import find_reader

LATE = timedelta(minutes=5)  # a reminder this close to the start helps nobody
DAY_HOURS = 24


class StepRow(msgspec.Struct, frozen=True):
    """A step to tell, and whether a later one has made it pointless."""

    kind: str
    actor: str
    details: msgspec.Raw
    is_overtaken: bool


class Context(msgspec.Struct, frozen=True):
    """What telling needs from outside: our address, the time, and mentors like one who said no."""

    origin: str
    now: datetime
    find_similar: Callable[[Db, str], Awaitable[list[tuple[str, str]]]]


_later = aliased(BookingEvent, name="later")
_sequence = bindparam("sequence", type_=BigInteger)
_STEP = rows(
    select(
        BookingEvent.kind,
        BookingEvent.actor,
        BookingEvent.details,
        exists()
        .where(
            _later.booking_id == BookingEvent.booking_id,
            _later.sequence > BookingEvent.sequence,
            _later.kind == any_(bindparam("overtaking", type_=ARRAY(Text))),
        )
        .label("is_overtaken"),
    ).where(
        BookingEvent.booking_id == bindparam("booking_id"),
        BookingEvent.sequence == _sequence,
    ),
    StepRow,
)


async def tell_booking(db: Db, booking_id: UUID, sequence: int, context: Context) -> None:
    """Write what both people read after a step. A step that a later one has overtaken says
    nothing any more; telling twice writes once."""
    booking = await find_any_booking(db, booking_id)
    step = await db.find(
        _STEP, booking_id=booking_id, sequence=sequence, overtaking=list(OVERTAKING)
    )
    if booking is None or step is None or step.is_overtaken:
        return
    details: dict[str, Any] = msgspec.json.decode(step.details)
    similar: list[tuple[str, str]] = []
    is_no = step.kind in {"decline", "expire"}
    if is_no or (step.kind == "cancel" and step.actor == booking.mentor_id):
        similar = await context.find_similar(db, booking.mentor_id)
    told = BookingLetter(
        kind=step.kind,
        booking=booking,
        topic=f"booking:{booking.id}:{sequence}",
        sequence=sequence,
        actor=step.actor,
        details=details,
        similar=similar,
        origin=context.origin,
        now=context.now,
    )
    await _write(db, told)


async def remind_session(
    db: Db, booking_id: UUID, starts_at: datetime, hours: int, context: Context
) -> None:
    """Remind both people of a session, if it still stands at that time and has not begun. A
    reminder of the day before that comes too late leaves the word to the one of the last hour."""
    booking = await find_any_booking(db, booking_id)
    if booking is None or booking.status != BookingStatus.CONFIRMED:
        return
    left = booking.starts_at - context.now
    too_late = LATE if hours < DAY_HOURS else timedelta(hours=2)
    if booking.starts_at != starts_at or left < too_late:
        return
    topic = f"reminder:{booking.id}:{starts_at.isoformat()}:{hours}"
    await _write(db, _reminder("remind", booking, topic, context))


async def remind_request(db: Db, booking_id: UUID, context: Context) -> str | None:
    """Remind a mentor of a request that still waits, once, at half of its time; returns whom."""
    booking = await find_any_booking(db, booking_id)
    if booking is None or booking.status != BookingStatus.REQUESTED:
        return None
    if booking.expires_at is None or booking.expires_at <= context.now:
        return None
    await _write(db, _reminder("remind_request", booking, f"request:{booking.id}", context))
    return booking.mentor_id


def _reminder(kind: str, booking: BookingRow, topic: str, context: Context) -> BookingLetter:
    return BookingLetter(
        kind=kind,
        booking=booking,
        topic=topic,
        sequence=booking.sequence,
        actor="",
        details={},
        similar=[],
        origin=context.origin,
        now=context.now,
    )


async def _write(db: Db, told: BookingLetter) -> None:
    sides: tuple[tuple[str, Side], ...] = (
        (told.booking.mentor_id, "mentor"),
        (told.booking.mentee_id, "mentee"),
    )
    for user_id, side in sides:
        reader = await find_reader(db, user_id)
        draft = draft_for(told, reader, side) if reader else None
        if draft is not None:
            await post_message(db, draft, now=told.now)
