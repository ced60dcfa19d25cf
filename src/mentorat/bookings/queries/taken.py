"""Reading bookings: what takes a mentor's time."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ScalarSelect,
    Text,
    and_,
    bindparam,
    cast,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP

from mentorat.availability.slots import Busy
from mentorat.bookings.models import LIVE, Booking, BookingStatus
from mentorat.db.executor import Db, rows

# The longest session and the longest buffers reach this far beyond a range of starts, and the
# sessions of a whole local date count for its limit.
REACH = timedelta(days=3)


def _seconds(column: Any, whole: Any = func.ceil) -> ColumnElement[int]:
    return cast(whole(func.extract("epoch", column)), BigInteger)


_now = bindparam("now", type_=TIMESTAMP(timezone=True))
_since = bindparam("busy_since", type_=TIMESTAMP(timezone=True))
_until = bindparam("busy_until", type_=TIMESTAMP(timezone=True))
_taking_time = and_(
    LIVE,
    # A hold or a request counts until it expires (R7).
    or_(
        Booking.status == BookingStatus.CONFIRMED,
        Booking.expires_at.is_(None),
        Booking.expires_at > _now,
    ),
    func.tstzrange(Booking.blocked_from, Booking.blocked_until).op("&&")(
        func.tstzrange(_since, _until)
    ),
)
_times = (
    _seconds(Booking.starts_at, func.floor),
    _seconds(Booking.ends_at),
    _seconds(Booking.starts_at - Booking.blocked_from),
    _seconds(Booking.blocked_until - Booking.ends_at),
)
_TAKEN = rows(
    select(*(column.label(f"at_{n}") for n, column in enumerate(_times)))
    .where(Booking.mentor_id == bindparam("mentor_id", type_=Text), _taking_time)
    .order_by(Booking.starts_at),
    Busy,
)


def taken_by(mentor_id: Any) -> ScalarSelect[Any]:
    """A subquery for a mentor's taken times as JSON, to ride along with another read; wants the
    places `busy_since`, `busy_until` and `now`."""
    entry = func.jsonb_build_array(*_times)
    found = select(func.coalesce(func.jsonb_agg(entry), func.jsonb_build_array()))
    return found.where(Booking.mentor_id == mentor_id, _taking_time).scalar_subquery()


def busy_of(found: msgspec.Raw) -> list[Busy]:
    """What `taken_by` found, as busy times."""
    return [Busy(*entry) for entry in msgspec.json.decode(found)]


def reach(since: datetime, until: datetime) -> dict[str, datetime]:
    """The places of `taken_by` for the starts in [since, until)."""
    return {"busy_since": since - REACH, "busy_until": until + REACH}


async def find_taken(
    db: Db, mentor_id: str, *, since: datetime, until: datetime, now: datetime
) -> list[Busy]:
    """What takes a mentor's time around the starts in [since, until)."""
    return await db.all(_TAKEN, mentor_id=mentor_id, now=now, **reach(since, until))
