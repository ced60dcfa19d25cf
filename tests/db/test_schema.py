"""Migrations and models: up, down, up; the same schema; every statement fits it."""

import gc
import importlib
import re
import subprocess

import psycopg
import pytest
from alembic.script import ScriptDirectory
from procrastinate.schema import SchemaManager
from psycopg import sql
from sqlalchemy import create_engine

from mentorat.db.base import Base
from mentorat.db.embedded.binaries import find_binaries
from mentorat.db.executor import Statement
from mentorat.db.known_migrations import known_migrations
from mentorat.db.upgrade import configuration, current, downgrade, head, upgrade

# Importing them declares every table and compiles every statement.
for module in (
    "mentorat.app",
    "mentorat.worker",
    "mentorat.bookings.models",
    "mentorat.external_calendars.models",
):
    importlib.import_module(module)

# What a model cannot say: the trigger that keeps the audit append-only, and its function.
APPEND_ONLY = ("refuse_change_of_audit", "is append-only", "append_only")
# The readings of what happened, which the version before still writes to.
READINGS = (
    *("VIEW public.booking_events", "VIEW public.audit_events"),
    *("insert_booking_event", "insert_audit_event", "return new"),
)
# The rule that a mentor's promises are in one currency, which reads another table.
CURRENCY = ("refuse_second_currency", "using errcode = 'check_violation'", "end if", "return new")
# Nor how texts are cut into words for searching.
MIGRATIONS_ONLY = ("end $_$", "end $$", "TEXT SEARCH CONFIGURATION", "SET STATISTICS")


def dumped(url: str) -> list[str]:
    """The schema as pg_dump writes it, without what differs from run to run."""
    program = find_binaries().program("pg_dump")
    answer = subprocess.run(
        [program, "-s", "--no-owner", url], capture_output=True, text=True, check=True
    )
    kept = re.sub(r"(?m)^(--.*|\\(un)?restrict .*|SET .*|SELECT pg_catalog.*)$", "", answer.stdout)
    statements = [re.sub(r"\s+", " ", part).strip() for part in re.split(r";\n", kept)]
    return sorted(part for part in statements if part and "alembic_version" not in part)


def test_up_down_and_up_again_leads_to_the_same_place(scratch: str) -> None:
    upgrade(scratch)
    first = dumped(scratch)
    upgrade(scratch)
    downgrade(scratch)
    assert current(scratch) is None
    with psycopg.connect(scratch) as connection:
        left = connection.execute(
            "select relname from pg_class where relnamespace = 'public'::regnamespace and relname !~ 'alembic'"
        ).fetchall()
        types = connection.execute(
            "select typname from pg_type where typnamespace = 'public'::regnamespace and typname !~ 'alembic'"
        ).fetchall()
        functions = connection.execute(
            "select proname from pg_proc where pronamespace = 'public'::regnamespace"
        ).fetchall()
    assert (left, types, functions) == ([], [], [])
    upgrade(scratch)
    assert dumped(scratch) == first


def test_every_migration_stands_alone_and_there_is_one_head(scratch: str) -> None:
    for revision in reversed(known_migrations()):
        upgrade(scratch, to=revision)
        assert current(scratch) == revision
    scripts = ScriptDirectory.from_config(configuration(scratch)).walk_revisions()
    assert known_migrations() == tuple(script.revision for script in scripts)
    assert known_migrations()[0] == head()


def test_the_models_say_what_the_migrations_make(scratch: str, worker_url: str) -> None:
    with psycopg.connect(scratch, autocommit=True) as connection:
        for extension in ("btree_gist", "pg_trgm", "unaccent"):
            connection.execute(sql.SQL("create extension {}").format(sql.Identifier(extension)))
    engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(scratch))
    Base.metadata.create_all(engine)
    with engine.begin() as connection_of_models:
        connection_of_models.exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
    engine.dispose()
    written = (*MIGRATIONS_ONLY, *APPEND_ONLY, *READINGS, *CURRENCY)
    theirs = [part for part in dumped(worker_url) if not any(word in part for word in written)]
    assert dumped(scratch) == theirs


OF_TESTS = "FROM halves"  # a table that tests/db/test_flights.py makes


def test_every_statement_fits_the_schema(worker_url: str) -> None:
    known = [found for found in gc.get_objects() if isinstance(found, Statement)]
    statements = [one for one in known if OF_TESTS not in one.sql]
    assert len(statements) > 40
    with psycopg.connect(worker_url, autocommit=True, prepare_threshold=None) as connection:
        for number, statement in enumerate(statements):
            names = sorted(statement.names)
            places = {name: f"${at + 1}" for at, name in enumerate(names)}
            plain = statement.sql
            for name, place in places.items():
                plain = plain.replace(f"%({name})s", place)
            connection.execute(f"prepare s{number} as {plain.replace('%%', '%')}")


def test_a_forgotten_or_misspelt_place_is_a_mistake_at_once() -> None:
    statement = next(
        found for found in gc.get_objects() if isinstance(found, Statement) and found.names
    )
    with pytest.raises(TypeError, match="places"):
        statement.arguments({})
    with pytest.raises(TypeError, match="places"):
        statement.arguments({**dict.fromkeys(statement.names, 1), "typo": 1})
