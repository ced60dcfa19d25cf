"""Commands that only start others, or only tell of themselves, hold little of the product."""

import resource
import socket
import subprocess
import sys
from typing import Any

import pytest

from tests.cli.test_commands import BIN, REAL

PARENTS = {
    "--help": "mentorat.cli",
    "run": "mentorat.cli.run",
    "serve --processes": "mentorat.cli.serve",
}
# Whatever knows tables, routes, templates or jobs; and what they stand on.
SLICES = {
    "about", "accounts", "admin", "app", "blog", "bookings", "calendar_feeds", "demo", "directory",
    "events", "external_calendars", "files", "home", "mentors", "notifications", "onboarding",
    "outbound", "schedules", "week", "worker",
}  # fmt: skip
HEAVY = {
    "alembic", "babel", "icalendar", "jinja2", "joserfc", "litestar", "markdown_it", "obstore",
    "PIL", "procrastinate", "psycopg_pool", "sqlalchemy", "uvicorn",
}  # fmt: skip
HELP_SECONDS = 0.6  # of a processor, which may be a slow one
LISTED = "import sys, {}; print(*sys.modules, sep=chr(10))"


def modules_of(place: str) -> set[str]:
    """What a fresh process holds once it has imported this."""
    told = subprocess.run(
        [sys.executable, "-c", LISTED.format(place)], capture_output=True, text=True, check=True
    )
    return set(told.stdout.split())


@pytest.mark.parametrize("command", PARENTS)
def test_a_command_that_starts_others_does_not_hold_the_application(command: str) -> None:
    found = modules_of(PARENTS[command])
    assert {name.partition(".")[0] for name in found} & HEAVY == set()
    ours = {name.split(".")[1] for name in found if name.startswith("mentorat.")}
    assert ours & SLICES == set()
    if command == "--help":
        assert ours == {"cli"}


def test_the_application_starts_without_alembic() -> None:
    """Which would bring in every migration to tell their names."""
    assert "mentorat.app" in (found := modules_of("mentorat.app"))
    assert "alembic" not in found


def test_help_imports_nothing_of_the_product() -> None:
    told = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "mentorat", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    found = {line.rpartition("|")[2].strip() for line in told.stderr.splitlines()}
    ours = {name for name in found if name.split(".")[0] == "mentorat"}
    assert ours == {"mentorat", "mentorat.cli"}
    assert {name.partition(".")[0] for name in found} & HEAVY == set()
    assert "serve-process" not in told.stdout
    assert "prepare" not in told.stdout


def test_help_takes_a_moment_of_the_processor() -> None:
    """Processor time: this machine may be busy with all of these tests."""
    used = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([str(BIN), "--help"], capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(used) < HELP_SECONDS


@pytest.mark.parametrize("said", ["0", "65", "-1", "many"])
def test_a_number_of_processes_that_means_nothing_exits_with_two(run: Any, said: str) -> None:
    assert run("serve", "--processes", said).returncode == 2


def test_processes_that_cannot_serve_say_why_once_and_end(run: Any) -> None:
    assert run("db", "seed").returncode == 0
    refused = run("serve", "--processes", "3", "--port", "28765", **REAL)
    assert refused.returncode == 1
    assert refused.stderr.count("mentorat db forget-demo") == 1
    assert "Traceback" not in refused.stderr


def test_a_port_that_is_taken_is_told_before_anything_is_started(run: Any) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        for words in ((), ("--processes", "2")):
            refused = run("serve", "--port", str(port), *words)
            assert (refused.returncode, f"Port {port} is taken" in refused.stderr) == (1, True)
