"""Bringing a database to the schema this version needs."""

import time
from pathlib import Path

import psycopg
import sqlalchemy.exc
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from psycopg.errors import LockNotAvailable

from mentorat.db.url import libpq_url

LOCK_WAITS_SECONDS = (0.5, 1.0, 2.0, 4.0, 8.0)
FOLDER = Path(__file__).parent


def upgrade(url: str, *, to: str = "head") -> None:
    """Apply every pending migration; doing it twice, or from two processes, is harmless."""
    for wait_seconds in (*LOCK_WAITS_SECONDS, None):
        try:
            command.upgrade(configuration(url), to)
        except sqlalchemy.exc.OperationalError as error:
            # A long read held the table: step aside, so that the site's queries pass.
            if wait_seconds is None or not isinstance(error.orig, LockNotAvailable):
                raise
            time.sleep(wait_seconds)
        else:
            return


def downgrade(url: str, *, to: str = "base") -> None:
    """Undo migrations, for tests and for a release that must be taken back."""
    command.downgrade(configuration(url), to)


def head() -> str:
    """The newest migration this version knows."""
    return ScriptDirectory.from_config(configuration("")).get_current_head() or ""


def current(url: str) -> str | None:
    """The migration a database stands at; None for an empty one."""
    with psycopg.connect(libpq_url(url)) as connection:
        known = connection.execute("select to_regclass('alembic_version')").fetchone()
        if known is None or known[0] is None:
            return None
        row = connection.execute("select version_num from alembic_version").fetchone()
        return str(row[0]) if row else None


def configuration(url: str) -> Config:
    """Alembic's configuration, without a file."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER / "alembic").replace("%", "%%"))
    config.set_main_option("version_locations", str(FOLDER / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option(
        "file_template", "%%(year)d_%%(month).2d_%%(day).2d_%%(hour).2d%%(minute).2d_%%(slug)s"
    )
    config.attributes["url"] = libpq_url(url) if url else ""
    return config
