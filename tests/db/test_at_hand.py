"""Connections at hand: whatever happens to those who use them, none is lost and none is shared."""

import asyncio
import random
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Integer, bindparam, func, select

from mentorat.db import at_hand
from mentorat.db import unit as unit_of_work
from mentorat.db.executor import Db, scalar
from mentorat.db.pool import Database
from mentorat.errors import Unavailable
from tests.builders import Rows

pytestmark = pytest.mark.anyio
SIZE = 3
SAY = scalar(select(bindparam("number", type_=Integer)), int)
PROCESS = scalar(select(func.pg_backend_pid()), int)
SLOWLY = scalar(
    select(bindparam("number", type_=Integer)).select_from(func.pg_sleep(0.01).alias("slept")), int
)
FOR_LONG = scalar(select(func.pg_sleep(20)), str)
KILL = (
    "select pg_terminate_backend(pid) from pg_stat_activity"
    " where datname = current_database() and pid <> pg_backend_pid()"
)


@pytest.fixture
async def small(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url, size=SIZE)
    await opened.open()
    yield opened
    await opened.close()


async def use(database: Database, number: int) -> int | None:
    async with database.unit(writes=number % 2 == 0) as unit:
        assert await Db(unit).value(SAY, number=number) == number
        return await Db(unit).value(SLOWLY, number=number)


async def all_at_once(database: Database) -> set[int | None]:
    """The processes that serve us when every connection of the pool is in use."""
    together = asyncio.Barrier(SIZE)

    async def hold() -> int | None:
        async with database.unit(writes=False) as unit:
            process = await Db(unit).value(PROCESS)
            await together.wait()
            return process

    async with asyncio.timeout(10):
        return set(await asyncio.gather(*(hold() for _ in range(SIZE))))


@pytest.mark.parametrize("seed", range(6))
async def test_a_crowd_that_is_cancelled_anywhere_loses_no_connection(
    small: Database, seed: int
) -> None:
    dice = random.Random(seed)
    for _ in range(4):
        tasks = [asyncio.create_task(use(small, number)) for number in range(40)]
        for _ in range(25):
            await asyncio.sleep(dice.random() * 0.006)
            hurried = dice.choice(tasks)
            hurried.cancel()
            await asyncio.sleep(dice.choice([0, 0.001]))
            hurried.cancel()  # also while it gives back what it has
        found = await asyncio.gather(*tasks, return_exceptions=True)
        for number, answer in enumerate(found):
            assert answer == number or isinstance(answer, asyncio.CancelledError | Unavailable)
    assert len(await all_at_once(small)) == SIZE


async def test_connections_that_die_while_nobody_uses_them_are_replaced(
    small: Database, rows: Rows
) -> None:
    before = await all_at_once(small)
    rows(KILL)
    assert await asyncio.gather(*(use(small, number) for number in range(20))) == [*range(20)]
    assert not before & await all_at_once(small)


async def test_connections_that_die_while_they_work_are_replaced(
    small: Database, rows: Rows
) -> None:
    tasks = [asyncio.create_task(use(small, number)) for number in range(30)]
    for _ in range(3):
        await asyncio.sleep(0.02)
        await asyncio.to_thread(rows, KILL)
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(answer, int | Unavailable) for answer in found)
    assert len(await all_at_once(small)) == SIZE


async def test_who_finds_all_in_use_waits_and_is_told_when_it_lasts(
    small: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    small._pool.timeout = 0.3
    held = [await small.acquire() for _ in range(SIZE)]
    with pytest.raises(Unavailable):
        await use(small, 1)
    waiting = asyncio.create_task(use(small, 2))
    await asyncio.sleep(0.1)
    small.give_back(held.pop())
    assert await waiting == 2
    for connection in held:
        small.give_back(connection)
    assert len(await all_at_once(small)) == SIZE


async def test_what_slept_is_given_back_to_the_pool_and_asked_before_its_next_use(
    small: Database, monkeypatch: pytest.MonkeyPatch, rows: Rows
) -> None:
    monkeypatch.setattr(at_hand, "TRUSTED_IDLE_SECONDS", 0.1)
    before = await all_at_once(small)
    assert len(small._at_hand) == SIZE
    await asyncio.sleep(0.4)
    assert len(small._at_hand) == 0
    assert small.stats()["pool_available"] == SIZE
    rows(KILL)
    assert not before & await all_at_once(small)


async def test_what_was_lent_for_long_goes_through_the_pool(
    small: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_hand, "LENT_SECONDS", 0.0)
    await use(small, 1)
    assert len(small._at_hand) == 0


async def test_a_closed_pool_keeps_nothing(database_url: str, rows: Rows) -> None:
    database = Database(database_url, size=SIZE)
    await database.open()
    await all_at_once(database)
    late = await database.acquire()
    await database.close()
    database.give_back(late)
    await asyncio.sleep(0.1)
    assert late.closed
    assert len(database._at_hand) == 0
    count = "select 1 from pg_stat_activity where datname = current_database()"
    for _ in range(50):
        if len(rows(count)) == 1:
            break
        await asyncio.sleep(0.1)
    assert len(rows(count)) == 1  # whoever asks


async def test_a_statement_that_is_given_up_does_not_answer_the_next_one(
    small: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unit_of_work, "STATEMENT_SECONDS", 0.005)
    for _ in range(10):
        with pytest.raises(Unavailable):
            async with small.unit(writes=False) as unit:
                await Db(unit).value(FOR_LONG)  # an answer that is there is taken, however late
    monkeypatch.setattr(unit_of_work, "STATEMENT_SECONDS", 10.0)
    assert await asyncio.gather(*(use(small, number) for number in range(20))) == [*range(20)]
