"""Reads that leave together: as many flights as the longest of them takes, whatever their number."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Integer, bindparam, literal_column, select

from mentorat.db.executor import Db, scalar
from mentorat.db.pool import Database
from mentorat.db.together import all_together, nothing, together
from mentorat.errors import NotFound
from tests.db.turnstile import Turnstile, turnstile_before

pytestmark = pytest.mark.anyio
_ECHO = scalar(select(bindparam("number", type_=Integer) + literal_column("0")), int)


@pytest.fixture
async def turnstile(database_url: str) -> AsyncIterator[Turnstile]:
    async with turnstile_before(database_url) as opened:
        yield opened


@pytest.fixture
async def db(turnstile: Turnstile) -> AsyncIterator[Db]:
    database = Database(turnstile.url, size=1)
    await database.open()
    async with database.unit(writes=False) as unit:
        await Db(unit).one(_ECHO, number=0)
        turnstile.taken()
        yield Db(unit)
    await database.close()


async def steps(db: Db, *numbers: int) -> list[int]:
    """One after the other, as a read does whose next question depends on the last answer."""
    return [await db.one(_ECHO, number=number) for number in numbers]


async def sizes(turnstile: Turnstile) -> list[int]:
    return [len(flight) for flight in turnstile.taken()]


async def test_each_goes_on_while_it_can_and_their_questions_share_flights(
    db: Db, turnstile: Turnstile
) -> None:
    found = await together(db, steps(db, 1), steps(db, 2, 3, 4), nothing(), steps(db, 5, 6))
    assert found == ([1], [2, 3, 4], None, [5, 6])
    assert await sizes(turnstile) == [3, 2, 1]


async def test_what_is_gathered_inside_leaves_with_what_is_gathered_outside(
    db: Db, turnstile: Turnstile
) -> None:
    async def inside() -> list[list[int]]:
        return await all_together(db, [steps(db, 1), steps(db, 2, 3)])

    found = await together(db, inside(), steps(db, 4, 5))
    assert found == ([[1], [2, 3]], [4, 5])
    assert await sizes(turnstile) == [3, 2]


async def test_a_refusal_ends_the_others_and_the_transaction_can_go_on(
    db: Db, turnstile: Turnstile
) -> None:
    ended = []

    async def refused() -> None:
        await db.one(_ECHO, number=1)
        raise NotFound

    async def other() -> None:
        try:
            await steps(db, 2, 3)
        finally:
            ended.append("other")

    with pytest.raises(NotFound):
        await together(db, refused(), other(), steps(db, 4))
    assert ended == ["other"]
    assert await steps(db, 5) == [5]
    assert await sizes(turnstile) == [3, 1]


async def test_one_may_wait_for_something_else_than_the_database(
    db: Db, turnstile: Turnstile
) -> None:
    gate = asyncio.get_running_loop().create_future()

    async def waits() -> int:
        await asyncio.sleep(0)
        first: int = await gate
        return first + await db.one(_ECHO, number=1)

    asyncio.get_running_loop().call_later(0.01, gate.set_result, 40)
    assert await together(db, steps(db, 2), waits()) == ([2], 41)
    assert await sizes(turnstile) == [2]
    cancelled = asyncio.create_task(_never(db))
    await asyncio.sleep(0.01)
    cancelled.cancel()
    with pytest.raises(asyncio.CancelledError):
        await cancelled
    assert await steps(db, 3) == [3]


async def _never(db: Db) -> None:
    async def waits() -> int:
        await asyncio.get_running_loop().create_future()
        return 1

    await together(db, waits(), steps(db, 1))
