"""What the database alone can do: the site's own statements, run by pgbench.

The statements are recorded from one real run of the actions, flight by flight, so that they
stay the site's whatever becomes of it.
"""

import asyncio
import re
import subprocess
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from psycopg.conninfo import conninfo_to_dict

from mentorat.db.embedded.binaries import find_binaries
from mentorat.db.embedded.cluster import plain_environment
from mentorat.db.pending import PendingStatement
from mentorat.db.pool import Database
from mentorat.db.unit import Unit

CLIENTS = 8
THREADS = 2
WARMING_RUNS = 6  # PostgreSQL plans a prepared statement five times before it may keep a plan
Flights = list[list[PendingStatement]]  # what left together, in order
PLACE = re.compile(r"%\((\w+)\)s|%%")


class Recorder(Unit):
    """A unit of work that remembers what left together."""

    def __init__(self, database: Database, *, writes: bool, flights: Flights) -> None:
        super().__init__(database, writes=writes)
        self._flights = flights

    async def _run(self, batch: list[PendingStatement]) -> None:
        self._flights.append(batch)
        await super()._run(batch)


@dataclass(frozen=True)
class Script:
    """Statements as pgbench takes them, with the values that never change."""

    text: str
    constants: Mapping[str, str]
    flights: int
    statements: int


@dataclass(frozen=True)
class RunValues:
    """What differs from one run of a script to the next; every other value is a constant.

    `places` has the recorded values with what stands for them, `preamble` what sets it. Ids are
    `new_ids` where rows are made, each time others.
    """

    preamble: str = ""
    places: Mapping[str, str] = field(default_factory=dict)
    new_ids: bool = False


def recorded(
    url: str, work: Callable[[Database, Flights], Awaitable[None]], moving: RunValues
) -> Script:
    """What `work` asks of the database; it leaves its flights in the list, through a Recorder."""

    async def main() -> Flights:
        database, flights = Database(url, size=1), Flights()
        await database.open()
        try:
            await work(database, flights)
        finally:
            await database.close()
        return flights

    return _script(asyncio.run(main()), moving)


def run_pgbench(script: Script, url: str, folder: Path, *, turn: int, seconds: int) -> float:
    """Runs of the script a second, with eight clients and prepared statements, once warm."""
    path, log = folder / "script.sql", folder / "log"
    path.write_text(script.text, encoding="utf-8")
    values = {"turn": str(turn), "count": "0", **script.constants}
    server = conninfo_to_dict(url)
    names = {"host": "PGHOST", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    answer = subprocess.run(
        [
            find_binaries().program("pgbench"),
            *("--no-vacuum", "--protocol=prepared", f"--time={seconds}", f"--file={path}"),
            *(f"--client={CLIENTS}", f"--jobs={THREADS}", "--log", f"--log-prefix={log}"),
            *(f"--define={name}={value}" for name, value in values.items()),
        ],
        env=plain_environment() | {names[word]: str(server[word]) for word in names},
        capture_output=True,
        text=True,
        check=False,
    )
    failed = re.search(r"failed transactions: (\d+)", answer.stdout)
    if answer.returncode or (failed and failed[1] != "0"):
        raise RuntimeError(f"pgbench failed:\n{answer.stdout}\n{answer.stderr}")
    return _rate(folder)


def _rate(folder: Path) -> float:
    """What the eight clients did a second, without the runs in which they planned anew."""
    taken: list[tuple[int, int]] = []  # which run of its client, and its microseconds
    for log in folder.glob("log.*"):
        for line in log.read_text(encoding="ascii").splitlines():
            _client, run, microseconds, *_rest = line.split()
            taken.append((int(run), int(microseconds)))
        log.unlink()
    warm = [microseconds for run, microseconds in taken if run > WARMING_RUNS]
    steady = warm or [microseconds for _, microseconds in taken]
    return CLIENTS * len(steady) * 1_000_000 / sum(steady)


def _script(flights: Flights, moving: RunValues) -> Script:
    constants: dict[str, str] = {}
    lines: list[str] = []
    for batch in flights:
        statements = [f"{_converted(sent, moving, constants)};" for sent in batch]
        if len(statements) > 1:
            statements = ["\\startpipeline", *statements, "\\endpipeline"]
        lines += statements
    text = moving.preamble + "\n".join(lines) + "\n"
    return Script(text, constants, len(flights), sum(map(len, flights)))


def _converted(sent: PendingStatement, moving: RunValues, constants: dict[str, str]) -> str:
    def place(found: re.Match[str]) -> str:
        if found[1] is None:
            return "%"
        value = sent.values[found[1]]
        if value is None:
            return "null"
        if value == "":
            return "''"  # pgbench takes no empty variable
        if isinstance(value, UUID) and moving.new_ids:
            return "uuidv7()"
        if isinstance(value, str) and value in moving.places:
            return moving.places[value]
        name = f"constant_{len(constants)}"
        constants[name] = _text(value)
        return f":{name}"

    return PLACE.sub(place, sent.sql).replace("\n", " ")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "{" + ",".join(f'"{_text(one)}"' for one in value) + "}"
    return value.isoformat() if isinstance(value, datetime) else str(value)
