"""Invented mentors: schedules of every shape, most of them lived around a clock change."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tests.schedules.minute_engine import DAY, MINUTE, WEEKDAYS, Document

ZONES = (
    *("Europe/Paris", "Europe/Dublin", "Atlantic/Azores", "Antarctica/Troll", "UTC"),
    *("Africa/Casablanca", "Africa/Cairo", "Asia/Gaza", "Asia/Beirut", "Asia/Tehran"),
    *("Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Chatham"),
    *("Pacific/Apia", "Pacific/Kiritimati", "Pacific/Easter", "America/Santiago"),
    *("America/Asuncion", "America/Sao_Paulo", "America/Havana", "America/New_York"),
    *("America/St_Johns", "America/Nuuk", "America/Vancouver"),
)
FIRST_DAY = datetime(2020, 1, 1, tzinfo=UTC)
LAST_DAY = datetime(2036, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ENDS = ("from", "to")
STATUSES = (
    *(None, "confirmed", "pending", "requested", "imported", "held", "held for long"),
    *("cancelled", "declined"),
)

# Clock times are quarters, mostly in the hours when clocks change, or any minute.
_QUARTERS = [f"{hour:02}:{minute}" for hour in range(24) for minute in ("00", "15", "30", "45")]
_MINUTES = [f"{hour:02}:{minute:02}" for hour in range(24) for minute in range(0, 60, 7)]
_CLOCKS = st.sampled_from([*_QUARTERS[:16] * 6, *_QUARTERS[-8:] * 6, *_QUARTERS, *_MINUTES])
_CLOSINGS = st.sampled_from(["24:00"]) | _CLOCKS
_WINDOWS = st.one_of(
    st.lists(st.tuples(_CLOCKS, _CLOSINGS), max_size=3),
    st.lists(
        st.integers(0, 22).map(lambda hour: (f"{hour:02}:20", f"{hour + 1:02}:45")), max_size=4
    ),
    st.tuples(_CLOCKS, _CLOCKS, _CLOSINGS).map(lambda found: [found[:2], found[1:]]),
    st.just([("00:00", "24:00")]),
).map(lambda pairs: [[opens, closes] for opens, closes in pairs if opens != closes])
_WEEKS = st.tuples(*[_WINDOWS] * 7).map(lambda week: dict(zip(WEEKDAYS, week, strict=True)))
_BUFFERS = st.fixed_dictionaries(
    dict.fromkeys(("before", "after"), st.sampled_from([0, 0, 10, 30]) | st.integers(0, 120))
)
# Seconds from the moment: quarters of an hour within two days, or any second within four.
_OFFSETS = st.integers(-192, 192).map(lambda quarters: 900 * quarters) | st.integers(
    -345_600, 345_600
)
_LENGTHS = st.sampled_from([900, 1800, 3600, 5400]) | st.integers(1, 21_600)
_CLOSE_OFFSETS = st.integers(-60, 120).map(lambda minutes: 60 * minutes)
_PLACES = st.tuples(st.just("moment"), _OFFSETS) | st.tuples(
    st.sampled_from(["first", "first", "last"]), _CLOSE_OFFSETS
)
_BOOKINGS = st.tuples(_PLACES, _LENGTHS, st.sampled_from(STATUSES), st.integers(-2, 2))
_QUESTIONS = st.fixed_dictionaries(
    {
        "weekly": _WEEKS,
        "overrides": st.dictionaries(st.integers(-3, 4), _WINDOWS, max_size=4),
        "buffers_minutes": _BUFFERS,
        "min_notice_minutes": st.sampled_from([0, 0, 45, 1440]) | st.integers(0, 5000),
        "slot_minutes": st.sampled_from([30, 60, 90]) | st.integers(5, 300),
        "step_minutes": st.sampled_from([15, 30, 60]) | st.integers(5, 180),
        "existing_bookings": st.lists(_BOOKINGS, max_size=12),
        "from": _OFFSETS.map(lambda seconds: -abs(seconds)) | st.none(),
        "minutes_early": st.integers(-10, 60),
        "days": st.integers(1, 6),
        "to": st.sampled_from([0, 0, 1, 59, 3600]),
        "now": st.none() | _OFFSETS,
    }
)

Booking = tuple[tuple[str, int], int, str | None, int]


@cache
def clock_changes(zone_name: str) -> tuple[datetime, ...]:
    """Return the UTC instants from which the zone's offset is another, 2020 to 2035."""
    zone = ZoneInfo(zone_name)
    changes = []
    day = FIRST_DAY
    while day < LAST_DAY:
        before, after = day, day + DAY
        if _offset(before, zone) != _offset(after, zone):
            while after - before > MINUTE:
                middle = before + (after - before) // 2
                middle -= timedelta(seconds=middle.second, microseconds=middle.microsecond)
                if _offset(middle, zone) == _offset(before, zone):
                    before = middle
                else:
                    after = middle
            changes.append(after)
        day += DAY
    return tuple(changes)


def written(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def always_open(zone_name: str, *, first: date, days: int) -> Document:
    """Return a mentor open day and night, asked for whole local days, one hour a session."""
    zone = ZoneInfo(zone_name)
    starts = datetime(first.year, first.month, first.day, tzinfo=zone)
    ends = starts + days * DAY
    return {
        "mentor_timezone": zone_name,
        "weekly": {weekday: [["00:00", "24:00"]] for weekday in WEEKDAYS},
        "overrides": {},
        "buffers_minutes": {"before": 0, "after": 0},
        "min_notice_minutes": 0,
        "slot_minutes": 60,
        "step_minutes": 60,
        "existing_bookings": [],
        "query": {"from": written(starts), "to": written(ends)},
        "now": "2019-12-01T00:00:00Z",
    }


def documents(zones: tuple[str, ...] = ZONES) -> st.SearchStrategy[Document]:
    """Draw whole questions: three in four are asked around a clock change of their zone."""
    places = st.sampled_from(zones).flatmap(lambda zone: st.tuples(st.just(zone), _moments(zone)))
    return st.builds(_document, places, _QUESTIONS)


def bookings_of(question: Document) -> st.SearchStrategy[dict[str, str]]:
    """Draw one more booking for this question, somewhere in the days it asks about."""
    moment = datetime.fromisoformat(question["query"]["from"]) + DAY
    return _BOOKINGS.map(lambda drawn: _booking(drawn, moment, question))


def _moments(zone_name: str) -> st.SearchStrategy[datetime]:
    span = (LAST_DAY - FIRST_DAY) // MINUTE
    anywhere = st.integers(0, span).map(lambda minutes: FIRST_DAY + minutes * MINUTE)
    changes = clock_changes(zone_name)
    if not changes:
        return anywhere
    at_a_change = st.sampled_from(changes)
    return st.one_of(at_a_change, at_a_change, at_a_change, anywhere)


def _document(place: tuple[str, datetime], drawn: dict[str, Any]) -> Document:
    """Put what was drawn on the calendar, around this moment of this zone."""
    zone_name, moment = place
    today = moment.astimezone(ZoneInfo(zone_name)).date()
    now = FIRST_DAY - 30 * DAY if drawn["now"] is None else moment + drawn["now"] * SECOND
    if drawn["from"] is None:
        asked_from = _opening(drawn["weekly"], moment, zone_name) - drawn["minutes_early"] * MINUTE
    else:
        asked_from = moment + drawn["from"] * SECOND
    asked_to = asked_from + drawn["days"] * DAY + drawn["to"] * SECOND
    as_drawn = ("weekly", "buffers_minutes", "min_notice_minutes", "slot_minutes", "step_minutes")
    question = {key: drawn[key] for key in as_drawn} | {
        "mentor_timezone": zone_name,
        "overrides": {
            (today + days * DAY).isoformat(): windows
            for days, windows in drawn["overrides"].items()
        },
        "query": {"from": written(asked_from), "to": written(asked_to)},
        "now": written(now),
    }
    bookings = [_booking(booking, moment, question) for booking in drawn["existing_bookings"]]
    return question | {"existing_bookings": bookings}


def _opening(weekly: dict[str, list[list[str]]], moment: datetime, zone_name: str) -> datetime:
    """Find when the mentor opens on this moment's date, if that date has hours."""
    today = moment.astimezone(ZoneInfo(zone_name))
    windows = weekly[WEEKDAYS[today.weekday()]]
    if not windows:
        return moment
    hour, minute = windows[-1][0].split(":")
    return today.replace(hour=int(hour), minute=int(minute), second=0).astimezone(UTC)


def _booking(drawn: Booking, moment: datetime, question: Document) -> dict[str, str]:
    (place, offset), length, status, lease = drawn
    now = datetime.fromisoformat(question["now"])
    asked_from, asked_to = (datetime.fromisoformat(question["query"][end]) for end in ENDS)
    earliest = max(asked_from, now + question["min_notice_minutes"] * MINUTE)
    start = {"moment": moment, "first": earliest, "last": asked_to}[place] + offset * SECOND
    booking = {"start": written(start), "end": written(start + length * SECOND)}
    if status is None:
        return booking
    if status.startswith("held"):
        expires_at = now + (DAY if status == "held for long" else lease * SECOND)
        return booking | {"status": "held", "expires_at": written(expires_at)}
    return booking | {"status": status}


def _offset(instant: datetime, zone: ZoneInfo) -> timedelta | None:
    return instant.astimezone(zone).utcoffset()
