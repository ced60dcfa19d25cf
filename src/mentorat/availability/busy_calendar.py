"""What a calendar's text means: when its owner is busy.

Free and cancelled events take no time, and neither do sessions of ours that came back to us: a
booking would stand in the way of its own move. Half a calendar is no calendar: what is too large
is refused whole, since what we left out would be offered. Only one event that cannot be
understood is left out, and counted.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component

from mentorat.availability.busy_question import BusyQuestion, BusyTimes
from mentorat.availability.calendar_clock import Zones, named_zone
from mentorat.availability.recurrence import TooManyError, series_ranges
from mentorat.availability.slots import Range, merged

COMPONENTS_MAX = 5_000
RANGES_MAX = 20_000  # fifty a day for the four hundred days that matter
BEGINS = re.compile(r"^BEGIN:", re.IGNORECASE | re.MULTILINE)
WHOLE = re.compile(r"\s*BEGIN:VCALENDAR\b.*\bEND:VCALENDAR\s*", re.IGNORECASE | re.DOTALL)
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


class NotACalendarError(ValueError):
    """This text is no calendar, or more of one than we read."""


def busy_times(question: BusyQuestion) -> BusyTimes:
    """When the owner of a calendar is busy, within the range that was asked for.

    Raises NotACalendarError: not a whole iCalendar object, more than 5,000 components, a rule by
    the second or minute, or one with more than 1,000 instances in the range.
    """
    text = question.text.decode("utf-8-sig", errors="replace")
    if not WHOLE.fullmatch(text) or len(BEGINS.findall(text)) > COMPONENTS_MAX:
        raise NotACalendarError
    timed: list[Range] = []
    all_day: list[Range] = []
    unread = 0
    for calendar in Calendar.from_ical(text, multiple=True):
        zones = _zones(calendar, question)
        for series in _by_uid(calendar.walk("VEVENT"), question.host):
            try:
                found = series_ranges(series, zones, (question.since, question.until))
            except TooManyError:
                raise NotACalendarError from None
            except (ValueError, TypeError, AttributeError, OverflowError):
                unread += 1  # whatever a library finds to say of a date that is none
                continue
            for is_date, span in found:
                (all_day if is_date else timed).append(span)
    found_times = BusyTimes(merged(timed), merged(all_day), unread)
    if len(found_times.timed) + len(found_times.all_day) > RANGES_MAX:
        raise NotACalendarError
    return found_times


def _zones(calendar: Component, question: BusyQuestion) -> Zones:
    own = ZoneInfo(question.zone)
    return Zones(own, named_zone(str(calendar.get("X-WR-TIMEZONE", ""))) or own)


def _by_uid(events: Iterable[Component], host: str) -> list[list[Component]]:
    """The events of each series together, without ours."""
    found: defaultdict[str, list[Component]] = defaultdict(list)
    for number, event in enumerate(events):
        uid = str(event.get("UID", ""))
        if not _is_ours(uid, host):
            found[uid or f"nameless {number}"].append(event)
    return list(found.values())


def _is_ours(uid: str, host: str) -> bool:
    local, _, domain = uid.strip().rpartition("@")
    return domain.lower() == host.lower() and UUID.fullmatch(local) is not None
