"""The database a command works on: the one that was configured, or the private one."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

from mentorat.cli.output import progress
from mentorat.db.embedded import local_server
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.db.url import unpooled
from mentorat.settings import Settings

Answer = TypeVar("Answer")


@contextlib.contextmanager
def database_url(settings: Settings) -> Iterator[str]:
    """DATABASE_URL, or the private server for as long as the block lasts."""
    if settings.database_url:
        yield settings.database_url.get_secret_value()
        return
    with local_server(settings.mentorat_home, progress.print) as url:
        yield url


def migration_url(settings: Settings, url: str) -> str:
    """Where migrations go: around the pooler, which they cannot use."""
    given = settings.database_url_unpooled
    return given.get_secret_value() if given else unpooled(url)


def run_in_unit(
    settings: Settings, work: Callable[[Db], Awaitable[Answer]], *, writes: bool
) -> Answer:
    """Run one piece of work in one transaction and return its answer."""

    async def connected(url: str) -> Answer:
        database = Database(url, size=2)
        await database.open()
        try:
            async with database.unit(writes=writes) as unit:
                return await work(Db(unit))
        finally:
            await database.close()

    with database_url(settings) as url:
        return asyncio.run(connected(url))
