"""A week as it is painted: which minutes of its seven days are open, and which are booked."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from mentorat.schedules.slots import Plan, Range
from mentorat.schedules.wall_time import DAY, MINUTE

DAYS_SHOWN = 7
HOUR = 60
DAY_HOURS = 24
USUAL_HOURS = (8, 20)  # painted even when nothing is open then, so that two weeks compare
LABELS_MAX = 12


class PaintedDay(NamedTuple):
    """A day in minutes after its midnight: what is open, and the sessions that stand in it.
    `number` is 0 for Monday; a usual week has no dates."""

    number: int
    date: date | None
    open: list[Range]
    booked: list[Range]


class PaintedWeek(NamedTuple):
    """Seven days, and from which hour to which they are painted."""

    days: list[PaintedDay]
    first_hour: int
    last_hour: int

    @property
    def minutes(self) -> range:
        """The minutes that are painted."""
        return range(self.first_hour * HOUR, self.last_hour * HOUR)

    @property
    def labels(self) -> list[int]:
        """The hours that are written beside the days."""
        hours = range(self.first_hour, self.last_hour)
        return list(hours[:: 1 + len(hours) // (LABELS_MAX + 1)])


def usual_week(plan: Plan) -> PaintedWeek:
    """The week as its mentor wrote it, Monday first; a night goes on in the next column."""
    return _painted([list(day) for day in plan.weekly], [[] for _ in range(DAYS_SHOWN)], None)


def dated_week(
    plan: Plan, first: date, sessions: Sequence[tuple[datetime, datetime]]
) -> PaintedWeek:
    """Seven days from `first` on, with their exceptions and sessions, by the clocks of the plan."""
    before = first.toordinal() - 1
    windows = [_windows(plan, before + ahead) for ahead in range(DAYS_SHOWN + 1)]
    booked: list[list[Range]] = [[] for _ in range(DAYS_SHOWN)]
    for starts_at, ends_at in sessions:
        local = starts_at.astimezone(ZoneInfo(plan.zone))
        ahead = (local.date() - first).days
        if 0 <= ahead < DAYS_SHOWN:
            start = (local.hour * HOUR + local.minute) * MINUTE
            length = int((ends_at.astimezone(UTC) - starts_at.astimezone(UTC)).total_seconds())
            booked[ahead].append((start, min(start + length, DAY)))
    return _painted(windows, booked, first)


def _windows(plan: Plan, ordinal: int) -> list[Range]:
    usual = plan.weekly[(ordinal - 1) % DAYS_SHOWN]  # the ordinal 1 is a Monday
    return list(plan.overrides.get(ordinal, usual))


def _painted(
    windows: list[list[Range]], booked: list[list[Range]], first: date | None
) -> PaintedWeek:
    """Windows of eight days when they have dates (the night before goes on), else of seven."""
    days = []
    for ahead in range(DAYS_SHOWN):
        own, night = (
            windows[ahead if first is None else ahead + 1],
            windows[ahead - (first is None)],
        )
        day = None if first is None else date.fromordinal(first.toordinal() + ahead)
        spans = [(a, b - DAY) for a, b in ((0, end) for _, end in night) if b > DAY]
        spans += [(start, min(end, DAY)) for start, end in own]
        number = ahead if day is None else day.weekday()
        days.append(PaintedDay(number, day, _minutes(spans), _minutes(booked[ahead])))
    edges = [edge for day in days for span in (*day.open, *day.booked) for edge in span]
    return PaintedWeek(
        days,
        min([USUAL_HOURS[0], *(edge // HOUR for edge in edges)]),
        min(DAY_HOURS, max([USUAL_HOURS[1], *(-(-edge // HOUR) for edge in edges)])),
    )


def _minutes(spans: Sequence[Range]) -> list[Range]:
    """Spans in whole minutes, in order; those that touch are one."""
    found: list[Range] = []
    for start, end in sorted((a // MINUTE, b // MINUTE) for a, b in spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
