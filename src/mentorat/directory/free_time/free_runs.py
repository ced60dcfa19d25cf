"""Offered starts in few rows, for searching: runs with a constant step, each shorter than a day."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
from sqlalchemy import BigInteger, bindparam, cast, delete, func, null, select, update
from sqlalchemy.dialects.postgresql import ARRAY, insert

from mentorat.db.executor import Db, command
from mentorat.directory.models import FreeRun
from mentorat.mentors.models import MentorProfile
from mentorat.schedules.slots import Busy, Plan, horizon, starts
from mentorat.schedules.wall_time import MINUTE, seconds_after

LENGTH_MAX = 1439  # minutes; what searching by `first_minute` relies on


_FORGET_RUNS = command(delete(FreeRun).where(FreeRun.mentor_number == bindparam("number")))
_FORGET_QUARTERS = command(
    update(MentorProfile)
    .where(MentorProfile.number == bindparam("of_number"))
    .values(free_from_quarter=null(), free_quarters=null())
)
_columns = [
    func.unnest(bindparam(name, type_=ARRAY(BigInteger))).label(name)
    for name in ("firsts", "lasts", "steps")
]
_KEEP_RUNS = command(
    insert(FreeRun).from_select(
        ["mentor_number", "first_minute", "last_minute", "step_minutes"],
        select(cast(bindparam("number"), BigInteger), *_columns),
    )
)


class Run(NamedTuple):
    """Starts from `first` to `last`, `step` apart, in minutes since 1970."""

    first: int
    last: int
    step: int


def runs_of(found_starts: Sequence[int], step: int) -> list[Run]:
    """Ascending starts (in seconds) as runs; `step` is the schedule's, in seconds."""
    found: list[Run] = []
    stride = step // MINUTE
    first = last = None
    for moment in found_starts:
        minute = moment // MINUTE
        if first is not None and last is not None:
            if minute - last == stride and minute - first <= LENGTH_MAX:
                last = minute
                continue
            found.append(Run(first, last, stride))
        first = last = minute
    if first is not None and last is not None:
        found.append(Run(first, last, stride))
    return found


def keep_runs(db: Db, number: int, plan: Plan, busy: Sequence[Busy], *, now: datetime) -> list[int]:
    """Replace what is searched of one mentor by what `slots.starts` offers now; returns that.

    Notice is left out, since it moves with the clock: a search adds it. Doing it twice changes
    nothing.
    """
    patient = msgspec.structs.replace(plan, notice=0)
    since = seconds_after(now)
    found = starts(patient, busy, since=since, until=horizon(patient, since), now=since)
    runs = runs_of(found, plan.step)
    db.later(_FORGET_RUNS, number=number)
    if runs:
        firsts, lasts, steps = map(list, zip(*runs, strict=True))
        db.later(_KEEP_RUNS, number=number, firsts=firsts, lasts=lasts, steps=steps)
    return found


def forget_runs(db: Db, number: int) -> None:
    """Search no longer finds this mentor's time."""
    db.later(_FORGET_RUNS, number=number)
    db.later(_FORGET_QUARTERS, of_number=number)
