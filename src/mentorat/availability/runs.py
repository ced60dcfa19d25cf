"""Offered starts in few rows: runs with a constant step, each shorter than a day."""

from collections.abc import Sequence
from typing import NamedTuple

from mentorat.availability.wall_time import MINUTE

LENGTH_MAX = 1439  # minutes; what searching by `first_minute` relies on


class Run(NamedTuple):
    """Starts from `first` to `last`, `step` apart, in minutes since 1970."""

    first: int
    last: int
    step: int


def runs_of(starts: Sequence[int], step: int) -> list[Run]:
    """Ascending starts (in seconds) as runs; `step` is the schedule's, in seconds."""
    found: list[Run] = []
    stride = step // MINUTE
    first = last = None
    for moment in starts:
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
