"""The web processes behind one port: each counts for itself, and whichever is asked tells the sum.

A sum never falls: who answers first writes down what it has counted itself, and adds what the
others wrote. Whoever takes the place of one that was killed goes on from its counts.
"""

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

import msgspec

from mentorat.web.scoreboard import Scoreboard
from mentorat.web.traffic import Traffic, TrafficCounts

LIVE_SECONDS = 5.0  # they report every second


class ProcessReport(msgspec.Struct, frozen=True):
    """What one web process said of itself; `written_at` is of the machine's monotonic clock."""

    pid: int
    written_at: float
    counts: TrafficCounts
    pool: dict[str, int]


class WebFigures(NamedTuple):
    """The figures of the web processes that live, and all that was ever counted behind this port.
    `pool` holds the sums of psycopg_pool's words."""

    processes: int
    traffic: Traffic
    pool: Counter[str]


class Siblings:
    """One of the web processes behind a port, and what it knows of the others."""

    def __init__(
        self, board: Scoreboard, place: int, traffic: Traffic, pool: Callable[[], dict[str, int]]
    ) -> None:
        self._board, self._place = board, place
        self._traffic, self._pool = traffic, pool
        before = find_report(board, place)
        if before:
            traffic.add(before.counts)

    async def report(self) -> None:
        """Tell the others how this process stands."""
        self.write()

    def write(self) -> None:
        """What `report` does, where nothing can be awaited."""
        said = ProcessReport(os.getpid(), time.monotonic(), self._traffic.counts(), self._pool())
        self._board.write(self._place, msgspec.msgpack.encode(said))

    def figures(self) -> WebFigures:
        """The sums over all places, this process up to now and the others up to a second ago."""
        self.write()
        found = (find_report(self._board, place) for place in self._board.places)
        return _sum([report for report in found if report], now=time.monotonic())


def find_report(board: Scoreboard, place: int) -> ProcessReport | None:
    """What whoever has this place, or had it last, said; None when that was nothing, or cannot be
    read by this version."""
    said = board.read(place)
    try:
        return msgspec.msgpack.decode(said, type=ProcessReport) if said else None
    except msgspec.DecodeError:
        return None


def _sum(reports: Iterable[ProcessReport], *, now: float) -> WebFigures:
    traffic, pool, processes = Traffic(), Counter[str](), 0
    for report in reports:
        traffic.add(report.counts)
        if now - report.written_at < LIVE_SECONDS:
            pool.update(report.pool)
            processes += 1
    return WebFigures(processes, traffic, pool)
