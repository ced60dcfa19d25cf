"""A crowd at the door: élèves with tokens, their mentors, and two web processes on one database."""

import asyncio
import contextlib
import itertools
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import psycopg
import pytest

from mentorat.accounts.callers.dev_identity import ISSUER, KEY_ID, dev_identity
from mentorat.db.pool import Database
from tests.builders import EVERY_DAY, a_mentor, open_on
from tests.fakes.clerk_tokens import claims_of, signed
from tests.faults.invariants import broken
from tests.faults.processes import wait_until
from tests.faults.site import Site, free_port
from tools.pooler import find_program, pooled

ORIGIN = "http://127.0.0.1:8000"
SITES = 2
CONNECTIONS = 100  # to each of the two
PATIENCE_SECONDS = 60.0
READY_SECONDS = 90.0  # two start at once, on a machine that may be busy
HOUR = timedelta(hours=1)
PROGRAM = find_program()
NO_PGBOUNCER = pytest.mark.skipif(PROGRAM is None, reason="Debian: sudo apt install pgbouncer")
FRONTS = ["PostgreSQL", pytest.param("PgBouncer", marks=NO_PGBOUNCER)]


@dataclass(frozen=True)
class Person:
    """Somebody who asks, with the header that says who they are."""

    id: str
    headers: dict[str, str]


@dataclass(frozen=True)
class Answer:
    """What somebody was told, and how long they waited."""

    status: int
    body: dict[str, Any]
    seconds: float

    @property
    def code(self) -> str:
        """The status, and for a refusal its reason."""
        return f"{self.status} {str(self.body.get('type', '')).rpartition('-')[2]}".strip()


class Crowd:
    """People of one database; whoever asks meets one of the two processes in turn."""

    def __init__(self, home: Path, url: str, clients: Sequence[httpx2.AsyncClient]) -> None:
        self.url = url
        self.answers: list[Answer] = []
        self._key = dev_identity(home).private_key
        self._turns = itertools.cycle(clients)

    def eleves(self, count: int) -> list[Person]:
        """So many élèves, each of them onboarded."""
        ids = [f"user_faultEleve{number:05d}" for number in range(count)]
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.cursor().executemany(
                "insert into users (id, email, first_name, onboarded_at)"
                " values (%s, %s, 'Zoé', now()) on conflict do nothing",
                [(each, f"{each}@faults.example") for each in ids],
            )
        return [self._person(each) for each in ids]

    async def mentor(self, mode: str = "instant", **rules: Any) -> Person:
        """A published mentor who is free at any hour."""
        hours = {"timezone": "UTC", "slotMinutes": 60, "stepMinutes": 60, **rules}
        database = Database(self.url)
        await database.open()
        schedule = open_on(EVERY_DAY, ("00:00", "24:00"), **hours)
        mentor_id = await a_mentor(database, now=datetime.now(UTC), availability=schedule)
        await database.close()
        change = "update mentor_profiles set booking_mode = %s where user_id = %s"
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(change, [mode, mentor_id])
        return self._person(mentor_id)

    def _person(self, id: str) -> Person:
        an_hour_on = int(time.time()) + 3600
        claims = claims_of(id, iss=ISSUER, azp=ORIGIN, sid=f"sess_{id}", exp=an_hour_on)
        token = signed(self._key, claims, kid=KEY_ID)
        return Person(id, {"Authorization": f"Bearer {token}"})

    async def book(
        self, who: Person, mentor: Person, at: datetime, *, key: str | None = None
    ) -> Answer:
        """Ask for an hour of a mentor's."""
        choice = {"mentorId": mentor.id, "startsAt": at.isoformat()}
        return await self.post(who, "/api/bookings", choice, key=key)

    async def post(
        self, who: Person, path: str, said: dict[str, Any] | None = None, *, key: str | None = None
    ) -> Answer:
        """One request; its answer is remembered."""
        started = time.monotonic()
        headers = {**who.headers, **({"Idempotency-Key": key} if key else {})}
        answer = await next(self._turns).post(path, json=said or {}, headers=headers)
        told = Answer(answer.status_code, answer.json(), time.monotonic() - started)
        self.answers.append(told)
        return told

    async def get(self, who: Person, path: str) -> Answer:
        """What somebody reads."""
        started = time.monotonic()
        answer = await next(self._turns).get(path, headers=who.headers)
        return Answer(answer.status_code, answer.json(), time.monotonic() - started)

    def waits(self) -> str:
        """How long the crowd waited for its answers."""
        took = sorted(answer.seconds * 1000 for answer in self.answers)
        p50, p99 = (took[int(len(took) * part)] for part in (0.5, 0.99))
        return f"{len(took)} answers: p50 {p50:.0f} ms, p99 {p99:.0f} ms, max {took[-1]:.0f} ms"


@contextlib.asynccontextmanager
async def crowd_at(home: Path, url: str, front: str) -> AsyncIterator[Crowd]:
    """Two ready web processes in front of a database. Afterwards nobody was answered 5xx, no
    deadlock has happened and every invariant of bookings holds."""
    before = deadlocks(url)
    with contextlib.ExitStack() as stack:
        through = stack.enter_context(_pooler(url)) if front == "PgBouncer" else url
        sites = [
            stack.enter_context(Site(home, DATABASE_URL=through, PUBLIC_URL=ORIGIN))
            for _ in range(SITES)
        ]
        for site in sites:
            _wait_until_ready(site)
        async with contextlib.AsyncExitStack() as clients:
            crowd = Crowd(
                home, url, [await clients.enter_async_context(_client(site)) for site in sites]
            )
            yield crowd
    assert [answer for answer in crowd.answers if answer.status >= 500] == []
    assert deadlocks(url) == before
    assert broken(url) == []


def _wait_until_ready(site: Site) -> None:
    try:
        site.wait_until_ready(READY_SECONDS)
    except AssertionError as error:
        error.add_note((site.home / "command.log").read_text(encoding="utf-8")[-2000:])
        raise


def _client(site: Site) -> httpx2.AsyncClient:
    limits = httpx2.Limits(
        max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS, keepalive_expiry=10
    )
    return httpx2.AsyncClient(
        base_url=site.url, timeout=PATIENCE_SECONDS, trust_env=False, limits=limits
    )


@contextlib.contextmanager
def _pooler(url: str) -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="mentorat-pooler-"))
    folder.chmod(0o755)
    try:
        with pooled(PROGRAM or "", folder, url, port=free_port(), size=20) as address:
            yield address
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def deadlocks(url: str) -> int:
    """How many deadlocks the server has counted; a session adds its own when it ends."""
    others = (
        "select from pg_stat_activity where datname = current_database()"
        " and backend_type = 'client backend' and pid <> pg_backend_pid()"
    )
    count = "select deadlocks from pg_stat_database where datname = current_database()"
    with psycopg.connect(url, autocommit=True) as connection:
        wait_until(lambda: connection.execute(others).fetchone() is None, 10, "everybody has left")
        (found,) = connection.execute(count).fetchone() or (0,)
    return int(found)


def hour(number: int) -> datetime:
    """The nth whole hour from the day after tomorrow on, in UTC."""
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today + timedelta(days=3) + number * HOUR


async def at_once(*asked: Any) -> list[Answer]:
    """Everybody asks at the same moment."""
    return list(await asyncio.gather(*asked))
