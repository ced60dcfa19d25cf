"""One request, one transaction; connections that die; servers that are away (cases 43 to 46)."""

import asyncio
import json
import time
from collections.abc import AsyncIterator

import httpx2
import psycopg
import pytest
from joserfc.jwk import RSAKey
from sqlalchemy import Integer, bindparam, func, literal, select

from mentorat.app import create_app
from mentorat.db import at_hand, pool
from mentorat.db import unit as unit_of_work
from mentorat.db.executor import Db, scalar
from mentorat.db.pool import Database
from mentorat.db.unit import Unit
from mentorat.errors import Unavailable
from mentorat.settings import Settings
from tests.builders import Rows
from tests.conftest import SECRETS, browser_of
from tests.fakes.clerk_tokens import bearer
from tests.fakes.deliveries import deliver, message_id, payload

pytestmark = pytest.mark.anyio
DIVIDE = scalar(select(literal(1) / bindparam("by", type_=Integer)), int)
PROCESS = scalar(select(func.pg_backend_pid()), int)


async def test_an_answer_leaves_only_after_its_commit(
    client: httpx2.AsyncClient, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = Unit.commit
    same = message_id()

    async def cut(unit: Unit) -> None:
        await unit.release()
        raise Unavailable

    monkeypatch.setattr(Unit, "commit", cut)
    answer = await deliver(client, payload("01"), secret=SECRETS[0], id=same)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert rows("select 1 from webhook_deliveries") == rows("select 1 from users") == []
    monkeypatch.setattr(Unit, "commit", commit)
    assert (await deliver(client, payload("01"), secret=SECRETS[0], id=same)).json() == {
        "outcome": "applied"
    }


async def test_a_mistake_leaves_no_trace_and_is_retried_whole(
    client: httpx2.AsyncClient, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    same = message_id()
    with monkeypatch.context() as broken:
        broken.setattr("mentorat.accounts.actions.receive_delivery.write_news", None)
        assert (await deliver(client, payload("01"), secret=SECRETS[0], id=same)).status_code == 500
    assert rows("select 1 from webhook_deliveries") == []
    assert (await deliver(client, payload("01"), secret=SECRETS[0], id=same)).json() == {
        "outcome": "applied"
    }


async def test_while_the_database_is_away_everybody_is_told_when_to_return(
    settings: Settings, clerk_key: RSAKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "ACQUIRE_SECONDS", 0.3)
    database = Database("postgresql://nobody@127.0.0.1:9/none?connect_timeout=1")
    database._pool.timeout = 0.3
    await database.open()
    async with browser_of(create_app(settings, database)) as client:
        for answer in (
            await deliver(client, payload("01"), secret=SECRETS[0]),
            await client.get("/api/me", headers=bearer(clerk_key)),
            await client.get("/health/ready"),
            await client.get("/profile", headers=bearer(clerk_key)),
            await client.get("/"),  # whose mentors are asked for
        ):
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert (await client.get("/health/live")).status_code == 200
        assert (await client.get("/sign-in")).status_code == 200
    await database.close()


async def test_a_killed_connection_is_not_seen_by_readers(database: Database, rows: Rows) -> None:
    for idle in (0.0, at_hand.TRUSTED_IDLE_SECONDS + 0.2):
        async with database.unit(writes=False) as unit:
            process = await Db(unit).value(PROCESS)
        rows("select pg_terminate_backend(%s)", process)
        await asyncio.sleep(idle)
        async with database.unit(writes=True) as unit:
            assert await Db(unit).value(PROCESS) != process


async def test_in_the_middle_of_a_transaction_nothing_is_repeated(
    database: Database, rows: Rows
) -> None:
    with pytest.raises(Unavailable):
        async with database.unit(writes=True) as unit:
            process = await Db(unit).value(PROCESS)
            rows("select pg_terminate_backend(%s)", process)
            await asyncio.sleep(0.05)
            await Db(unit).value(PROCESS)


async def test_an_error_rolls_back_and_the_connection_serves_on(database: Database) -> None:
    for _ in range(30):
        with pytest.raises(psycopg.errors.DivisionByZero):
            async with database.unit(writes=True) as unit:
                db = Db(unit)
                db.later(DIVIDE, by=1)
                await db.value(DIVIDE, by=0)
    async with database.unit(writes=True) as unit:
        assert await Db(unit).value(DIVIDE, by=1) == 1


async def test_an_error_of_a_queued_statement_reaches_the_caller(database: Database) -> None:
    with pytest.raises(psycopg.errors.DivisionByZero):
        async with database.unit(writes=True) as unit:
            Db(unit).later(DIVIDE, by=0)


async def test_a_statement_that_never_ends_is_given_up(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unit_of_work, "STATEMENT_SECONDS", 0.4)
    sleep = scalar(select(func.pg_sleep(bindparam("seconds", type_=Integer))), str)
    started = time.monotonic()
    with pytest.raises(Unavailable):
        async with database.unit(writes=False) as unit:
            await Db(unit).value(sleep, seconds=30)
    assert time.monotonic() - started < 5
    async with database.unit(writes=False) as unit:
        assert await Db(unit).value(DIVIDE, by=1) == 1


@pytest.fixture
async def small(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url, size=2)
    await opened.open()
    yield opened
    await opened.close()


async def test_a_crowd_larger_than_the_pool_is_served(
    settings: Settings, clerk_key: RSAKey, small: Database
) -> None:
    async with browser_of(create_app(settings, small)) as client:
        tasks = [
            client.get("/api/me", headers=bearer(clerk_key, f"user_{n:04d}")) for n in range(60)
        ]
        writes = [
            client.post(
                "/api/onboarding", json={"role": "USER"}, headers=bearer(clerk_key, f"user_{n:04d}")
            )
            for n in range(60)
        ]
        answers = await asyncio.gather(*tasks, *writes)
    assert sorted({answer.status_code for answer in answers}) == [200, 201]


async def test_a_delivery_costs_two_flights(
    database: Database, monkeypatch: pytest.MonkeyPatch, client: httpx2.AsyncClient
) -> None:
    flights: list[int] = []
    flush = Unit._flush

    async def counted(unit: Unit) -> None:
        flights.append(len(unit._pending))
        await flush(unit)

    monkeypatch.setattr(Unit, "_flush", counted)
    event = json.dumps(payload("01")).encode()
    assert (await deliver(client, event, secret=SECRETS[0])).json() == {"outcome": "applied"}
    assert len(flights) == 2
