"""A zone that only its file knows, read from the VTIMEZONE that defines it (RFC 5545, 3.6.5)."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta, tzinfo
from itertools import islice
from typing import NamedTuple, TypeVar

from mentorat.external_calendars.ics.parts.lines import Component
from mentorat.external_calendars.ics.parts.rule import OFTEN, RepeatRule, repeat_rule, walls
from mentorat.external_calendars.ics.parts.values import stamp_of
from mentorat.external_calendars.ics.parts.zone_names import offset_of

Value = TypeVar("Value")
FOREVER = datetime(2100, 1, 1)  # noqa: DTZ001  # a wall time
ONSETS_MAX = 2_000  # of one rule: twice a year since 1601 are fewer


class Onset(NamedTuple):
    """From when on a wall clock has an offset, and which it had before."""

    wall: datetime
    offset: timedelta
    before: timedelta


class FileZone(tzinfo):
    """A zone made of onsets. What occurs twice is the first of the two, and what is skipped has
    the offset before (rule R4), as in `wall_time`."""

    def __init__(self, onsets: list[Onset], *, is_whole: bool) -> None:
        self.is_whole = is_whole
        self._first = onsets[0].before
        self._offsets = [onset.offset for onset in onsets]
        self._walls = [
            onset.wall + max(onset.offset - onset.before, timedelta()) for onset in onsets
        ]

        self._instants = [onset.wall - onset.before for onset in onsets]

    def fromutc(self, when: datetime) -> datetime:
        """What a wall clock shows at an instant."""
        at = bisect_right(self._instants, when.replace(tzinfo=None))
        return when + (self._offsets[at - 1] if at else self._first)

    def utcoffset(self, when: datetime | None) -> timedelta:
        """The offset that a wall clock has then."""
        if when is None:
            return self._first
        at = bisect_right(self._walls, when.replace(tzinfo=None))
        return self._offsets[at - 1] if at else self._first

    def dst(self, when: datetime | None) -> None:
        """Nobody asks."""

    def tzname(self, when: datetime | None) -> None:
        """A stranger's word, which nobody needs."""


def zone_defined(definition: Component) -> FileZone | None:
    """The zone that a VTIMEZONE describes by what is readable of it; None for nothing."""
    found = [_onsets(part) for part in definition.parts]
    onsets = sorted(onset for part in found for onset in part)
    return FileZone(onsets, is_whole=all(found)) if onsets else None


def _onsets(part: Component) -> set[Onset]:
    start = _first(map(stamp_of, part.texts("DTSTART")))
    offset = _first(map(offset_of, part.texts("TZOFFSETTO")))
    if offset is None or start is None:
        return set()
    before = _first(map(offset_of, part.texts("TZOFFSETFROM")))
    found = {start.wall}
    with suppress(ValueError):
        found.update(_repeated(part, start.wall))
    return {Onset(wall, offset, offset if before is None else before) for wall in found}


def _first(values: Iterable[Value | None]) -> Value | None:
    """The first that can be read, of a property that stands twice."""
    return next((value for value in values if value is not None), None)


def _repeated(part: Component, first: datetime) -> Iterator[datetime]:
    for text in part.texts("RDATE"):
        for entry in text.split(","):
            stamp = stamp_of(entry.partition("/")[0])
            if stamp is not None:
                yield stamp.wall
    for text in part.texts("RRULE"):
        rule = repeat_rule(text)
        if rule is not None and rule.frequency not in OFTEN:
            yield from _ruled(rule, first)


def _ruled(rule: RepeatRule, first: datetime) -> Iterator[datetime]:
    until = stamp_of(rule.until)
    last = FOREVER if until is None else until.wall + timedelta(days=1)
    for wall in islice(walls(rule, first, first), ONSETS_MAX):
        if wall > last:
            return
        yield wall
