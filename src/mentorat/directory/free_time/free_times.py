"""When a visitor wants to meet somebody, as instants: their words, in their own time zone."""

from datetime import date, datetime

from mentorat.directory.search.parameters import Search
from mentorat.schedules.plans import minutes_of
from mentorat.schedules.slots import Range
from mentorat.schedules.wall_time import MINUTE, instant, local_date, seconds_after

HOUR = 3_600
AHEAD_DAYS = 14
WEEK_DAYS = 7
SATURDAY = 6  # the remainder of an ordinal by 7; Sunday is 0
PARTS = {"morning": (6, 12), "afternoon": (12, 18), "evening": (18, 23)}


def wanted_times(search: Search, zone: str, *, now: datetime) -> list[Range]:
    """The stretches in which a session may start, in seconds, ascending; all of them when the
    search says nothing about time is the caller's business."""
    moment = seconds_after(now)
    today = local_date(zone, moment)
    found = []
    for day in _days(search, today):
        opening, closing = _hours(search)
        start = instant(zone, day, opening)
        end = instant(zone, day, closing)
        if opening < closing and end > moment and end > start:
            found.append((max(start, moment), end))
    if search.free == "week" and not (search.day or search.part or search.at):
        return [(moment, moment + WEEK_DAYS * 24 * HOUR)]
    return found


def _days(search: Search, today: int) -> list[int]:
    if search.day is not None:
        days = [date.fromisoformat(search.day).toordinal()]
    else:
        length = {"today": 1, "week": WEEK_DAYS}.get(search.free or "", AHEAD_DAYS)
        days = list(range(today, today + length))
    if search.free == "today":
        days = [day for day in days if day == today]
    if search.free == "weekend":
        days = [day for day in days if day % 7 in {SATURDAY, 0}]
    return days


def _hours(search: Search) -> tuple[int, int]:
    """From when to when on each day, in seconds on the clock."""
    opening, closing = 0, 24 * HOUR
    for part in (search.part, "evening" if search.free == "evenings" else None):
        if part:
            first, last = PARTS[part]
            opening, closing = max(opening, first * HOUR), min(closing, last * HOUR)
    if search.at:
        start = minutes_of(search.at) * MINUTE
        opening, closing = max(opening, start), min(closing, start + HOUR)
    return opening, closing
