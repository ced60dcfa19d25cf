"""The first free starts of a schedule, without working out all of them."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from mentorat.schedules.slots import Busy, Plan, Range, horizon, starts
from mentorat.schedules.wall_time import DAY, local_date, midnight, seconds_after

# Most mentors have a free start soon: look near first.
STRETCHES_DAYS = (2, 7, 30, 400)


class FirstStart(NamedTuple):
    """The first free start, None for a full schedule. It is that at every instant from `since` to
    before `until`, as long as the schedule and what is taken stay as they are."""

    start: int | None
    since: int
    until: int


def lasting_first_start(plan: Plan, busy: Sequence[Busy], *, now: datetime) -> FirstStart:
    """The first free start, and how long it will be that: until it is too soon to book it. With
    none, until the horizon moves."""
    moment, start = seconds_after(now), first_start(plan, busy, None, now=now)
    if start is not None:
        return FirstStart(start, moment, start - plan.notice + 1)
    if plan.horizon_days is None or plan.horizon_days >= STRETCHES_DAYS[-1] - 1:
        return FirstStart(None, moment, moment + 1)  # what is looked through moves every second
    return FirstStart(None, moment, midnight(plan.zone, local_date(plan.zone, moment) + 1))


def first_start(
    plan: Plan, busy: Sequence[Busy], times: Sequence[Range] | None, *, now: datetime
) -> int | None:
    """The first free start, within `times` if given."""
    moment = seconds_after(now)
    limit = horizon(plan, moment)
    for since, until in _stretches(moment) if times is None else times:
        if since >= limit:
            break
        offered = starts(plan, busy, since=since, until=until, now=moment)
        if offered:
            return offered[0]
    return None


def next_starts(plan: Plan, busy: Sequence[Busy], count: int, *, now: datetime) -> list[int]:
    """The first free starts, as many as asked for and there are."""
    moment = seconds_after(now)
    found: list[int] = []
    for since, until in _stretches(moment):
        found += starts(plan, busy, since=since, until=until, now=moment)
        if len(found) >= count:
            break
    return found[:count]


def _stretches(moment: int) -> list[Range]:
    return list(pairwise([moment, *(moment + days * DAY for days in STRETCHES_DAYS)]))
