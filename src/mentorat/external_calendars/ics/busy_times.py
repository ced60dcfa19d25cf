"""What a calendar's text means: when its owner is busy.

Free and cancelled events take no time, and neither do sessions of ours that came back to us: a
booking would stand in the way of its own move. Half a calendar is no calendar: what is too large
is refused whole, since what we left out would be offered. Of an event that cannot be read whole,
what is readable counts, and the rest is noted (docs/decisions/0024).
"""

import re
from collections import defaultdict
from collections.abc import Sequence

from mentorat.external_calendars.ics.elsewhen import is_elsewhen, plain_days
from mentorat.external_calendars.ics.parts.clock import Zones
from mentorat.external_calendars.ics.parts.event import EventReading
from mentorat.external_calendars.ics.parts.lines import Component, calendars
from mentorat.external_calendars.ics.question import (
    BusyQuestion,
    BusyTimes,
    NotACalendarError,
    OutOfTimeError,
)
from mentorat.external_calendars.ics.recurrence import Busy, TooManyError, series_ranges
from mentorat.schedules.slots import Range, merged

RANGES_MAX = 20_000  # fifty a day for the four hundred days that matter
NOTES_MAX = 20
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def busy_times(question: BusyQuestion) -> BusyTimes:
    """When the owner of a calendar is busy, within the range that was asked for.

    Raises NotACalendarError: not a whole iCalendar object, more than 16 MiB or 50,000 events, a
    rule by the second or minute, or one with more than 1,000 instances in the range.
    """
    found: list[Busy] = []
    readings: list[EventReading] = []
    window = question.since, question.until
    for calendar in calendars(question.text):
        zones = Zones(calendar, question.zone)
        for series in _by_uid(calendar, question):
            read = [EventReading(event, zones) for event in series]
            found += _series(read, window)
            readings += read
        for part in calendar.parts:
            if part.name == "VFREEBUSY":
                readings.append(EventReading(part, zones))
                found += _published(readings[-1], window)
    notes = [note for note in (reading.note for reading in readings) if note is not None]
    timed, all_day = (
        [span for is_date, span in found if is_date is kind] for kind in (False, True)
    )
    times = BusyTimes(merged(timed), merged(all_day), len(notes), notes[:NOTES_MAX])
    if len(times.timed) + len(times.all_day) > RANGES_MAX:
        raise NotACalendarError("size")
    return times


def _series(series: Sequence[EventReading], window: Range) -> list[Busy]:
    try:
        return series_ranges(series, window)
    except (TooManyError, OutOfTimeError):
        date = next(filter(None, (reading.date for reading in series)), None)
        raise NotACalendarError("rules", date) from None


def _published(reading: EventReading, window: Range) -> list[Busy]:
    """The busy times of a VFREEBUSY: all that it does not call free (RFC 5545, 3.2.9)."""
    lines = reading.event.lines
    lines["FREEBUSY"] = [
        line for line in lines["FREEBUSY"] if line.parameter("FBTYPE").upper() != "FREE"
    ]
    found = []
    for start, length in reading.moments("FREEBUSY", "time", reading.zones.floating):
        if length is None:
            reading.miss("time")
            continue
        opening, closing = max(start.at, window[0]), min(length.end(start), window[1])
        found.append((False, (opening, closing)))
    return found


def _by_uid(calendar: Component, question: BusyQuestion) -> list[list[Component]]:
    """The events of each series together, without ours, and without those that are over."""
    found: defaultdict[str, list[Component]] = defaultdict(list)
    for number, event in enumerate(calendar.parts):
        uid = event.text("UID")
        if event.name == "VEVENT" and not _is_ours(uid, question.host):
            found[uid or f"nameless {number}"].append(event)
    days = plain_days(question.since, question.until)
    return [series for series in found.values() if not all(is_elsewhen(e, days) for e in series)]


def _is_ours(uid: str, host: str) -> bool:
    local, _, domain = uid.strip().rpartition("@")
    return domain.lower() == host.lower() and UUID.fullmatch(local) is not None
