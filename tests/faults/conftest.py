"""Faults are slow and violent: they are collected only when this folder is asked for by name."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.processes import ROOT, disposable_home
from tests.faults.site import Site

ASKED_FOR = any("tests/faults" in word.replace("\\", "/") for word in sys.argv)
collect_ignore_glob = [] if ASKED_FOR else ["test_*.py"]


@pytest.fixture(scope="session", autouse=True)
def _only_our_own_databases() -> None:
    """A `.env` that names a database would lead these tests to it: refuse."""
    settings = ROOT / ".env"
    if settings.exists() and "DATABASE_URL=" in settings.read_text(encoding="utf-8"):
        pytest.exit("tests/faults would use the DATABASE_URL of .env: move .env away", 1)


@pytest.fixture
def home() -> Iterator[Path]:
    """A project folder of its own; whatever still runs in it at the end is killed."""
    with disposable_home() as folder:
        yield folder


@pytest.fixture
def site(home: Path, database_url: str) -> Iterator[Site]:
    """A web process in front of a migrated database, ready."""
    with Site(home, DATABASE_URL=database_url) as started:
        started.wait_until_ready()
        yield started
