"""Sixty days of one mentor: `slots.starts` beside the plain way, in rounds that alternate."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from bench.plain_slots import Booking, Schedule, Window, plain_starts
from mentorat.schedules.plans import spans_of, spans_of_dates
from mentorat.schedules.slots import Busy, Plan, starts
from mentorat.schedules.wall_time import MINUTE

ROUNDS = 21
OUR_CALLS, PLAIN_CALLS = 200, 3  # about as long as each other
TARGET_MS = 0.3
ZONE = "Europe/Paris"
SLOT_MINUTES, STEP_MINUTES, BUFFER_MINUTES, NOTICE_MINUTES = 60, 30, 10, 720
NOW = datetime(2027, 3, 1, 7, 30, tzinfo=UTC)  # the clocks change on the 28th
UNTIL = NOW + timedelta(days=60)
OPEN: list[Window] = [("09:00", "12:30"), ("14:00", "18:00")]
WEEK: list[list[Window]] = [OPEN] * 6 + [[]]
OVERRIDES: dict[str, list[Window]] = {"2027-03-17": [], "2027-04-06": [("10:00", "16:00")]}
BOOKINGS = 40


@dataclass
class SlotTimes:
    """Milliseconds of one call, by round."""

    found: int
    ours: list[float] = field(default_factory=list)
    plain: list[float] = field(default_factory=list)


def measure_slots() -> SlotTimes:
    """Both ways on the same question; raises RuntimeError unless they answer the same."""
    bookings = _booked()
    plan, busy = _plan(), [_busy(booking) for booking in bookings]
    now, until = int(NOW.timestamp()), int(UNTIL.timestamp())
    schedule = _schedule()

    def ours() -> list[int]:
        return starts(plan, busy, since=now, until=until, now=now)

    def plainly() -> list[datetime]:
        return plain_starts(schedule, bookings, since=NOW, until=UNTIL, now=NOW)

    offered = ours()
    if [datetime.fromtimestamp(start, UTC) for start in offered] != plainly():
        raise RuntimeError("the plain way offers other starts")
    times = SlotTimes(len(offered))
    for turn in range(ROUNDS):
        steps: list[tuple[Callable[[], object], int, list[float]]] = [
            (ours, OUR_CALLS, times.ours),
            (plainly, PLAIN_CALLS, times.plain),
        ]
        for work, calls, kept in steps if turn % 2 == 0 else reversed(steps):
            kept.append(_milliseconds(work, calls))
    return times


def _milliseconds(work: Callable[[], object], calls: int) -> float:
    started_at = time.perf_counter()
    for _ in range(calls):
        work()
    return (time.perf_counter() - started_at) / calls * 1000


def _booked() -> list[Booking]:
    """Forty sessions that were offered, spread over the whole time."""
    free = plain_starts(_schedule(), [], since=NOW, until=UNTIL, now=NOW)
    chosen = free[:: len(free) // BOOKINGS][:BOOKINGS]
    return [Booking(start, start + timedelta(minutes=SLOT_MINUTES)) for start in chosen]


def _plan() -> Plan:
    return Plan(
        zone=ZONE,
        weekly=tuple(spans_of(day) for day in WEEK),
        overrides=spans_of_dates(OVERRIDES),
        slot=SLOT_MINUTES * MINUTE,
        step=STEP_MINUTES * MINUTE,
        after=BUFFER_MINUTES * MINUTE,
        notice=NOTICE_MINUTES * MINUTE,
        horizon_days=90,
    )


def _schedule() -> Schedule:
    return Schedule(
        zone=ZONE,
        weekly=WEEK,
        overrides={date.fromisoformat(day): windows for day, windows in OVERRIDES.items()},
        slot=timedelta(minutes=SLOT_MINUTES),
        step=timedelta(minutes=STEP_MINUTES),
        after=timedelta(minutes=BUFFER_MINUTES),
        notice=timedelta(minutes=NOTICE_MINUTES),
        horizon_days=90,
    )


def _busy(booking: Booking) -> Busy:
    return Busy(
        int(booking.start.timestamp()),
        int(booking.end.timestamp()),
        after=BUFFER_MINUTES * MINUTE,
    )
