"""The clocks that a calendar's times are on, and how long things last on them.

A TZID is an IANA or a Windows name, one that the file defines, or one that means a zone
(`zone_names`). Floating times are on the calendar's own clock, and without one on the mentor's.
"""

from datetime import datetime, timedelta, tzinfo
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from mentorat.external_calendars.ics.parts.lines import Component
from mentorat.external_calendars.ics.parts.zone_names import folded, zone_described, zone_named
from mentorat.external_calendars.ics.parts.zone_rules import zone_defined
from mentorat.schedules.wall_time import DAY, seconds_of

LONGEST = timedelta(days=36_500)


class Clock(NamedTuple):
    """A zone, and whether it is the one that was meant, and not our guess."""

    zone: tzinfo
    is_sure: bool = True


class Zones:
    """The mentor's zone, which dates are in, the calendar's own clock, and the zones it names."""

    def __init__(self, calendar: Component, own: str) -> None:
        self.own: tzinfo = ZoneInfo(own)
        self._definitions: dict[str, list[Component]] = {}
        for part in calendar.parts:
            for name in part.texts("TZID") if part.name == "VTIMEZONE" else []:
                self._definitions.setdefault(folded(name), []).append(part)
        self._known: dict[str, Clock | None] = {}
        named = calendar.text("X-WR-TIMEZONE")
        self.floating = self.clock(named) or Clock(self.own, is_sure=not named)

    def clock(self, name: str) -> Clock | None:
        """The clock of a TZID; None for a name that nobody knows."""
        if name not in self._known:
            self._known[name] = self._clock(name)
        return self._known[name]

    def _clock(self, name: str) -> Clock | None:
        if not name:
            return None
        zone = zone_named(name)
        if zone is not None:
            return Clock(zone)
        definitions = self._definitions.get(folded(name), [])
        defined = [found for found in map(zone_defined, definitions) if found is not None]
        for found in defined:
            if found.is_whole:
                return Clock(found)
        places = [place for part in definitions for place in part.texts("X-LIC-LOCATION")]
        for zone in (*map(zone_named, places), zone_described(name)):
            if zone is not None:
                return Clock(zone)
        return Clock(defined[0], is_sure=False) if defined else None


class Moment(msgspec.Struct, frozen=True, dict=True):
    """What a clock in a zone shows; a date is its midnight in the mentor's zone."""

    wall: datetime
    zone: tzinfo
    is_date: bool = False

    @cached_property
    def at(self) -> int:
        """The instant in seconds; first of two, and the offset before a gap (rule R4)."""
        return seconds_of(self.wall.replace(tzinfo=self.zone, fold=0))

    def on(self, wall: datetime) -> "Moment":
        """The same clock when it shows something else."""
        return Moment(wall, self.zone, self.is_date)


class Length(NamedTuple):
    """How long something lasts: whole days on the calendar, then seconds that really pass."""

    days: int
    seconds: int

    def end(self, start: Moment) -> int:
        """The instant it ends when it starts then."""
        if not self.days:
            return start.at + self.seconds
        return start.on(start.wall + timedelta(days=self.days)).at + self.seconds


def duration_length(duration: timedelta) -> Length:
    """A DURATION: its days are days on the calendar."""
    seconds = min(max(duration, -LONGEST), LONGEST) // timedelta(seconds=1)
    return Length(seconds // DAY, seconds % DAY)
