"""What takes a mentor's time: bookings, and what their calendar elsewhere says (R7)."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    func,
    literal_column,
    not_,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

from mentorat.bookings.models import LIVE, PROMISED, Booking, BookingStatus
from mentorat.db.executor import Db, rows
from mentorat.external_calendars.models import GOOD_FOR_INTERVAL, BusyCalendar, ExternalBusy
from mentorat.schedules.slots import Busy

# The longest session and the longest buffers reach this far beyond a range of starts, and the
# sessions of a whole local week count for its limit.
REACH = timedelta(days=9)


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
# In the order of the fields of Busy.
_times = (
    _seconds(Booking.starts_at, func.floor),
    _seconds(Booking.ends_at),
    _seconds(Booking.starts_at - Booking.blocked_from),
    _seconds(Booking.blocked_until - Booking.ends_at),
    literal_column("'booking'", Text),
)
_elsewhere = and_(
    BusyCalendar.user_id == ExternalBusy.mentor_id,
    BusyCalendar.good_at > _now - GOOD_FOR_INTERVAL,
    or_(not_(ExternalBusy.is_all_day), not_(BusyCalendar.ignores_all_day)),
    ExternalBusy.starts_at < _until,
    ExternalBusy.ends_at > _since,
)
_times_elsewhere = (
    _seconds(ExternalBusy.starts_at, func.floor),
    _seconds(ExternalBusy.ends_at),
    literal_column("0", BigInteger),
    literal_column("0", BigInteger),
    literal_column("'elsewhere'", Text),
)
# Somebody who mentors may learn too: their own sessions as a mentee take their time.
_learning = and_(
    PROMISED,
    func.tstzrange(Booking.starts_at, Booking.ends_at).op("&&")(func.tstzrange(_since, _until)),
)
_times_learning = (
    *_times[:2],
    literal_column("0", BigInteger),
    literal_column("0", BigInteger),
    literal_column("'learning'", Text),
)
_mentor = bindparam("mentor_id", type_=Text)
_TAKEN = rows(
    union_all(
        select(*(column.label(f"at_{n}") for n, column in enumerate(_times))).where(
            Booking.mentor_id == _mentor, _taking_time
        ),
        select(*_times_learning).where(Booking.mentee_id == _mentor, _learning),
        select(*_times_elsewhere).where(ExternalBusy.mentor_id == _mentor, _elsewhere),
    ).order_by("at_0"),
    Busy,
)


def taken_by(mentor_id: Any) -> ColumnElement[Any]:
    """A mentor's taken times as JSON, to ride along with another read; wants the places
    `busy_since`, `busy_until` and `now`."""
    booked = _listed(_times).where(Booking.mentor_id == mentor_id, _taking_time)
    learning = _listed(_times_learning).where(Booking.mentee_id == mentor_id, _learning)
    elsewhere = _listed(_times_elsewhere).where(ExternalBusy.mentor_id == mentor_id, _elsewhere)
    found = booked.scalar_subquery().op("||", return_type=JSONB())(learning.scalar_subquery())
    return found.op("||", return_type=JSONB())(elsewhere.scalar_subquery())


def _listed(columns: tuple[ColumnElement[Any], ...]) -> Select[tuple[Any]]:
    entries = func.jsonb_agg(func.jsonb_build_array(*columns))
    return select(func.coalesce(entries, func.jsonb_build_array()))


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
