"""Telling both people of a step, or reminding them, by messages written in one transaction."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from mentorat.accounts.queries import is_somebody_gone
from mentorat.bookings.letters.lines import BookingLetter, Side
from mentorat.bookings.letters.pointless import is_open_request, is_reminder_true
from mentorat.bookings.letters.steps import draft_for
from mentorat.bookings.letters.topics import reminder_topic, request_topic, step_topic
from mentorat.bookings.queries.bookings import BookingRow, find_any_booking
from mentorat.bookings.queries.steps import find_step_told
from mentorat.bookings.transitions import overtaken_by
from mentorat.db.executor import Db
from mentorat.notifications.actions import post_message
from mentorat.notifications.queries import find_reader


class Context(msgspec.Struct, frozen=True):
    """What telling needs from outside: our address, the time, and mentors like one who said no."""

    origin: str
    now: datetime
    find_similar: Callable[[Db, str], Awaitable[list[tuple[str, str]]]]


async def tell_booking(db: Db, booking_id: UUID, sequence: int, context: Context) -> None:
    """Write what both people read after a step. A step that a later one has overtaken says
    nothing any more; telling twice writes once."""
    booking = await find_any_booking(db, booking_id)
    step = await find_step_told(db, booking_id, sequence)
    if booking is None or step is None or overtaken_by(step.kind, step.later):
        return
    details: dict[str, Any] = msgspec.json.decode(step.details)
    similar: list[tuple[str, str]] = []
    is_no = step.kind in {"decline", "expire"}
    if is_no or (step.kind == "cancel" and step.actor == booking.mentor_id):
        similar = await context.find_similar(db, booking.mentor_id)
    told = BookingLetter(
        kind=step.kind,
        booking=booking,
        topic=step_topic(booking.id, sequence),
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
    if booking is None or not is_reminder_true(booking, starts_at, hours, now=context.now):
        return
    if await is_somebody_gone(db, booking.mentor_id, booking.mentee_id):
        return  # they will be told soon that it is cancelled
    topic = reminder_topic(booking.id, starts_at, hours)
    await _write(db, _reminder("remind", booking, topic, context))


async def remind_request(db: Db, booking_id: UUID, context: Context) -> str | None:
    """Remind a mentor of a request that still waits, once, at half of its time; returns whom."""
    booking = await find_any_booking(db, booking_id)
    if booking is None or not is_open_request(booking, now=context.now):
        return None
    await _write(db, _reminder("remind_request", booking, request_topic(booking.id), context))
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
