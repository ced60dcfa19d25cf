"""Which starts a schedule offers: rules R1–R10 of docs/availability.md, as integer arithmetic.

One function answers both «what is offered» and «may this be booked». It reads no clock, no
environment and no database; instants are whole seconds since 1970.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

import msgspec

from mentorat.availability.wall_time import (
    DAY,
    FIRST_DATE,
    LAST_DATE,
    MINUTE,
    instant,
    is_plain,
    local_date,
    midnight,
)

Range = tuple[int, int]  # half-open


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A schedule ready for arithmetic: lengths in seconds, hours in minutes after midnight.

    `weekly` has seven days, Monday first; an end beyond 1440 is on the next date. `overrides`
    replaces a date's windows; an empty one closes it.
    """

    zone: str
    weekly: tuple[tuple[Range, ...], ...]
    overrides: Mapping[int, tuple[Range, ...]]
    slot: int
    step: int
    before: int = 0
    after: int = 0
    notice: int = 0
    horizon_days: int | None = None
    sessions_a_day: int | None = None


class Busy(NamedTuple):
    """Time that is taken, with the buffers to keep around it (rules R7 and R8)."""

    start: int
    end: int
    before: int = 0
    after: int = 0
    kind: Literal["booking", "elsewhere"] = "booking"


class Window(NamedTuple):
    """An opening of one date, as instants; its grid hangs on `start`."""

    start: int
    end: int


def starts(plan: Plan, busy: Sequence[Busy], *, since: int, until: int, now: int) -> list[int]:
    """Every start offered in [since, until), in order; `now` is rounded up to a whole second."""
    since = max(since, now + plan.notice)
    until = min(until, horizon(plan, now))
    if since >= until:
        return []
    windows = opened(plan, since, until)
    closed = forbidden(plan, busy)
    grids = _grids(plan, windows, since, until)
    found = list(_without(grids, closed))
    # Windows of neighbouring dates may overlap, and then both offer starts there.
    return found if _ascends(windows) else sorted(set(found))


def is_offered(plan: Plan, busy: Sequence[Busy], at: int, *, now: int) -> bool:
    """Whether a session may be booked at `at`: exactly when it would be listed."""
    return bool(starts(plan, busy, since=at, until=at + 1, now=now))


def horizon(plan: Plan, now: int) -> int:
    """The first instant that is too far ahead: midnight after the last bookable local date."""
    if plan.horizon_days is None:
        return LAST_DATE * DAY
    return midnight(plan.zone, local_date(plan.zone, now) + plan.horizon_days + 1)


def opened(plan: Plan, since: int, until: int) -> list[Window]:
    """The windows of every date that can matter to starts in [since, until), by date; those of
    one date are merged where they touch or overlap (R2, R3)."""
    reach = plan.slot // DAY + 2  # a session may run on into later windows
    first = max(local_date(plan.zone, since) - 2, FIRST_DATE)
    last = min(local_date(plan.zone, until) + reach, LAST_DATE)
    found: list[Window] = []
    for day in range(first, last + 1):
        found += windows_of(plan, day)
    return found


def windows_of(plan: Plan, day: int) -> list[Window]:
    """The openings that begin on one date, as instants, merged."""
    spans = plan.overrides.get(day)
    if spans is None:
        spans = plan.weekly[(day - 1) % 7]
    if not spans:
        return []
    zone = plan.zone
    if is_plain(zone, day):
        base = midnight(zone, day)
        edges = [(base + a * MINUTE, base + b * MINUTE) for a, b in spans]
    else:
        edges = [(instant(zone, day, a), instant(zone, day, b)) for a, b in spans]
    if day + 1 in plan.overrides:  # the next date is not this one's any more (R3)
        limit = midnight(zone, day + 1)
        edges = [(a, min(b, limit)) for a, b in edges]
    return [Window(a, b) for a, b in _merged(edges)]


def forbidden(plan: Plan, busy: Sequence[Busy]) -> list[Range]:
    """Ranges of starts that would run into something taken (R8), and full days, merged."""
    ranges = [
        (item.start - item.before - plan.slot - plan.after + 1, item.end + item.after + plan.before)
        for item in busy
    ]
    return _merged([*ranges, *full_days(plan, busy)])


def full_days(plan: Plan, busy: Sequence[Busy]) -> list[Range]:
    """The local dates that already hold as many sessions as the mentor wants."""
    if plan.sessions_a_day is None:
        return []
    held: dict[int, int] = {}
    for item in busy:
        if item.kind == "booking":
            day = local_date(plan.zone, item.start)
            held[day] = held.get(day, 0) + 1
    return [
        (midnight(plan.zone, day), midnight(plan.zone, day + 1))
        for day, count in held.items()
        if count >= plan.sessions_a_day
    ]


def runs_of(windows: Iterable[Window]) -> list[Range]:
    """Stretches of open time, whatever dates they come from (R6)."""
    return _merged([(a, b) for a, b in windows])


def _grids(plan: Plan, windows: Sequence[Window], since: int, until: int) -> Iterable[range]:
    """The starts of each window's own grid that fit into open time (R5, R6, R9)."""
    stretches = runs_of(windows)
    is_simple = _ascends(windows)
    at = 0
    for window in windows:
        if not is_simple:
            at = 0
        while stretches[at][1] < window.end:
            at += 1
        stop = min(window.end, stretches[at][1] - plan.slot + 1, until)
        late = since - window.start
        first = window.start if late <= 0 else window.start - (-late // plan.step) * plan.step
        if first < stop:
            yield range(first, stop, plan.step)


def _without(grids: Iterable[range], closed: Sequence[Range]) -> Iterable[int]:
    """The members of the grids that no closed range holds."""
    count = len(closed)
    at = 0
    highest = 0
    for grid in grids:
        if grid.start < highest:
            at = 0  # windows of two dates overlap: look again from the beginning
        highest = grid.start
        while at < count and closed[at][1] <= grid.start:
            at += 1
        begin, step, stop = grid.start, grid.step, grid.stop
        look = at
        while look < count and closed[look][0] < stop:
            shut, reopen = closed[look]
            yield from range(begin, min(shut, stop), step)
            if reopen > begin:
                begin += -((begin - reopen) // step) * step
            look += 1
        yield from range(begin, stop, step)


def _ascends(windows: Sequence[Window]) -> bool:
    return all(a.end <= b.start for a, b in zip(windows, windows[1:], strict=False))


def _merged(ranges: list[Range]) -> list[Range]:
    """The same time as few ranges as possible, in order; empty ones are dropped."""
    found: list[Range] = []
    for start, end in sorted(ranges):
        if start >= end:
            continue
        if found and start <= found[-1][1]:
            if end > found[-1][1]:
                found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found
