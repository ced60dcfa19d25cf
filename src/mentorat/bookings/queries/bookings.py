"""Reading bookings for whoever may: one of their two people."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Text, bindparam, not_, or_, select, tuple_
from sqlalchemy.orm import aliased

from mentorat.accounts.models import User
from mentorat.bookings.models import LIVE, OVER, Booking, BookingEvent, BookingStatus
from mentorat.bookings.paging import PAST, Place
from mentorat.db.executor import Db, rows
from mentorat.errors import NotFound
from mentorat.mentors.models import CancellationPolicy, MentorProfile
from mentorat.viewer import SignedIn


class BookingRow(msgspec.Struct, frozen=True):
    """A booking with the names of its two people."""

    id: UUID
    status: BookingStatus
    starts_at: datetime
    ends_at: datetime
    blocked_from: datetime
    blocked_until: datetime
    mentor_id: str
    mentor_first_name: str | None
    mentor_last_name: str | None
    mentor_image_url: str | None
    mentee_id: str
    mentee_first_name: str | None
    mentee_last_name: str | None
    mentee_image_url: str | None
    note: str | None
    price_cents: int
    unit_rate_cents: int
    currency: str
    policy: CancellationPolicy
    cancel_by: datetime | None
    expires_at: datetime | None
    meeting_place: str | None
    mentor_timezone: str
    mentee_timezone: str
    sequence: int
    moves: int
    reason: str | None
    is_late: bool
    due_cents: int | None
    is_kept: bool
    created_at: datetime


class EventRow(msgspec.Struct, frozen=True):
    """One step of a booking's history."""

    happened_at: datetime
    actor: str
    kind: str
    status: BookingStatus
    details: msgspec.Raw


_mentor, _mentee = aliased(User, name="mentor"), aliased(User, name="mentee")


def _person(person: Any, name: str) -> tuple[Any, ...]:
    return (
        person.first_name.label(f"{name}_first_name"),
        person.last_name.label(f"{name}_last_name"),
        person.image_url.label(f"{name}_image_url"),
    )


_mine = or_(
    Booking.mentor_id == bindparam("viewer_id", type_=Text),
    Booking.mentee_id == bindparam("viewer_id", type_=Text),
)
_booking = (
    select(
        Booking.id,
        Booking.status,
        Booking.starts_at,
        Booking.ends_at,
        Booking.blocked_from,
        Booking.blocked_until,
        Booking.mentor_id,
        *_person(_mentor, "mentor"),
        Booking.mentee_id,
        *_person(_mentee, "mentee"),
        Booking.note,
        Booking.price_cents,
        Booking.unit_rate_cents,
        Booking.currency,
        Booking.policy,
        Booking.cancel_by,
        Booking.expires_at,
        Booking.meeting_place,
        Booking.mentor_timezone,
        Booking.mentee_timezone,
        Booking.sequence,
        Booking.moves,
        Booking.reason,
        Booking.is_late,
        Booking.due_cents,
        Booking.is_kept,
        Booking.created_at,
    )
    .join(_mentor, _mentor.id == Booking.mentor_id)
    .join(_mentee, _mentee.id == Booking.mentee_id)
)
_ONE = rows(
    _booking.where(Booking.id == bindparam("booking_id"), _mine),
    BookingRow,
)
_AIM = rows(
    select(Booking.note).where(
        Booking.id == bindparam("booking_id"),
        Booking.mentee_id == bindparam("viewer_id", type_=Text),
        Booking.mentor_id == bindparam("mentor_id", type_=Text),
    ),
    str,
)
_ANY = rows(_booking.where(Booking.id == bindparam("booking_id")), BookingRow)
_is_ahead = Booking.ends_at > bindparam("now")
_AHEAD = rows(
    _booking.where(
        _mine,
        LIVE,
        _is_ahead,
        tuple_(Booking.starts_at, Booking.id)
        > tuple_(bindparam("after_at"), bindparam("after_id")),
    )
    .order_by(Booking.starts_at, Booking.id)
    .limit(bindparam("count")),
    BookingRow,
)
_PAST = rows(
    _booking.where(
        _mine,
        or_(OVER, not_(_is_ahead)),
        tuple_(Booking.starts_at, Booking.id)
        < tuple_(bindparam("before_at"), bindparam("before_id")),
    )
    .order_by(Booking.starts_at.desc(), Booking.id.desc())
    .limit(bindparam("count")),
    BookingRow,
)
_OWED = rows(
    _booking.where(
        Booking.mentor_id == bindparam("mentor_id", type_=Text),
        Booking.status == BookingStatus.CONFIRMED,
        _is_ahead,
    ).order_by(Booking.starts_at, Booking.id),
    BookingRow,
)
_EVENTS = rows(
    select(
        BookingEvent.happened_at,
        BookingEvent.actor,
        BookingEvent.kind,
        BookingEvent.status,
        BookingEvent.details,
    )
    .where(BookingEvent.booking_id == bindparam("booking_id"))
    .order_by(BookingEvent.sequence),
    EventRow,
)
_STEP = rows(
    select(
        BookingEvent.happened_at,
        BookingEvent.actor,
        BookingEvent.kind,
        BookingEvent.status,
        BookingEvent.details,
    ).where(
        BookingEvent.booking_id == bindparam("booking_id"),
        BookingEvent.sequence == bindparam("sequence"),
    ),
    EventRow,
)
_WEEK = rows(
    select(MentorProfile.availability).where(MentorProfile.user_id == bindparam("mentor_id")),
    bytes,
)


async def find_booking(db: Db, booking_id: UUID, *, viewer: SignedIn) -> BookingRow:
    """A booking of the viewer's; raises NotFound, for administrators too: theirs is the desk."""
    found = await db.find(_ONE, booking_id=booking_id, viewer_id=viewer.id)
    if found is None:
        raise NotFound
    return found


async def find_aim(db: Db, booking_id: UUID, mentor_id: str, *, viewer: SignedIn) -> str | None:
    """What the viewer wanted of an earlier booking with this mentor; None for anybody else's."""
    return await db.find(_AIM, booking_id=booking_id, mentor_id=mentor_id, viewer_id=viewer.id)


async def find_any_booking(db: Db, booking_id: UUID) -> BookingRow | None:
    """A booking for the worker or the desk, which are no viewers."""
    return await db.find(_ANY, booking_id=booking_id)


async def list_own(
    db: Db, place: Place, *, viewer: SignedIn, now: datetime, count: int
) -> tuple[list[BookingRow], Place | None]:
    """The viewer's bookings on both sides after a place, and where the next page begins: live ones
    ahead first, the next one first; then what is over or came to nothing, the latest first."""
    is_ahead = place.part == "ahead"
    mine = {"viewer_id": viewer.id, "now": now, "count": count + 1}
    first = PAST if is_ahead else place
    asked = db.ask(_PAST, before_at=first.at, before_id=first.id, **mine)
    ahead = db.ask(_AHEAD, after_at=place.at, after_id=place.id, **mine) if is_ahead else None
    await db.settle()
    past, found = await asked.all(), await ahead.all() if ahead else []
    if len(found) > count:
        last = found[count - 1]
        return found[:count], Place("ahead", last.starts_at, last.id)
    room = count - len(found)
    if len(past) <= room:
        return [*found, *past], None
    shown = past[:room]
    end = Place("past", shown[-1].starts_at, shown[-1].id) if shown else PAST
    return [*found, *shown], end


async def list_owed(db: Db, mentor_id: str, *, now: datetime) -> list[BookingRow]:
    """Every session that somebody still owes as a mentor, under way or ahead, the next one
    first."""
    return await db.all(_OWED, mentor_id=mentor_id, now=now)


async def list_events(db: Db, booking_id: UUID) -> list[EventRow]:
    """The history of a booking that the caller has found for its viewer."""
    return await db.all(_EVENTS, booking_id=booking_id)


async def find_step(db: Db, booking_id: UUID, sequence: int) -> EventRow | None:
    """One step of a booking's history."""
    return await db.find(_STEP, booking_id=booking_id, sequence=sequence)


async def find_week(db: Db, mentor_id: str) -> bytes:
    """A mentor's schedule document."""
    return await db.find(_WEEK, mentor_id=mentor_id) or b""
