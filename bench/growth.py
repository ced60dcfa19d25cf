"""What the directory costs PostgreSQL with a thousand, ten thousand and a hundred thousand mentors:
milliseconds that pass, and milliseconds of processor in its own process."""

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from bench.crowd import multiply
from bench.directory import ZONE, search_for
from bench.filling import fill_directory
from mentorat.db.embedded import local_server
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.db.unit import Unit
from mentorat.db.upgrade import upgrade
from mentorat.directory.actions.count_directory import count_directory
from mentorat.directory.facets.counts import count_facets
from mentorat.directory.queries.mentors import find_mentors

SIZES = (1_000, 10_000, 100_000)
RUNS, WARMING = 30, 8  # PostgreSQL plans a prepared statement five times before it keeps a plan
GROWN_MAX = 1.5
Read = Callable[[Db], Awaitable[object]]


class Grown(NamedTuple):
    """One statement, and how long it may take with the most mentors."""

    name: str
    limit_ms: float
    read: Read


def measure_growth() -> list[dict[str, Any]]:
    """Every statement at every size."""
    now = datetime.now(UTC)
    asked = _asked(now)
    figures: list[list[tuple[float, float]]] = [[] for _ in asked]
    with (
        tempfile.TemporaryDirectory(prefix="mentorat-bench-") as folder,
        local_server(Path(folder)) as url,
    ):
        upgrade(url)
        for before, size in zip((0, *SIZES), SIZES, strict=False):
            print(f"{size:,} mentors", flush=True)
            if before:
                multiply(url, size // before)
            else:
                fill_directory(url, count=size, now=now)
            for kept, found in zip(figures, asyncio.run(_measured(url, asked)), strict=True):
                kept.append(found)
    return [_as_json(one, found) for one, found in zip(asked, figures, strict=True)]


def _asked(now: datetime) -> list[Grown]:
    def page(**fields: str) -> Read:
        search, times = search_for(fields, now)
        return lambda db: find_mentors(db, search, times, now=now)

    def facets(**fields: str) -> Read:
        search, times = search_for(fields, now)
        return lambda db: count_facets(db, search, times, ZONE, now=now)

    return [
        Grown("page of mentors", 15, page()),
        Grown("common word", 15, page(q="mathematiques")),
        Grown("misspelt word", 25, page(q="mathematqiues")),
        Grown("facets", 25, facets()),
        Grown("facets, common word", 25, facets(q="mathematiques")),
        Grown("facets, evenings", 60, facets(free="evenings")),
    ]


async def _measured(url: str, asked: Sequence[Grown]) -> list[tuple[float, float]]:
    database = Database(url, size=1)
    await database.open()
    try:
        async with database.unit(writes=True) as unit:
            count_directory(Db(unit))
        async with database.unit(writes=False) as unit:
            return [await _times(unit, one.read) for one in asked]
    finally:
        await database.close()


async def _times(unit: Unit, read: Read) -> tuple[float, float]:
    """Milliseconds of a run in the middle, and of processor of a run on average."""
    for _ in range(WARMING):
        await read(Db(unit))
    (server,) = (await unit.execute("select pg_backend_pid()", {})).first() or (0,)
    took, before = list[float](), _processor_ms(server)
    for _ in range(RUNS):
        began_at = time.perf_counter()
        await read(Db(unit))
        took.append((time.perf_counter() - began_at) * 1000)
    return statistics.median(took), (_processor_ms(server) - before) / RUNS


def _processor_ms(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def _as_json(one: Grown, found: Sequence[tuple[float, float]]) -> dict[str, Any]:
    (_, _), (before, cpu_before), (after, cpu_after) = found
    return {
        "name": one.name,
        "mentors": SIZES,
        "ms": [round(took, 1) for took, _ in found],
        "processor_ms": [round(used, 1) for _, used in found],
        "limit_ms": one.limit_ms,
        "grown": round(after / before, 2),
        "processor_grown": round(cpu_after / max(cpu_before, 0.1), 2),
    }
