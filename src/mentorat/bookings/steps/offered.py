"""Whether a start is offered, and which free ones are nearest to it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from mentorat.bookings.queries.taken import find_taken
from mentorat.bookings.refusals import SlotNotOffered, SlotTaken, SlotTooClose
from mentorat.db.executor import Db
from mentorat.schedules.obstacles import obstacles
from mentorat.schedules.slots import Busy, Plan, Range, is_offered, starts
from mentorat.schedules.wall_time import DAY, seconds_after

TAKEN = frozenset({"booked", "buffer", "learning", "busy_elsewhere", "full_day", "full_week"})
NEAREST = 3
NEAR = 14 * DAY


async def nearest_slots(
    db: Db, mentor_id: str, plan: Plan, at: int, *, now: datetime
) -> list[Range]:
    """The free sessions nearest to `at`, at most three, in order; in seconds."""
    return nearest_of(plan, await find_near(db, mentor_id, at, now=now), at, now=now)


async def find_near(db: Db, mentor_id: str, at: int, *, now: datetime) -> list[Busy]:
    """What takes a mentor's time where the nearest sessions are looked for."""
    moment = datetime.fromtimestamp(at, UTC)
    since, until = moment - timedelta(seconds=NEAR), moment + timedelta(seconds=NEAR)
    return await find_taken(db, mentor_id, since=since, until=until, now=now)


def nearest_of(plan: Plan, busy: Sequence[Busy], at: int, *, now: datetime) -> list[Range]:
    """The free sessions nearest to `at` beside what `find_near` found."""
    free = starts(plan, busy, since=at - NEAR, until=at + NEAR, now=seconds_after(now))
    near = sorted(sorted(free, key=lambda start: abs(start - at))[:NEAREST])
    return [(start, start + plan.slot) for start in near]


class Start(NamedTuple):
    """A start that somebody wants with a mentor, in seconds."""

    mentor_id: str
    at: int


async def check_offered(
    db: Db, start: Start, plan: Plan, busy: Sequence[Busy], *, now: datetime
) -> None:
    """Raises SlotTooClose, SlotTaken or SlotNotOffered, with the nearest free ones, unless the
    start is offered."""
    at, moment = start.at, seconds_after(now)
    if is_offered(plan, busy, at, now=moment):
        return
    codes = {found.code for found in obstacles(plan, busy, at, now=moment)}
    nearest = await nearest_slots(db, start.mentor_id, plan, at, now=now)
    if codes & {"too_soon", "past"}:
        raise SlotTooClose(nearest)
    raise (SlotTaken if codes <= TAKEN else SlotNotOffered)(nearest)
