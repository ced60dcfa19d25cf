"""One event with everything that repeats, moves or cancels it, as ranges of time.

RFC 5545: RRULE, RDATE and EXDATE (3.8.5), RECURRENCE-ID with its RANGE (3.8.4.4).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from dateutil.rrule import rrulestr
from icalendar import Component

from mentorat.availability.calendar_clock import (
    Length,
    Moment,
    Zones,
    duration_length,
    length_of,
    listed_moments,
    moment_of,
    property_moment,
)
from mentorat.availability.slots import Range
from mentorat.availability.wall_time import EPOCH

INSTANCES_MAX = 1_000
FREQUENCIES = frozenset({"HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
EARLIER = timedelta(days=2)  # no zone is further than this from UTC
ESSENTIAL = frozenset(
    {"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "UID"}
)

Found = tuple[bool, Range]  # whether it is made of whole dates


class TooManyError(Exception):
    """A rule by the second or minute, or one with more instances than we read."""


class Change(NamedTuple):
    """What a RECURRENCE-ID says of one instance, or of it and all that follow."""

    of: Moment
    event: Component
    start: Moment
    length: Length
    goes_on: bool


def series_ranges(series: Sequence[Component], zones: Zones, window: Range) -> list[Found]:
    """The busy time of the events of one UID within a window, cut to it.

    Raises TooManyError, and ValueError or what a library has to say of a broken date.
    """
    changes = [_change(event, zones) for event in series if "RECURRENCE-ID" in event]
    found: list[Found] = []
    for event in series:
        if "RECURRENCE-ID" not in event:
            found += _master(event, changes, zones, window)
    for change in changes:
        if is_busy(change.event):
            found += _cut(change.start, change.length, window)
    return found


def is_busy(event: Component) -> bool:
    """Whether an event takes its owner's time: neither marked as free, nor cancelled."""
    free = str(event.get("TRANSP", "")).strip().upper() == "TRANSPARENT"
    return not free and str(event.get("STATUS", "")).strip().upper() != "CANCELLED"


def _change(event: Component, zones: Zones) -> Change:
    of = property_moment(event, "RECURRENCE-ID", zones)
    start = _start(event, zones)
    if of is None:
        raise ValueError
    goes_on = event["RECURRENCE-ID"].params.get("RANGE", "").upper() == "THISANDFUTURE"
    return Change(of, event, start, length_of(event, start, zones), goes_on)


def _start(event: Component, zones: Zones) -> Moment:
    start = property_moment(event, "DTSTART", zones)
    if start is None or any(name in ESSENTIAL for name, _ in event.errors):
        raise ValueError
    return start


def _master(
    event: Component, changes: Sequence[Change], zones: Zones, window: Range
) -> Iterator[Found]:
    start = _start(event, zones)
    length = length_of(event, start, zones)
    gone = [moment for moment, _ in listed_moments(event, "EXDATE", zones)]
    gone += [change.of for change in changes]
    gone_at = {moment.at for moment in gone if not moment.is_date}
    gone_days = {moment.wall.date() for moment in gone if moment.is_date or start.is_date}
    lasting = sorted((change for change in changes if change.goes_on), key=lambda c: c.of.at)
    for moment, own_length in _instances(event, start, length, zones, window):
        if moment.at in gone_at or moment.wall.date() in gone_days:
            continue
        changed = [change for change in lasting if change.of.at <= moment.at]
        if changed:
            yield from _moved(moment, changed[-1], window)
        elif is_busy(event):
            yield from _cut(moment, own_length, window)


def _moved(moment: Moment, change: Change, window: Range) -> Iterator[Found]:
    """An instance after a change of «this and all that follow»."""
    if is_busy(change.event):
        wall = moment.wall + (change.start.wall - change.of.wall)
        yield from _cut(change.start._replace(wall=wall), change.length, window)


def _cut(start: Moment, length: Length, window: Range) -> Iterator[Found]:
    opening, closing = max(start.at, window[0]), min(length.end(start), window[1])
    if opening < closing:
        yield start.is_date, (opening, closing)


def _instances(
    event: Component, start: Moment, length: Length, zones: Zones, window: Range
) -> Iterator[tuple[Moment, Length]]:
    """Every instance that may touch the window, before exceptions; some twice."""
    yield start, length
    for moment, end in listed_moments(event, "RDATE", zones):
        yield moment, _period_length(moment, end, length, zones)
    rules: Any = event.get("RRULE", [])
    reach = timedelta(days=length.days, seconds=max(length.seconds, 0)) + EARLIER
    earliest = EPOCH.replace(tzinfo=None) + timedelta(seconds=window[0]) - reach
    for rule in rules if isinstance(rules, list) else [rules]:
        for moment in _ruled(rule, start, zones, earliest, window[1]):
            yield moment, length


def _period_length(moment: Moment, end: Any, usual: Length, zones: Zones) -> Length:
    if end is None:
        return usual
    if isinstance(end, timedelta):
        return duration_length(end)
    return Length(0, moment_of(end, None, zones).at - moment.at)


def _ruled(
    rule: Any, start: Moment, zones: Zones, earliest: datetime, end: int
) -> Iterator[Moment]:
    """What a rule makes of a start, from about `earliest` to `end`. UNTIL is compared here: the
    library wants it in UTC exactly when the start is, and files do not care."""
    if set(rule.get("FREQ", ())) - FREQUENCIES:
        raise TooManyError
    if any(interval < 1 for interval in rule.get("INTERVAL", ())):
        raise ValueError
    until = [_until(value, start, zones) for value in rule.get("UNTIL", ())]
    parts = rule.to_ical().decode().split(";")
    text = ";".join(part for part in parts if not part.upper().startswith("UNTIL="))
    count = 0
    for wall in rrulestr(text, dtstart=start.wall):
        if wall < earliest:
            continue
        moment = start._replace(wall=wall)
        if moment.at >= min([end, *until]):
            return
        count += 1
        if count > INSTANCES_MAX:
            raise TooManyError
        yield moment


def _until(value: Any, start: Moment, zones: Zones) -> int:
    """The first instant after UNTIL, which still counts itself; a date counts whole (3.3.10)."""
    until = moment_of(value, None, Zones(zones.own, start.zone))
    if until.is_date:
        return start._replace(wall=until.wall + timedelta(days=1)).at
    return until.at + 1
