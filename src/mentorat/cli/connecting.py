"""Working on the database of a command: in a unit, or with a pool of its own."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import TypeVar

import psycopg

from mentorat.accounts.standing import DEMO_PREFIX
from mentorat.cli.database_url import database_url
from mentorat.cli.usage import UsageError
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.db.url import libpq_url
from mentorat.settings import Settings

Answer = TypeVar("Answer")


def refuse_demo_people(settings: Settings, url: str) -> None:
    """Raise UsageError when people of the demo are in a database meant for real ones. One that is
    away is not waited for: the site starts, and answers 503 until it is back."""
    if settings.auth == "dev":
        return
    with contextlib.suppress(psycopg.OperationalError):
        count = count_demo_people(url)
        if count:
            raise UsageError(
                f"{count} people of the demo are in this database; AUTH=clerk is for real ones.\n"
                "  Remove them and their bookings: mentorat db forget-demo"
            )


def count_demo_people(url: str) -> int:
    """How many people of the demo a database holds; none before its first migration."""
    with psycopg.connect(libpq_url(url)) as connection:
        known = connection.execute("select to_regclass('users')").fetchone()
        if known is None or known[0] is None:
            return 0
        question = "select count(*) from users where starts_with(id, %s)"
        (count,) = connection.execute(question, [DEMO_PREFIX]).fetchone() or (0,)
    return int(count)


def run_connected(settings: Settings, work: Callable[[Database], Awaitable[Answer]]) -> Answer:
    """Run a piece of work that opens its own transactions and return its answer."""

    async def connected(url: str) -> Answer:
        database = Database(url, size=2)
        await database.open()
        try:
            return await work(database)
        finally:
            await database.close()

    with database_url(settings) as url:
        return asyncio.run(connected(url))


def run_in_unit(
    settings: Settings, work: Callable[[Db], Awaitable[Answer]], *, writes: bool
) -> Answer:
    """Run one piece of work in one transaction and return its answer."""

    async def in_unit(database: Database) -> Answer:
        async with database.unit(writes=writes) as unit:
            return await work(Db(unit))

    return run_connected(settings, in_unit)
