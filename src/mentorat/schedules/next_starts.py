"""The first free starts of a schedule, without working out all of them."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from mentorat.schedules.slots import Busy, Plan, Range, horizon, starts
from mentorat.schedules.wall_time import DAY, seconds_after

# Most mentors have a free start soon: look near first.
STRETCHES_DAYS = (2, 7, 30, 400)


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
