"""The slow, obvious engine: it marks every minute, then asks each start every question.

Rules R1 to R10 are those of the scheduling study; nothing here comes from the product.
A minute is counted from 1970-01-01T00:00Z, in elapsed time.
"""

import zoneinfo
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Document = dict[str, Any]

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
BLOCKING = {"confirmed", "pending", "requested", "imported"}

# The system's zone files may be years old; the pinned tzdata package is not.
zoneinfo.reset_tzpath(())
ZoneInfo.clear_cache()


def minute_by_minute(document: Document) -> list[str]:
    """Return the sorted starts that the mentor of this document offers."""
    windows = _windows(document)
    open_minutes = {minute for window in windows for minute in window}
    blocked_minutes = _blocked_minutes(document)
    asked = _asked_minutes(document)
    length = document["slot_minutes"]
    buffers = document["buffers_minutes"]

    def is_offered(start: int) -> bool:
        end = start + length
        session = range(start, end)
        dilated = range(start - buffers["before"], end + buffers["after"])
        return (
            start in asked
            and open_minutes.issuperset(session)
            and blocked_minutes.isdisjoint(dilated)
        )

    grid = {start for window in windows for start in window[:: document["step_minutes"]]}
    return [_written(start) for start in sorted(grid) if is_offered(start)]


def _windows(document: Document) -> list[range]:
    """R1 to R4: each window as a range of minutes, for the dates that could matter."""
    zone = ZoneInfo(document["mentor_timezone"])
    asked = document["query"]
    margin = 3 * DAY
    day = _instant(asked["from"]).astimezone(zone).date() - margin
    last = _instant(asked["to"]).astimezone(zone).date() + margin
    windows: list[range] = []
    while day <= last:
        windows += _windows_of_date(document, day, zone)
        day += DAY
    return windows


def _windows_of_date(document: Document, day: date, zone: ZoneInfo) -> list[range]:
    overrides = document["overrides"]
    declared = overrides.get(day.isoformat(), document["weekly"].get(WEEKDAYS[day.weekday()], []))
    # R3. A clock change may carry a very long night into the date after next.
    owned_by_others = [
        _minute_of(later, "00:00", zone)
        for later in (day + DAY, day + 2 * DAY)
        if later.isoformat() in overrides
    ]
    windows = []
    for opens, closes in declared:
        closing_day = day if opens < closes else day + DAY
        start = _minute_of(day, opens, zone)
        end = min([_minute_of(closing_day, closes, zone), *owned_by_others])
        windows.append(range(start, end))
    return _joined(window for window in windows if window)


def _joined(windows: Iterable[range]) -> list[range]:
    """R2: the windows of one date that touch or overlap become one."""
    joined: list[range] = []
    for window in sorted(windows, key=lambda found: found.start):
        if joined and window.start <= joined[-1].stop:
            joined[-1] = range(joined[-1].start, max(joined[-1].stop, window.stop))
        else:
            joined.append(window)
    return joined


def _minute_of(day: date, clock: str, zone: ZoneInfo) -> int:
    """R4: fold=0 reads a gap with the offset before it, and a repeated hour as its first."""
    if clock == "24:00":
        return _minute_of(day + DAY, "00:00", zone)
    wall = datetime.combine(day, time.fromisoformat(clock), tzinfo=zone)
    return _floor(wall.astimezone(UTC))


def _blocked_minutes(document: Document) -> set[int]:
    """R7 and R8: every minute that a dilated booking touches, were it for one second."""
    before = document["buffers_minutes"]["before"] * MINUTE
    after = document["buffers_minutes"]["after"] * MINUTE
    now = _instant(document["now"])
    blocked: set[int] = set()
    for booking in document["existing_bookings"]:
        if _blocks(booking, now):
            first = _floor(_instant(booking["start"]) - before)
            blocked.update(range(first, _ceiling(_instant(booking["end"]) + after)))
    return blocked


def _blocks(booking: dict[str, Any], now: datetime) -> bool:
    status = booking.get("status", "confirmed")
    if status == "held":
        return now < _instant(booking["expires_at"])
    return status in BLOCKING


def _asked_minutes(document: Document) -> range:
    """R9: from <= start < to, and start >= now + notice; starts are whole minutes."""
    notice = document["min_notice_minutes"] * MINUTE
    earliest = max(_instant(document["query"]["from"]), _instant(document["now"]) + notice)
    return range(_ceiling(earliest), _ceiling(_instant(document["query"]["to"])))


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _floor(instant: datetime) -> int:
    return (instant - EPOCH) // MINUTE


def _ceiling(instant: datetime) -> int:
    return -((EPOCH - instant) // MINUTE)


def _written(minute: int) -> str:
    return (EPOCH + minute * MINUTE).strftime("%Y-%m-%dT%H:%M:%SZ")
