"""A month with what is free in it, and the hours of one of its days, on one reader's calendar."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from mentorat.schedules.slots import Busy, Plan, Range, starts
from mentorat.schedules.wall_time import instant, local_date

AHEAD = timedelta(days=400)  # further than any horizon
MONTH_DAYS_MAX = 31


class Hour(NamedTuple):
    """A free session, from when to when."""

    starts_at: datetime
    ends_at: datetime


class MonthDay(NamedTuple):
    """A day, and how many sessions may begin on it."""

    date: date
    free: int


class Month(NamedTuple):
    """A month from `first` on, in weeks that begin on Monday, without those that are over; None
    stands for days of other months. `hours` are those of the day `chosen`, which is None while
    nothing is free and no day was asked for. `earlier` and `later` begin the months before and
    after, where there may be something."""

    first: date
    weeks: list[list[MonthDay | None]]
    today: date
    chosen: date | None
    hours: list[Hour]
    earlier: date | None
    later: date | None


class MonthQuery(NamedTuple):
    """The month of the day `shown`, in the zone of whoever reads it; a day of it may be chosen."""

    zone: str
    today: date
    shown: date
    chosen: date | None = None


def free_month(plan: Plan, busy: Sequence[Busy], query: MonthQuery, *, now: int) -> Month:
    """What `slots.starts` offers in a month."""
    since, until = month_range(query.zone, query.shown)
    return month_of(starts(plan, busy, since=since, until=until, now=now), plan.slot, query)


def month_range(zone: str, day: date) -> Range:
    """From when to when the month of a day lasts in `zone`: what to sweep for it."""
    first = day.replace(day=1)
    return instant(zone, first.toordinal(), 0), instant(zone, _after(first).toordinal(), 0)


def month_of(free: Sequence[int], length: int, query: MonthQuery) -> Month:
    """A month from its free starts (in seconds, ascending) and the length of a session; unless a
    day was chosen, the first one that has room is."""
    first, today = query.shown.replace(day=1), query.today
    days = [date.fromordinal(local_date(query.zone, at)) for at in free]
    chosen = query.chosen or next(iter(days), None)
    after = _after(first)
    return Month(
        first=first,
        weeks=_weeks(max(first, today), Counter(days)),
        today=today,
        chosen=chosen,
        hours=[_hour(at, length) for at, day in zip(free, days, strict=True) if day == chosen],
        earlier=(first - timedelta(days=1)).replace(day=1) if first > today else None,
        later=after if after <= today + AHEAD else None,
    )


def _weeks(since: date, free: Counter[date]) -> list[list[MonthDay | None]]:
    """From the week of a day to the end of its month."""
    first, after = since.replace(day=1), _after(since.replace(day=1))
    day, weeks = since - timedelta(days=since.weekday()), []
    while day < after:
        week = [day + timedelta(days=n) for n in range(7)]
        weeks.append([MonthDay(d, free[d]) if first <= d < after else None for d in week])
        day += timedelta(days=7)
    return weeks


def _after(first: date) -> date:
    """The first day of the month after one that begins on `first`."""
    return (first + timedelta(days=MONTH_DAYS_MAX)).replace(day=1)


def _hour(at: int, length: int) -> Hour:
    return Hour(datetime.fromtimestamp(at, UTC), datetime.fromtimestamp(at + length, UTC))
