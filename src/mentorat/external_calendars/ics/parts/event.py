"""What one event says of its time, part by part: what is readable counts, the rest is noted.

A property that stands twice is the first of its values that can be read. What cannot be read
never frees time: an end counts as an hour, or a date as its day.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import time, tzinfo
from functools import cached_property

from mentorat.external_calendars.ics.parts.clock import (
    Clock,
    Length,
    Moment,
    Zones,
    duration_length,
)
from mentorat.external_calendars.ics.parts.lines import Component, Line
from mentorat.external_calendars.ics.parts.rule import RepeatRule, repeat_rule
from mentorat.external_calendars.ics.parts.values import date_in, duration_of, stamp_of
from mentorat.external_calendars.ics.question import Note, Unreadable

DATED = ("DTSTART", "RECURRENCE-ID", "DTEND", "FREEBUSY")
ENTRIES = re.compile(r"[,;]")
GUESS = Length(0, 3600)
DAY_LONG = Length(1, 0)
Version = tuple[int, str]


class EventReading:
    """Reads the parts of one event that somebody asks for, and remembers what it could not."""

    def __init__(self, event: Component, zones: Zones) -> None:
        self.event, self.zones = event, zones
        self._unread: list[Unreadable] = []

    @property
    def note(self) -> Note | None:
        """What could not be read so far; None where all could."""
        return Note(self.date, list(dict.fromkeys(self._unread))) if self._unread else None

    @property
    def date(self) -> str | None:
        """The event's date as it is written, as far as one can be made out."""
        values = (value for name in DATED for value in self.event.texts(name))
        return next(filter(None, map(date_in, values)), None)

    @property
    def is_cancelled(self) -> bool:
        """Whether all it says of its status is that it does not take place."""
        return {text.upper() for text in self.event.texts("STATUS")} == {"CANCELLED"}

    @property
    def is_busy(self) -> bool:
        """Whether it takes its owner's time: neither marked as free, nor cancelled. Microsoft's
        own word counts where the standard's is missing (docs/decisions/0024)."""
        kinds = {text.upper() for text in self.event.texts("TRANSP")} & {"TRANSPARENT", "OPAQUE"}
        own = {text.upper() for text in self.event.texts("X-MICROSOFT-CDO-BUSYSTATUS")}
        is_free = kinds == {"TRANSPARENT"} or (not kinds and own == {"FREE"})
        return not is_free and not self.is_cancelled

    @property
    def goes_on(self) -> bool:
        """Whether it changes one instance and all that follow."""
        lines = self.event.lines.get("RECURRENCE-ID", ())
        return any(line.parameter("RANGE").upper() == "THISANDFUTURE" for line in lines)

    @property
    def version(self) -> Version:
        """Which of two that say something of the same instance counts (RFC 5546, 2.1.5)."""
        numbers = [int(text) for text in self.event.texts("SEQUENCE") if _is_number(text)]
        stamps = [text.upper() for text in self.event.texts("DTSTAMP") if stamp_of(text)]
        return (numbers or [0])[0], (stamps or [""])[0]

    @property
    def revision(self) -> Version:
        """The same for a whole series. One that was never revised is older than none: programs
        that give one UID to all they write would lose all but the last."""
        number, stamp = self.version
        return number, stamp if number else ""

    @cached_property
    def start(self) -> Moment | None:
        """When it starts."""
        if "DTSTART" not in self.event.lines:
            self.miss("start")
        return self.moment("DTSTART", "start")

    def miss(self, part: Unreadable) -> None:
        """Note that a part could not be read."""
        self._unread.append(part)

    def misses(self, *parts: Unreadable) -> bool:
        """Whether one of these parts could not be read."""
        return any(part in self._unread for part in parts)

    def forget(self) -> None:
        """It turned out not to be needed: then nobody minds what could not be read."""
        self._unread.clear()

    def moment(self, name: str, part: Unreadable, clock: Clock | None = None) -> Moment | None:
        """A property as a moment, on this clock if it names none. What is there and cannot be
        read is noted."""
        lines = self.event.lines.get(name, ())
        found = self._first(lines, clock)
        if found is None and lines:
            self.miss(part)
        return found

    def moments(
        self, name: str, part: Unreadable, clock: Clock
    ) -> Iterator[tuple[Moment, Length | None]]:
        """Each entry of a list that can be read; a PERIOD with how long it lasts."""
        for line in self.event.lines.get(name, ()):
            for entry in filter(None, map(str.strip, ENTRIES.split(line.value))):
                first, slash, last = entry.partition("/")
                start = self._moment(line, first, clock)
                length = self._period(line, last, start) if slash and start else None
                if start is None or (slash and length is None):
                    self.miss(part)
                if start is not None:
                    yield start, length or (GUESS if slash else None)

    def rules(self) -> Iterator[RepeatRule]:
        """The rules that can be read."""
        for line in self.event.lines.get("RRULE", ()):
            rule = repeat_rule(line.value)
            if rule is None or not rule.is_whole:
                self.miss("rule")
            if rule is not None:
                yield rule

    def length(self, start: Moment, usual: Length | None = None) -> Length:
        """How long it lasts: its DTEND really, its DURATION with days on the calendar, else a
        date's one day and a time's nothing (RFC 5545, 3.6.1 and 3.8.5.3); an end that cannot be
        read is the usual one."""
        lines = self.event.lines
        end = self._first(lines.get("DTEND", ()), Clock(start.zone))
        if end is not None:
            return _between(start, end)
        for duration in map(duration_of, self.event.texts("DURATION")):
            if duration is not None:
                length = duration_length(duration)
                whole_days = max(length.days + (length.seconds > 0), 1)
                return Length(whole_days, 0) if start.is_date else length
        if "DTEND" in lines or "DURATION" in lines:
            self.miss("end")
            return usual or (DAY_LONG if start.is_date else GUESS)
        return DAY_LONG if start.is_date else Length(0, 0)

    def _first(self, lines: Sequence[Line], clock: Clock | None) -> Moment | None:
        entries = ((line, entry) for line in lines for entry in line.value.split(","))
        moments = (self._moment(line, entry, clock) for line, entry in entries)
        return next((moment for moment in moments if moment is not None), None)

    def _period(self, line: Line, last: str, start: Moment) -> Length | None:
        duration = duration_of(last)
        if duration is not None:
            return duration_length(duration)
        end = self._moment(line, last, Clock(start.zone))
        return None if end is None else Length(0, end.at - start.at)

    def _moment(self, line: Line, value: str, clock: Clock | None) -> Moment | None:
        stamp = stamp_of(value)
        if stamp is None:
            return None
        is_midnight = stamp.wall.time() == time()
        if stamp.is_date or (is_midnight and line.parameter("VALUE").upper() == "DATE"):
            return Moment(stamp.wall, self.zones.own, is_date=True)
        return Moment(stamp.wall, stamp.zone or self._zone(line, clock or self.zones.floating))

    def _zone(self, line: Line, clock: Clock) -> tzinfo:
        """The zone that a line names, or else this clock's. A TZID says nothing of what is in
        UTC or a date (RFC 5545, 3.2.19)."""
        name = line.parameter("TZID")
        found = self.zones.clock(name) if name else clock
        if found is None or not found.is_sure:
            self.miss("zone")
        return (found or clock).zone


def _between(start: Moment, end: Moment) -> Length:
    if start.is_date:
        return Length(max((end.wall.date() - start.wall.date()).days, 1), 0)
    return Length(0, end.at - start.at)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10  # noqa: PLR2004  # an integer
