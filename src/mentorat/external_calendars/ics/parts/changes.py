"""What changes single instances of a series, and which version of each change counts.

RFC 5545: RECURRENCE-ID with its RANGE (3.8.4.4); RFC 5546, 2.1.5: the highest SEQUENCE counts,
and of the same SEQUENCE the latest DTSTAMP.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from mentorat.external_calendars.ics.parts.clock import LONGEST, Clock, Length, Moment
from mentorat.external_calendars.ics.parts.event import DAY_LONG, GUESS, EventReading, Version

VERSION, REVISION = attrgetter("version"), attrgetter("revision")


class InstanceChange(NamedTuple):
    """What a RECURRENCE-ID says of one instance, or of it and all that follow."""

    of: Moment
    reading: EventReading
    start: Moment
    length: Length

    @property
    def shift(self) -> timedelta:
        """How far the wall clock is moved; nothing for what no calendar moves that far."""
        of = self.of.wall
        if not self.of.is_date and self.of.zone is not self.start.zone:
            of = of.replace(tzinfo=self.of.zone).astimezone(self.start.zone).replace(tzinfo=None)
        shift = self.start.wall - of
        return shift if abs(shift) < LONGEST else timedelta()


def current_versions(
    readings: Sequence[EventReading], age: Callable[[EventReading], Version]
) -> list[EventReading]:
    """The newest version that says when it is, or that it takes no time; several where nothing
    tells which is newer."""
    for _, versions in groupby(sorted(readings, key=age, reverse=True), key=age):
        placed = [reading for reading in versions if not reading.is_busy or reading.start]
        if placed:
            return placed
    return []


def changes_of(
    moving: Sequence[EventReading], masters: Sequence[EventReading]
) -> tuple[list[InstanceChange], list[EventReading]]:
    """The changes that count, and the events that do not say of which instance they are one:
    those stand for themselves."""
    start = next((master.start for master in masters if moving and master.start), None)
    usual = masters[0].length(start) if start else None
    versions: defaultdict[tuple[bool, int, bool], list[EventReading]] = defaultdict(list)
    instances: dict[tuple[bool, int, bool], Moment] = {}
    loose = []
    for reading in moving:
        own = start or (reading.start if reading.is_busy else None)
        clock = Clock(own.zone) if own and not own.is_date else None
        of = reading.moment("RECURRENCE-ID", "moved", clock)
        if of is None:
            loose.append(reading)
            continue
        instance = (of.is_date, of.at, reading.goes_on)
        instances.setdefault(instance, of)
        versions[instance].append(reading)
    changes = []
    for instance, readings in versions.items():
        counted = current_versions(readings, VERSION) or [max(readings, key=VERSION)]
        changes += [_change(instances[instance], reading, usual) for reading in counted]
    return changes, loose


def _change(of: Moment, reading: EventReading, usual: Length | None) -> InstanceChange:
    """A change of an instance; one that does not say to when leaves it where it was."""
    if reading.is_busy and reading.start:
        return InstanceChange(of, reading, reading.start, reading.length(reading.start, usual))
    return InstanceChange(of, reading, of, usual or (DAY_LONG if of.is_date else GUESS))
