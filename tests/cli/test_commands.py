"""The command line as an operator uses it, in processes of its own."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest

BIN = Path(sys.executable).with_name("mentorat")


@pytest.fixture
def run(database_url: str, tmp_path: Path) -> Any:
    """Run a command against this test's database."""

    def go(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        clean = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "DATABASE_URL": database_url,
            "MENTORAT_HOME": str(tmp_path),
            "AUTH": "dev",
        }
        return subprocess.run(
            [str(BIN), *words],
            env=clean | environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            cwd=tmp_path,
        )

    return go


def test_help_is_quick(run: Any) -> None:
    times = []
    for _ in range(5):
        started = time.perf_counter()
        assert run("--help").returncode == 0
        times.append(time.perf_counter() - started)
    probe = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import cyclopts, rich.console"], check=True)
    bare = time.perf_counter() - probe
    # Nothing of the product is imported: help costs what its library costs, and little more.
    assert min(times) < max(0.3, 2.5 * bare)


def test_words_that_mean_nothing_exit_with_two(run: Any) -> None:
    for words in (("frobnicate",), ("users", "show"), ("db", "nope"), ("serve", "--port", "x")):
        assert run(*words).returncode == 2


def test_a_person_is_shown_listed_and_made_administrator(run: Any, database_url: str) -> None:
    assert run("db", "seed").returncode == 0
    shown = run("users", "show", "noe.girard@demo.example", "--json")
    assert json.loads(shown.stdout)["id"] == "user_demoNoeGirard"
    assert shown.stderr == ""
    people = json.loads(run("users", "list", "--json", "--role", "MENTOR").stdout)
    assert {person["role"] for person in people} == {"MENTOR"}
    assert run("users", "grant-admin", "user_demoZoeMarchand", "--reason", "test").returncode == 0
    assert run("users", "revoke-admin", "ada.renaud@demo.example").returncode == 0
    last = run("users", "revoke-admin", "user_demoZoeMarchand")
    assert (last.returncode, "Traceback" in last.stderr) == (1, False)
    missing = run("users", "show", "nobody@demo.example")
    assert (missing.returncode, missing.stderr.strip()) == (
        1,
        "Nobody here has the id or the e-mail nobody@demo.example.",
    )
    with psycopg.connect(database_url, prepare_threshold=None) as connection:
        events = connection.execute(
            "select reason from audit_events where subject = 'user_demoZoeMarchand'"
        ).fetchall()
    assert events == [("test",)]


def test_demo_people_come_once_and_only_in_development(run: Any) -> None:
    assert "18 demo people" in run("db", "seed").stderr
    assert "already there" in run("db", "seed").stderr
    refused = run(
        "db", "seed", AUTH="clerk", CLERK_PUBLISHABLE_KEY="pk_test_ZXhhbXBsZS5hY2NvdW50cy5kZXYk"
    )
    assert refused.returncode == 1


def test_the_database_is_checked_and_examined(run: Any) -> None:
    assert json.loads(run("db", "check", "--json").stdout)["current"] is not None
    examined = run("doctor", "--json", RATE_LIMITS="off")
    assert examined.returncode == 3
    findings = {found["subject"]: found for found in json.loads(examined.stdout)}
    assert findings["migrations"]["verdict"] == "ok"
    assert findings["sign-in"]["remedy"]
    assert findings["rates"]["verdict"] == "warn"


def test_bad_settings_and_a_missing_database_are_told_in_words(run: Any) -> None:
    bad = run("db", "check", PORT="x", DATABASE_URL="mysql://x")
    assert (bad.returncode, "PORT" in bad.stderr, "DATABASE_URL" in bad.stderr) == (1, True, True)
    away = run("users", "list", DATABASE_URL="postgresql://127.0.0.1:9/none?connect_timeout=1")
    assert (away.returncode, "does not answer" in away.stderr, "Traceback" in away.stderr) == (
        1,
        True,
        False,
    )


def test_the_development_identity_serves_this_machine_only(run: Any) -> None:
    refused = run("serve", "--host", "0.0.0.0")
    assert (refused.returncode, "AUTH=dev" in refused.stderr) == (1, True)


def test_reconcile_needs_its_key_and_send_needs_a_server(run: Any) -> None:
    assert "CLERK_SECRET_KEY" in run("clerk", "reconcile").stderr
    assert "make run" in run("clerk", "send", "user.created", PORT="9").stderr


def test_a_drained_worker_does_what_is_due_and_leaves(run: Any, database_url: str) -> None:
    run("db", "seed")
    with psycopg.connect(database_url, autocommit=True, prepare_threshold=None) as connection:
        before = connection.execute(
            "select count(*) from procrastinate_jobs where status = 'todo'"
        ).fetchone()
        assert before is not None
        assert before[0] > 0
        assert run("worker", "--drain").returncode == 0
        left = connection.execute(
            "select distinct status::text from procrastinate_jobs"
            " where scheduled_at is null or scheduled_at <= now()"
        ).fetchall()
    assert left == [("succeeded",)]
