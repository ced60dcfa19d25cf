"""Who asks at the same moment travels together: each has their own answer, and only their own
error, whoever else is cancelled, wrong, or on a connection that dies."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc.jwk import RSAKey
from sqlalchemy import Integer, Text, bindparam, func, literal_column, select, update

from mentorat.accounts.models import User
from mentorat.db import shared_flights
from mentorat.db import unit as unit_of_work
from mentorat.db.executor import Db, Statement, command, scalar
from mentorat.db.pool import Database
from mentorat.errors import Unavailable
from tests.builders import Rows
from tests.db.turnstile import Turnstile, turnstile_before
from tests.fakes.clerk_tokens import bearer

pytestmark = pytest.mark.anyio
DIVIDE = scalar(select(literal_column("840", Integer).op("/")(bindparam("by", type_=Integer))), int)
PROCESS = scalar(select(func.pg_backend_pid()), int)
SLEEP = scalar(select(func.pg_sleep(bindparam("seconds", type_=Integer))), str)
ECHO = scalar(select(bindparam("text", type_=Text)), str)
KILL_READERS = (
    "select pg_terminate_backend(pid) from pg_stat_activity"
    " where datname = current_database() and pid <> pg_backend_pid()"
)
PEOPLE = 60


async def read(database: Database, statement: Statement[Any], **values: object) -> Any:
    async with database.sharing_unit() as unit:
        return await Db(unit).value(statement, **values)


@pytest.fixture
async def counted(database_url: str) -> AsyncIterator[tuple[Database, Turnstile]]:
    """A database whose flights are counted on the wire."""
    async with turnstile_before(database_url) as turnstile:
        opened = Database(turnstile.url, size=1)  # nothing else is opened meanwhile
        await opened.open()
        yield opened, turnstile
        await opened.close()


async def test_a_crowd_leaves_in_one_flight_and_each_has_their_own_answer(
    counted: tuple[Database, Turnstile],
) -> None:
    database, turnstile = counted
    await read(database, DIVIDE, by=1)
    turnstile.taken()
    found = await asyncio.gather(*(read(database, DIVIDE, by=by) for by in range(1, 51)))
    assert found == [840 // by for by in range(1, 51)]
    (flight,) = turnstile.taken()
    assert len(flight) == 1  # the same read, for all of them


async def test_a_great_crowd_takes_a_few_flights(
    counted: tuple[Database, Turnstile], monkeypatch: pytest.MonkeyPatch
) -> None:
    database, turnstile = counted
    monkeypatch.setattr(shared_flights, "PASSENGERS_MAX", 8)
    await read(database, DIVIDE, by=1)
    turnstile.taken()
    found = await asyncio.gather(*(read(database, DIVIDE, by=by) for by in range(1, 51)))
    assert found == [840 // by for by in range(1, 51)]
    assert len(turnstile.taken()) == 7


async def test_different_reads_share_a_flight_too(counted: tuple[Database, Turnstile]) -> None:
    database, turnstile = counted
    await read(database, DIVIDE, by=1)
    turnstile.taken()
    asked = [
        read(database, DIVIDE, by=4),
        read(database, ECHO, text="Zoé"),
        read(database, PROCESS),
    ]
    by_four, text, process = await asyncio.gather(*asked)
    assert (by_four, text, process > 0) == (210, "Zoé", True)
    (flight,) = turnstile.taken()
    assert len(flight) == 3


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(asked=st.lists(st.integers(0, 6), min_size=1, max_size=20), left=st.sets(st.integers(0, 19)))
async def test_whoever_errs_or_leaves_does_it_alone(
    database: Database, asked: list[int], left: set[int]
) -> None:
    tasks = [asyncio.create_task(read(database, DIVIDE, by=by)) for by in asked]
    await asyncio.sleep(0)  # all have boarded
    for at in left.intersection(range(len(asked))):
        tasks[at].cancel()
    found = await asyncio.gather(*tasks, return_exceptions=True)
    for at, (by, answer) in enumerate(zip(asked, found, strict=True)):
        if at in left:
            assert isinstance(answer, asyncio.CancelledError)
        elif by == 0:
            assert isinstance(answer, psycopg.errors.DivisionByZero)
        else:
            assert answer == 840 // by


async def test_a_text_that_no_database_holds_is_its_writers_error(database: Database) -> None:
    texts = ["Amina", "Ba\0te", "Chloé"]

    async def echo(text: str) -> str | None:
        async with database.sharing_unit() as unit:
            return await Db(unit).value(ECHO, text=text)

    found = await asyncio.gather(*map(echo, texts), return_exceptions=True)
    assert isinstance(found[1], psycopg.DataError)
    assert (found[0], found[2]) == ("Amina", "Chloé")


async def test_nobody_sees_that_their_connection_was_killed(database: Database, rows: Rows) -> None:
    for _ in range(5):
        await read(database, PROCESS)
        rows(KILL_READERS)
        found = await asyncio.gather(*(read(database, DIVIDE, by=by) for by in range(1, 31)))
        assert found == [840 // by for by in range(1, 31)]


async def test_when_the_database_does_not_answer_all_are_told_and_the_next_are_served(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unit_of_work, "STATEMENT_SECONDS", 0.3)
    asked = [read(database, DIVIDE, by=2), read(database, SLEEP, seconds=30)]
    found = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(one) for one in found] == [Unavailable, Unavailable]
    assert found[0] is not found[1]
    assert await read(database, DIVIDE, by=3) == 280


async def test_what_writes_or_locks_does_not_board(database: Database) -> None:
    someone = select(User.id).where(User.id == bindparam("user_id"))
    writes = command(update(User).where(User.id == bindparam("user_id")).values(first_name="Ida"))
    locks = [
        scalar(someone.with_for_update(), str),
        scalar(someone.with_for_update(read=True), str),
        scalar(someone.with_for_update(key_share=True, skip_locked=True), str),
    ]
    for statement in (writes, *locks):
        async with database.sharing_unit() as unit:
            with pytest.raises(TypeError, match="only a read"):
                Db(unit).later(statement, user_id="user_ida")


async def test_a_closing_process_leaves_nobody_waiting(database_url: str) -> None:
    database = Database(database_url, size=1)
    await database.open()
    waiting = [asyncio.create_task(read(database, SLEEP, seconds=1)) for _ in range(3)]
    await asyncio.sleep(0.05)
    for flight in database._shared_flights._flights:
        flight.cancel()
    async with asyncio.timeout(5):
        found = await asyncio.gather(*waiting, return_exceptions=True)
    assert all(isinstance(one, asyncio.CancelledError) for one in found)
    await database.close()


async def test_each_of_many_who_ask_at_once_is_told_their_own_account(
    client: httpx2.AsyncClient, clerk_key: RSAKey
) -> None:
    people = [f"user_personne{number:021d}" for number in range(PEOPLE)]
    for person in people:
        await client.get("/api/me", headers=bearer(clerk_key, person))
    answers = await asyncio.gather(
        *(client.get("/api/me", headers=bearer(clerk_key, person)) for person in people * 3)
    )
    assert [answer.json()["id"] for answer in answers] == people * 3
