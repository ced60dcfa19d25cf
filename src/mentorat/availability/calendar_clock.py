"""Times as calendar files write them, as wall clocks in zones (RFC 5545, 3.3.5 and 3.8.2.4).

A TZID is an IANA name, a Windows name (CLDR's table, which icalendar ships) or one with a
vendor's prefix; what only the file defines is read from its own VTIMEZONE. Floating times and
unknown zones are the calendar's own zone.
"""

from datetime import date, datetime, time, timedelta, tzinfo
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, available_timezones

import msgspec
from icalendar import Component
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from mentorat.availability.wall_time import DAY, seconds_of


class Zones(msgspec.Struct, frozen=True):
    """The mentor's zone, which dates are in, and the one of times that name none."""

    own: tzinfo
    floating: tzinfo


class Moment(NamedTuple):
    """What a clock in a zone shows; a date is its midnight in the mentor's zone."""

    wall: datetime
    zone: tzinfo
    is_date: bool = False

    @property
    def at(self) -> int:
        """The instant in seconds; first of two, and the offset before a gap (rule R4)."""
        return seconds_of(self.wall.replace(tzinfo=self.zone, fold=0))


class Length(NamedTuple):
    """How long something lasts: whole days on the calendar, then seconds that really pass."""

    days: int
    seconds: int

    def end(self, start: Moment) -> int:
        """The instant it ends when it starts then."""
        return start._replace(wall=start.wall + timedelta(days=self.days)).at + self.seconds


def named_zone(name: str) -> tzinfo | None:
    """The zone of a TZID or X-WR-TIMEZONE; None for a name that nobody knows."""
    parts = name.strip().strip("/").split("/")
    for first in range(len(parts)):
        known = "/".join(parts[first:])
        known = WINDOWS_TO_OLSON.get(known, known)
        if known in _zone_names():
            return ZoneInfo(known)
    return None


def moment_of(value: date | datetime, tzid: str | None, zones: Zones) -> Moment:
    """A parsed date or time, with the TZID that it was written with."""
    if not isinstance(value, datetime):
        return Moment(datetime.combine(value, time()), zones.own, is_date=True)
    wall = value.replace(tzinfo=None, fold=0)
    return Moment(wall, (tzid and named_zone(tzid)) or value.tzinfo or zones.floating)


def property_moment(event: Component, name: str, zones: Zones) -> Moment | None:
    """An event's property as a moment; None where it has none."""
    found: Any = event.get(name)
    if found is None:
        return None
    return moment_of(found.dt, found.params.get("TZID"), zones)


def listed_moments(event: Component, name: str, zones: Zones) -> list[tuple[Moment, Any]]:
    """The moments of EXDATE or RDATE, each with the end or the duration of a PERIOD, if it is
    one."""
    found: Any = event.get(name, [])
    listed = []
    for line in found if isinstance(found, list) else [found]:
        for entry in line.dts:
            value, end = entry.dt if isinstance(entry.dt, tuple) else (entry.dt, None)
            listed.append((moment_of(value, line.params.get("TZID"), zones), end))
    return listed


def length_of(event: Component, start: Moment, zones: Zones) -> Length:
    """How long an event lasts: its DTEND really, its DURATION with days on the calendar, else a
    date's one day and a time's nothing (RFC 5545, 3.6.1 and 3.8.5.3)."""
    end = property_moment(event, "DTEND", zones)
    duration: Any = event.get("DURATION")
    if end is not None:
        if start.is_date:
            return Length(max((end.wall.date() - start.wall.date()).days, 1), 0)
        return Length(0, end.at - start.at)
    if duration is not None:
        return duration_length(duration.dt)
    return Length(1, 0) if start.is_date else Length(0, 0)


def duration_length(duration: timedelta) -> Length:
    """A DURATION: its days are days on the calendar."""
    seconds = duration // timedelta(seconds=1)
    return Length(seconds // DAY, seconds % DAY)


@cache
def _zone_names() -> frozenset[str]:
    return frozenset(available_timezones())
