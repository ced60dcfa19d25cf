"""Statements that leave together: their order, their errors, and what stays prepared."""

from collections.abc import AsyncIterator

import psycopg
import pytest
from sqlalchemy import Integer, bindparam, column, func, literal, literal_column, select, table

from mentorat.db import connection as flying
from mentorat.db.connection import Connection
from mentorat.db.executor import Db, scalar
from mentorat.db.pending import native
from mentorat.db.pool import Database
from tests.builders import Rows

pytestmark = pytest.mark.anyio
DOUBLE = scalar(select(bindparam("number", type_=Integer) * 2), int)
DIVIDE = scalar(select(literal(1) / bindparam("by", type_=Integer)), int)
PROCESS = scalar(select(func.pg_backend_pid()), int)
PREPARED = scalar(
    select(func.count())
    .select_from(table("pg_prepared_statements"))
    .where(column("name").startswith("mentorat_")),
    int,
)
HALVES = scalar(select(column("half")).select_from(table("halves")), int)


@pytest.fixture
async def single(database_url: str) -> AsyncIterator[Database]:
    """A pool of one connection, so that every unit has the same."""
    opened = Database(database_url, size=1)
    await opened.open()
    yield opened
    await opened.close()


async def test_a_hundred_statements_leave_together_and_each_has_its_own_answer(
    database: Database,
) -> None:
    async with database.unit(writes=False) as unit:
        db = Db(unit)
        asked = [db.ask(DOUBLE, number=number) for number in range(100)]
        await db.settle()
        assert [await answers.all() for answers in asked] == [[2 * n] for n in range(100)]


async def test_large_values_cross_while_large_answers_come(database: Database) -> None:
    echo = scalar(select(func.repeat(bindparam("text"), 2)), str)
    text = "é" * 300_000  # more than any buffer between us and the database
    async with database.unit(writes=False) as unit:
        db = Db(unit)
        asked = [db.ask(echo, text=text) for _ in range(8)]
        await db.settle()
        assert [await answers.all() for answers in asked] == [[text * 2]] * 8


async def test_after_the_first_error_nothing_runs_and_the_connection_serves_on(
    single: Database, rows: Rows
) -> None:
    rows("create table halves (half int)")
    add = scalar(select(func.pg_sleep(0)), str)
    try:
        with pytest.raises(psycopg.errors.DivisionByZero):
            async with single.unit(writes=False) as unit:
                db = Db(unit)
                process = await db.value(PROCESS)
                db.later(add)
                db.later(DIVIDE, by=0)
                late = db.ask(DOUBLE, number=1)
                await db.settle()
        with pytest.raises(RuntimeError, match="has not left"):
            await late.all()
        async with single.unit(writes=False) as unit:
            assert await Db(unit).value(PROCESS) == process
    finally:
        rows("drop table halves")


async def test_a_connection_keeps_as_many_statements_prepared_as_it_may(
    single: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flying, "PREPARED_MAX", 5)
    many = [scalar(select(literal_column(str(n))), int) for n in range(12)]
    for _ in range(2):
        for number, statement in enumerate(many):
            async with single.unit(writes=False) as unit:
                assert await Db(unit).value(statement) == number
    async with single.unit(writes=False) as unit:
        assert await Db(unit).one(PREPARED) <= 6


@pytest.mark.parametrize("spoil", ["deallocate all", "alter table halves alter half type bigint"])
async def test_what_the_server_has_forgotten_is_prepared_anew_after_one_error(
    single: Database, rows: Rows, spoil: str
) -> None:
    rows("create table halves (half int)")
    rows("insert into halves values (21)")
    try:
        async with single.unit(writes=False) as unit:
            assert await Db(unit).value(HALVES) == 21
        if spoil.startswith("alter"):
            rows(spoil)
        else:
            connection = await single.acquire()
            await connection.execute("deallocate all")
            single.give_back(connection)
        with pytest.raises(flying.FORGOTTEN):
            async with single.unit(writes=False) as unit:
                await Db(unit).value(HALVES)
        async with single.unit(writes=False) as unit:
            assert await Db(unit).value(HALVES) == 21
    finally:
        rows("drop table halves")


async def test_where_nothing_may_be_prepared_statements_run_all_the_same(single: Database) -> None:
    connection: Connection = await single.acquire()
    connection.keeps_statements = False
    single.give_back(connection)
    async with single.unit(writes=True) as unit:
        db = Db(unit)
        asked = [db.ask(DOUBLE, number=number) for number in (3, 70_000, None)]
        assert await db.value(PREPARED) == 0
        assert [await answers.all() for answers in asked] == [[6], [140_000], [None]]


def test_places_are_numbered_by_name_and_percent_signs_are_single() -> None:
    text = native("select %(b)s, %(a)s, %(b)s where x like '%%a' and y % 2 = 0")
    assert text.sql == b"select $1, $2, $1 where x like '%a' and y % 2 = 0"
    assert text.names == ("b", "a")
