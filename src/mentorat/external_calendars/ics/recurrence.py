"""One event with everything that repeats, moves or cancels it, as ranges of time.

RFC 5545: RRULE, RDATE and EXDATE (3.8.5). Times without a zone are on the clock of their series.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from mentorat.external_calendars.ics.parts.changes import (
    REVISION,
    InstanceChange,
    changes_of,
    current_versions,
)
from mentorat.external_calendars.ics.parts.clock import LONGEST, Clock, Length, Moment
from mentorat.external_calendars.ics.parts.event import EventReading
from mentorat.external_calendars.ics.parts.rule import OFTEN, RepeatRule, walls
from mentorat.external_calendars.ics.parts.values import stamp_of
from mentorat.schedules.slots import Range
from mentorat.schedules.wall_time import DAY, EPOCH

INSTANCES_MAX = 1_000
EARLIER = timedelta(days=2)  # no zone is further than this from UTC

Busy = tuple[bool, Range]  # whether it is made of whole dates
Instance = tuple[Moment, Length]


class TooManyError(Exception):
    """A rule by the second or minute, or one with more instances than we read."""


def series_ranges(series: Sequence[EventReading], window: Range) -> list[Busy]:
    """The busy time of the events of one UID within a window, cut to it. What could not be read
    is noted in the readings. Raises TooManyError."""
    others = [reading for reading in series if "RECURRENCE-ID" not in reading.event.lines]
    moving = [reading for reading in series if "RECURRENCE-ID" in reading.event.lines]
    masters = current_versions(others, REVISION)
    changes, loose = changes_of(moving, masters)
    found: list[Busy] = []
    for master in (*masters, *loose):
        found += _master(master, changes, window)
    for change in changes:
        found += _alone(change.reading, (change.start, change.length), window)
    return found


def _master(
    event: EventReading, changes: Sequence[InstanceChange], window: Range
) -> Iterator[Busy]:
    lasting = sorted((change for change in changes if change.reading.goes_on), key=_changed_at)
    if not event.is_busy and not any(change.reading.is_busy for change in lasting):
        return
    start = event.start
    if start is None:
        return
    reach = max((abs(change.shift) for change in lasting), default=timedelta())
    instances = list(_instances(event, start, window, reach))
    if not instances:
        return
    gone_at, gone_days = _gone(event, start, changes)
    for moment, length in instances:
        if moment.at in gone_at or moment.wall.date() in gone_days:
            continue
        changed = [change for change in lasting if change.of.at <= moment.at]
        if changed:
            yield from _moved(moment, changed[-1], window)
        elif event.is_busy:
            yield from _cut(moment, length, window)


def _changed_at(change: InstanceChange) -> int:
    return change.of.at


def _gone(
    event: EventReading, start: Moment, changes: Sequence[InstanceChange]
) -> tuple[set[int], set[date]]:
    """The instants and the dates of instances that are taken out or changed."""
    clock = event.zones.floating if start.is_date else Clock(start.zone)
    gone = [moment for moment, _ in event.moments("EXDATE", "removed", clock)]
    gone += [change.of for change in changes]
    at = {moment.at for moment in gone if not moment.is_date}
    days = {_day(moment, event) for moment in gone if moment.is_date or start.is_date}
    return at, days


def _day(moment: Moment, event: EventReading) -> date:
    """The date that a time means for a series of dates: midnight is its own, whatever its zone."""
    if moment.wall.time() == time():
        return moment.wall.date()
    return moment.wall.replace(tzinfo=moment.zone).astimezone(event.zones.own).date()


def _moved(moment: Moment, change: InstanceChange, window: Range) -> Iterator[Busy]:
    """An instance after a change of «this and all that follow»."""
    if change.reading.is_busy:
        moved = change.start.on(moment.wall + change.shift)
        yield from _cut(moved, change.length, window)


def _alone(event: EventReading, instance: Instance, window: Range) -> Iterator[Busy]:
    """An event that happens once."""
    if not event.is_busy:
        return
    found = list(_cut(*instance, window))
    if not found:
        event.forget()
    yield from found


def _cut(start: Moment, length: Length, window: Range) -> Iterator[Busy]:
    opening = start.at
    if opening < window[1]:
        opening, closing = max(opening, window[0]), min(length.end(start), window[1])
        if opening < closing:
            yield start.is_date, (opening, closing)


def _instances(
    event: EventReading, start: Moment, window: Range, reach: timedelta
) -> Iterator[Instance]:
    """Every instance that may touch the window or be moved into it, before exceptions; some
    twice."""
    days = reach // timedelta(days=1) + 1
    wide = (window[0] - days * DAY, window[1] + days * DAY)
    length = event.length(start)
    found = False
    for moment, own in _all_instances(event, (start, length), wide):
        lasts = own or length
        if moment.at < wide[1] and lasts.end(moment) > wide[0]:
            found = True
            yield moment, lasts
    if not found and not event.misses("rule", "added"):
        event.forget()


def _all_instances(
    event: EventReading, first: Instance, window: Range
) -> Iterator[tuple[Moment, Length | None]]:
    start, length = first
    yield start, None
    clock = event.zones.floating if start.is_date else Clock(start.zone)
    yield from event.moments("RDATE", "added", clock)
    lasts = min(timedelta(days=length.days, seconds=max(length.seconds, 0)), LONGEST)
    earliest = EPOCH.replace(tzinfo=None) + timedelta(seconds=window[0]) - lasts - EARLIER
    for rule in event.rules():
        end = _end(event, rule, start, window[1])
        try:
            for moment in _ruled(rule, start, earliest, end):
                yield moment, None
        except ValueError:
            event.miss("rule")


def _ruled(rule: RepeatRule, start: Moment, earliest: datetime, end: int) -> Iterator[Moment]:
    """What a rule makes of a start, from about `earliest` to `end`. UNTIL is compared here: the
    library wants it in UTC exactly when the start is, and files do not care."""
    if start.on(max(start.wall, earliest)).at >= end:
        return
    if rule.frequency in OFTEN:
        raise TooManyError
    count = 0
    for wall in walls(rule, start.wall, earliest):
        if wall < earliest:
            continue
        moment = start.on(wall)
        if moment.at >= end:
            return
        count += 1
        if count > INSTANCES_MAX:
            raise TooManyError
        yield moment


def _end(event: EventReading, rule: RepeatRule, start: Moment, end: int) -> int:
    """The first instant after UNTIL, which still counts itself, or the end of what matters; a
    date counts whole (3.3.10), and so does its midnight for what is made of dates."""
    until = stamp_of(rule.until)
    if until is None:
        if rule.until:
            event.miss("rule")
        return end
    if until.is_date or (start.is_date and until.wall.time() == time()):
        return min(end, start.on(until.wall + timedelta(days=1)).at)
    return min(end, Moment(until.wall, until.zone or start.zone).at + 1)
