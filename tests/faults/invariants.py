"""Asking a database whether everything that must hold of bookings holds: `invariants.sql`."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg

QUESTIONS = Path(__file__).with_name("invariants.sql")
NAME = re.compile(r"^select '([^']+)' as broken", re.MULTILINE)
LATE = timedelta(minutes=10)  # what the clock does runs every five


def questions() -> dict[str, str]:
    """Each question's text by its name."""
    found: dict[str, str] = {}
    for text in QUESTIONS.read_text(encoding="utf-8").split(";\n"):
        name = NAME.search(text)
        if name:
            found[name[1]] = text
    return found


def broken(url: str, *, grace: timedelta = LATE) -> list[str]:
    """What does not hold, in words; all of it seen at one instant."""
    with psycopg.connect(url, prepare_threshold=None) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        return broken_in(connection, grace=grace)


def broken_in(connection: psycopg.Connection[Any], *, grace: timedelta = LATE) -> list[str]:
    """What does not hold in the transaction of this connection."""
    allowed = f"{grace.total_seconds()} seconds"
    connection.execute("select set_config('mentorat.grace', %s, true)", [allowed])
    return [
        f"{name}: {what}"
        for text in questions().values()
        for name, what in connection.execute(text.encode()).fetchall()
    ]
