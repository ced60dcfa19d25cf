"""A database of a test's own, empty, for migrations to come and go."""

import re
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from tests.conftest import with_database


@pytest.fixture
def scratch(server_url: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database of this test's own."""
    name = "scratch_" + re.sub(r"\W", "_", request.node.name)[-40:]
    with psycopg.connect(server_url, autocommit=True) as connection:
        identifier = sql.Identifier(name)
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(identifier))
        connection.execute(sql.SQL("create database {}").format(identifier))
        yield with_database(server_url, name)
        connection.execute(sql.SQL("drop database {} with (force)").format(identifier))
