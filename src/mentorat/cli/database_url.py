"""The database a command works on: the one that was configured, or the private one."""

import contextlib
from collections.abc import Callable, Iterator

from mentorat.cli.output import progress
from mentorat.db.embedded import local_server
from mentorat.db.url import unpooled
from mentorat.settings import Settings


@contextlib.contextmanager
def database_url(settings: Settings, check: Callable[[], None] = lambda: None) -> Iterator[str]:
    """DATABASE_URL, or the private server for as long as the block lasts; `check` may raise while
    it is waited for."""
    if settings.database_url:
        yield settings.database_url.get_secret_value()
        return
    with local_server(settings.mentorat_home, progress.print, check) as url:
        yield url


def migration_url(settings: Settings, url: str) -> str:
    """Where migrations go: around the pooler, which they cannot use."""
    given = settings.database_url_unpooled
    return given.get_secret_value() if given else unpooled(url)
