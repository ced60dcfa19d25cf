"""Why a start is not offered: every rule that stands against it, by name.

There is an obstacle exactly when `slots.is_offered` says no; a property test holds them together.
"""

from collections.abc import Sequence
from typing import Literal

import msgspec

from mentorat.schedules.slots import (
    Busy,
    Plan,
    Range,
    full_days,
    full_weeks,
    horizon,
    merged,
    opened,
    windows_of,
)
from mentorat.schedules.wall_time import local_date

Code = Literal[
    "past",
    "too_soon",
    "too_far",
    "closed_weekday",
    "closed_date",
    "outside_hours",
    "too_long",
    "off_grid",
    "booked",
    "learning",
    "busy_elsewhere",
    "buffer",
    "full_day",
    "full_week",
]

CLASHES: dict[str, Code] = {
    "booking": "booked",
    "learning": "learning",
    "elsewhere": "busy_elsewhere",
}


class Obstacle(msgspec.Struct, frozen=True):
    """One rule that says no; `since` and `until` are the instants it is about, where it has any."""

    code: Code
    since: int | None = None
    until: int | None = None


def obstacles(plan: Plan, busy: Sequence[Busy], at: int, *, now: int) -> list[Obstacle]:
    """Every reason why a session may not start at `at`; none when it may."""
    return [*_in_time(plan, at, now), *_in_hours(plan, at), *_in_the_way(plan, busy, at)]


def _in_time(plan: Plan, at: int, now: int) -> list[Obstacle]:
    if at < now:
        return [Obstacle("past")]
    if at < now + plan.notice:
        return [Obstacle("too_soon", since=now + plan.notice)]
    if at >= horizon(plan, now):
        return [Obstacle("too_far", until=horizon(plan, now))]
    return []


def _in_hours(plan: Plan, at: int) -> list[Obstacle]:
    windows = opened(plan, at, at + 1)
    around = [window for window in windows if window[0] <= at < window[1]]
    if not around:
        return [_closed(plan, at)]
    end = next(end for start, end in merged(windows) if start <= at < end)
    if at + plan.slot > end:
        return [Obstacle("too_long", until=end)]
    if all((at - start) % plan.step for start, _ in around):
        start = around[0][0]
        before = at - (at - start) % plan.step
        return [Obstacle("off_grid", since=before, until=before + plan.step)]
    return []


def _closed(plan: Plan, at: int) -> Obstacle:
    day = local_date(plan.zone, at)
    if windows_of(plan, day):
        return Obstacle("outside_hours")
    return Obstacle("closed_date" if day in plan.overrides else "closed_weekday")


def _in_the_way(plan: Plan, busy: Sequence[Busy], at: int) -> list[Obstacle]:
    found = [_clash(plan, item, at) for item in sorted(busy)]
    full: list[tuple[Code, Range]] = [
        *(("full_day", day) for day in full_days(plan, busy)),
        *(("full_week", week) for week in full_weeks(plan, busy)),
    ]
    return [
        *(clash for clash in found if clash),
        *(Obstacle(code, since=a, until=b) for code, (a, b) in full if a <= at < b),
    ]


def _clash(plan: Plan, item: Busy, at: int) -> Obstacle | None:
    if at < item.end and item.start < at + plan.slot:
        return Obstacle(CLASHES[item.kind], since=item.start, until=item.end)
    starts_too_early = at - plan.before < item.end + item.after
    ends_too_late = item.start - item.before < at + plan.slot + plan.after
    if starts_too_early and ends_too_late:
        return Obstacle("buffer", since=item.start, until=item.end)
    return None
