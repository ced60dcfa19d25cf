"""Which starts a schedule offers: rules R1–R10 of docs/availability.md, as integer arithmetic.

One function answers both «what is offered» and «may this be booked». It reads no clock, no
environment and no database; instants are whole seconds since 1970.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

import msgspec

from mentorat.bounded_cache import MEGABYTE, BoundedCache
from mentorat.schedules.wall_time import (
    DAY,
    FIRST_DATE,
    LAST_DATE,
    calendar,
    instant,
    local_date,
    midnight,
)

Range = tuple[int, int]  # half-open
FOREVER = LAST_DATE * DAY
NEVER = (FOREVER, FOREVER)
WEEK_BYTES, RANGE_BYTES = 1_300, 260  # of a usual week and its merged copy; measured
_usual_weeks = BoundedCache[tuple[tuple[Range, ...], ...], tuple[list[Range], ...]](
    bytes_max=4 * MEGABYTE
)


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A schedule ready for arithmetic; lengths are in seconds, hours in seconds after midnight.

    `weekly` has seven days, Monday first; an end beyond a day's 86400 is on the next date.
    `overrides` replaces a date's windows; an empty one closes it.
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
    sessions_a_week: int | None = None


class Busy(NamedTuple):
    """Time that is taken, with the buffers to keep around it (rules R7 and R8)."""

    start: int
    end: int
    before: int = 0
    after: int = 0
    kind: Literal["booking", "learning", "elsewhere"] = "booking"


def starts(plan: Plan, busy: Sequence[Busy], *, since: int, until: int, now: int) -> list[int]:
    """Every start offered in [since, until), in order; `now` is rounded up to a whole second."""
    since = max(since, now + plan.notice)
    until = min(until, horizon(plan, now))
    if since >= until:
        return []
    windows = opened(plan, since, until)
    closed = forbidden(plan, busy)
    if all(a[1] < b[0] for a, b in pairwise(windows)):
        return _swept(plan, windows, (since, until), closed)
    # Windows of neighbouring dates touch or overlap: a session may run on from one into the
    # next, and both may offer the same start.
    found = set()
    ends = [end for _, end in merged(windows)]
    for opening, closing in windows:
        end = ends[bisect_left(ends, closing)]
        room = (opening, min(end, closing + plan.slot - 1))
        found.update(_swept(plan, [room], (since, until), closed))
    return sorted(found)


def is_offered(plan: Plan, busy: Sequence[Busy], at: int, *, now: int) -> bool:
    """Whether a session may be booked at `at`: exactly when it would be listed."""
    return bool(starts(plan, busy, since=at, until=at + 1, now=now))


def horizon(plan: Plan, now: int) -> int:
    """The first instant that is too far ahead: midnight after the last bookable local date."""
    if plan.horizon_days is None:
        return FOREVER
    return midnight(plan.zone, local_date(plan.zone, now) + plan.horizon_days + 1)


def opened(plan: Plan, since: int, until: int) -> list[Range]:
    """The windows of every date that can matter to starts in [since, until), by date; those of
    one date are merged where they touch or overlap (R2, R3)."""
    first = max(local_date(plan.zone, since) - 2, FIRST_DATE)
    # A session may run on into the windows of the next dates.
    last = min(local_date(plan.zone, until) + plan.slot // DAY + 2, LAST_DATE)
    usual, overrides = _usual_week(plan.weekly), plan.overrides
    found: list[Range] = []
    dated = {*overrides, *(day - 1 for day in overrides)}  # a night may reach into a date's entry
    for day, base, is_plain in calendar(plan.zone, first, last):
        if is_plain and day not in dated:
            for opening, closing in usual[day % 7]:
                found.append((base + opening, base + closing))
        else:
            found += windows_of(plan, day)
    return found


def windows_of(plan: Plan, day: int) -> list[Range]:
    """The openings that begin on one date, as instants; each wall time is read by itself (R4)."""
    spans = plan.overrides.get(day)
    if spans is None:
        spans = plan.weekly[(day - 1) % 7]
    edges = [(instant(plan.zone, day, a), instant(plan.zone, day, b)) for a, b in spans]
    for later in (day + 1, day + 2):  # a night over a clock change may reach two dates on
        if later in plan.overrides:  # that date is not this one's any more (R3)
            limit = midnight(plan.zone, later)
            edges = [(a, min(b, limit)) for a, b in edges]
    return merged(edges)


def _usual_week(weekly: tuple[tuple[Range, ...], ...]) -> tuple[list[Range], ...]:
    found = _usual_weeks.get(weekly)
    if found is None:
        # By the remainder of a date's ordinal, which is 1 on Mondays.
        found = tuple(merged(weekly[day - 1]) for day in range(7))
        _usual_weeks.keep(weekly, found, weight=WEEK_BYTES + RANGE_BYTES * sum(map(len, weekly)))
    return found


def forbidden(plan: Plan, busy: Sequence[Busy]) -> list[Range]:
    """Ranges of starts that would run into something taken (R8), and full days, merged."""
    ranges = [
        (item.start - item.before - plan.slot - plan.after + 1, item.end + item.after + plan.before)
        for item in busy
    ]
    return merged([*ranges, *full_days(plan, busy), *full_weeks(plan, busy)])


def full_days(plan: Plan, busy: Sequence[Busy]) -> list[Range]:
    """The local dates that already hold as many sessions as the mentor wants."""
    return _full(plan, busy, days=1, limit=plan.sessions_a_day)


def full_weeks(plan: Plan, busy: Sequence[Busy]) -> list[Range]:
    """The local weeks, from Monday on, that already hold as many sessions as the mentor wants."""
    return _full(plan, busy, days=7, limit=plan.sessions_a_week)


def _full(plan: Plan, busy: Sequence[Busy], *, days: int, limit: int | None) -> list[Range]:
    if limit is None:
        return []
    held: dict[int, int] = {}
    for item in busy:
        if item.kind == "booking":
            day = local_date(plan.zone, item.start)
            first = day - (day - 1) % days  # an ordinal leaves 1 by 7 on Mondays
            held[first] = held.get(first, 0) + 1
    return [
        (midnight(plan.zone, first), midnight(plan.zone, first + days))
        for first, count in held.items()
        if count >= limit
    ]


def _swept(
    plan: Plan, windows: Sequence[Range], query: Range, closed: Sequence[Range]
) -> list[int]:
    """The starts of each window's own grid that fit into it (R5, R6, R9) and that no closed
    range holds. Windows and closed ranges ascend and are walked together, once."""
    found: list[int] = []
    extend, slot, step = found.extend, plan.slot, plan.step
    since, until = query
    ranges = iter(closed)
    shut, reopen = next(ranges, NEVER)
    for opening, closing in windows:
        stop = closing - slot + 1
        stop = stop if stop < until else until  # noqa: FURB136  # `min` costs a tenth
        begin = first = opening
        if opening < since:
            begin, first = opening - (opening - since) // step * step, since
        if begin >= stop:
            continue
        # Not `begin`: the first start may lie beyond this window, where the next one is open.
        while reopen <= first:
            shut, reopen = next(ranges, NEVER)
        while shut < stop:
            extend(range(begin, shut, step))
            if reopen > begin:
                begin -= (begin - reopen) // step * step
            if reopen >= stop:
                break  # it may reach into the next window
            shut, reopen = next(ranges, NEVER)
        extend(range(begin, stop, step))
    return found


def merged(ranges: Iterable[Range]) -> list[Range]:
    """The same time in as few ranges as possible, in order; empty ones are dropped."""
    found: list[Range] = []
    start = end = 0
    for opening, closing in sorted(ranges):
        if opening >= closing:
            continue
        if opening <= end and end > start:
            end = max(end, closing)
            continue
        if end > start:
            found.append((start, end))
        start, end = opening, closing
    if end > start:
        found.append((start, end))
    return found
