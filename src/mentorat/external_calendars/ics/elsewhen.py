"""Events that are plainly over, or plainly too far ahead, told by their dates as they are
written: of ten years of a life, most need no more than this look."""

from datetime import UTC, datetime, timedelta

from mentorat.external_calendars.ics.parts.lines import Component
from mentorat.external_calendars.ics.parts.values import DATE, duration_of

FAR = timedelta(days=3)  # no zone moves a date further, nor does a day that it lasts
SHORT = timedelta(days=30)
ONCE = ("DTSTART", "DTEND", "RECURRENCE-ID")


def plain_days(since: int, until: int) -> tuple[str, str]:
    """The dates, as files write them, before and after which nothing plainly matters."""
    first, last = (datetime.fromtimestamp(at, UTC) for at in (since, until))
    return f"{first - FAR:%Y%m%d}", f"{last + FAR:%Y%m%d}"


def is_elsewhen(event: Component, days: tuple[str, str]) -> bool:
    """Whether an event happens once, and all that it says of when is before these days, or all
    after. What says nothing readable is not plain."""
    lines = event.lines
    if "RRULE" in lines or "RDATE" in lines or "DTSTART" not in lines:
        return False
    dates = []
    for name in ONCE:
        for line in lines.get(name, ()):
            if not DATE.match(line.value) or "RANGE" in line.said:
                return False
            dates.append(line.value[:8])
    if max(dates) < days[0]:
        return "DURATION" not in lines or _is_short(event, max(dates), days[0])
    return min(dates) > days[1]


def _is_short(event: Component, date: str, first: str) -> bool:
    """Whether what began on this date has certainly ended before the first day that matters."""
    lengths = [duration_of(text) for text in event.texts("DURATION")]
    if not all(length is not None and length < SHORT for length in lengths):
        return False
    try:
        return datetime.strptime(date, "%Y%m%d") + SHORT < datetime.strptime(first, "%Y%m%d")  # noqa: DTZ007
    except ValueError:
        return False
