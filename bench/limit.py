"""What the database alone can do: the site's own statements, run by pgbench.

The statements are recorded from one real run of the actions, flight by flight, so that they
stay the site's whatever becomes of it.
"""

import asyncio
import re
import subprocess
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from bench import people
from mentorat.accounts.actions.receive_delivery import receive_delivery
from mentorat.accounts.clerk_payload import read_envelope
from mentorat.accounts.queries import find_by_token, get_me
from mentorat.db.embedded.binaries import find_binaries
from mentorat.db.embedded.cluster import plain_environment
from mentorat.db.executor import Db
from mentorat.db.pool import Database, Sent, Unit

CLIENTS = 8
THREADS = 2
SAMPLE = 0  # the message and the person that are recorded
PLACE = re.compile(r"%\((\w+)\)s|%%")
# What differs from one run of the script to the next; every other value is a constant.
MOVING = {
    people.person_id(SAMPLE): f"('{people.PERSON_PREFIX}' || :person::text)",
    people.email(SAMPLE): (
        f"('{people.EMAIL_PREFIX}' || :person::text || '{people.EMAIL_SUFFIX}')"
    ),
    people.message_id(SAMPLE): "('msg_3FaPgbenchTurn' || :message::text)",
}
PREAMBLE = f"""\
\\set person random({people.FIRST_PERSON}, {people.FIRST_PERSON + people.PEOPLE - 1})
\\set count :count + 1
\\set message (:turn * 1000 + 100 + :client_id) * 10000000 + :count
"""


class Recorder(Unit):
    """A unit of work that remembers what left together."""

    def __init__(self, database: Database, *, writes: bool, flights: list[list[Sent]]) -> None:
        super().__init__(database, writes=writes)
        self._flights = flights

    async def _run(self, batch: list[Sent]) -> None:
        self._flights.append(batch)
        await super()._run(batch)


@dataclass(frozen=True)
class Script:
    """Statements as pgbench takes them, with the values that never change."""

    text: str
    constants: Mapping[str, str]
    flights: int
    statements: int


def delivery_script(url: str) -> Script:
    """What one delivery asks of the database."""

    async def work(database: Database, flights: list[list[Sent]]) -> None:
        event = read_envelope(people.body_of(SAMPLE))
        unit = Recorder(database, writes=True, flights=flights)
        try:
            outcome = await receive_delivery(
                Db(unit), people.message_id(SAMPLE), event, now=datetime.now(UTC)
            )
            await unit.commit()
        finally:
            await unit.release()
        if outcome != "applied":
            raise RuntimeError(f"the recorded delivery was {outcome}")

    return _recorded(url, work)


def me_script(url: str) -> Script:
    """What one reading of one's own account asks of the database."""

    async def work(database: Database, flights: list[list[Sent]]) -> None:
        unit = Recorder(database, writes=False, flights=flights)
        try:
            holder = await find_by_token(Db(unit), people.person_id(SAMPLE), f"sess_{0:027d}")
            if holder is None:
                raise RuntimeError("the recorded person is missing")
            await get_me(Db(unit), viewer=holder.user)
        finally:
            await unit.release()

    return _recorded(url, work)


def run_pgbench(script: Script, url: str, folder: Path, *, turn: int, seconds: int) -> float:
    """Runs of the script a second, with eight clients and prepared statements."""
    path = folder / "script.sql"
    path.write_text(script.text, encoding="utf-8")
    values = {"turn": str(turn), "count": "0", **script.constants}
    server = conninfo_to_dict(url)
    names = {"host": "PGHOST", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    answer = subprocess.run(
        [
            find_binaries().program("pgbench"),
            *("--no-vacuum", "--protocol=prepared", f"--time={seconds}", f"--file={path}"),
            *(f"--client={CLIENTS}", f"--jobs={THREADS}"),
            *(f"--define={name}={value}" for name, value in values.items()),
        ],
        env=plain_environment() | {names[word]: str(server[word]) for word in names},
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.search(r"^tps = ([\d.]+)", answer.stdout, re.MULTILINE)
    failed = re.search(r"failed transactions: (\d+)", answer.stdout)
    if answer.returncode or not found or (failed and failed[1] != "0"):
        raise RuntimeError(f"pgbench failed:\n{answer.stdout}\n{answer.stderr}")
    return float(found[1])


def _recorded(url: str, work: Callable[[Database, list[list[Sent]]], Awaitable[None]]) -> Script:
    async def main() -> list[list[Sent]]:
        database, flights = Database(url, size=1), list[list[Sent]]()
        await database.open()
        try:
            await work(database, flights)
        finally:
            await database.close()
        return flights

    return _script(asyncio.run(main()))


def _script(flights: list[list[Sent]]) -> Script:
    constants: dict[str, str] = {}
    lines: list[str] = []
    for batch in flights:
        statements = [f"{_converted(sent, constants)};" for sent in batch]
        if len(statements) > 1:
            statements = ["\\startpipeline", *statements, "\\endpipeline"]
        lines += statements
    text = PREAMBLE + "\n".join(lines) + "\n"
    return Script(text, constants, len(flights), sum(map(len, flights)))


def _converted(sent: Sent, constants: dict[str, str]) -> str:
    def place(found: re.Match[str]) -> str:
        if found[1] is None:
            return "%"
        value = sent.values[found[1]]
        if value is None:
            return "null"
        if isinstance(value, str) and value in MOVING:
            return MOVING[value]
        name = f"constant_{len(constants)}"
        constants[name] = _text(value)
        return f":{name}"

    return PLACE.sub(place, sent.sql).replace("\n", " ")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, datetime) else str(value)
