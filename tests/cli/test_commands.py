"""The command line as an operator uses it, in processes of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest

from mentorat.external_calendars.models import ADDRESS_SEAL
from mentorat.outbound.sealed import Seal, opened, sealed

BIN = Path(sys.executable).with_name("mentorat")
CALENDAR = "https://ex.org/private.ics"
REAL = {
    "AUTH": "clerk",
    "CLERK_PUBLISHABLE_KEY": "pk_test_ZXhhbXBsZS5hY2NvdW50cy5kZXYk",
    "PUBLIC_URL": "https://mentorat.example",
    "SECRET_KEY": "s" * 40,
    "MAIL": "outbox",
}


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


def test_administrators_and_exports_are_named_by_id_or_by_an_address_that_was_proved(
    run: Any, database_url: str
) -> None:
    with psycopg.connect(database_url, autocommit=True, prepare_threshold=None) as connection:
        connection.execute(
            "insert into users (id, email, email_verified, bio) values"
            " ('user_1', 'ines@courrier.example', true, 'Je relis'),"
            " ('user_2', 'direction@courrier.example', false, null),"
            " ('patron@courrier.example', null, false, null)"
        )
    claimed = run("users", "grant-admin", "direction@courrier.example")
    assert (claimed.returncode, "by their id: user_2" in claimed.stderr) == (1, True)
    posing = run("users", "grant-admin", "patron@courrier.example")
    assert (posing.returncode, "Nobody here" in posing.stderr) == (1, True)
    assert run("users", "export", "direction@courrier.example").returncode == 1
    assert run("users", "grant-admin", "INES@courrier.example").returncode == 0
    assert run("users", "grant-admin", "user_2").returncode == 0
    told = run("users", "export", "ines@courrier.example")
    person = json.loads(told.stdout)["account"]["person"]
    assert (told.returncode, told.stderr, person["bio"]) == (0, "", "Je relis")
    assert run("users", "export", "user_9").returncode == 1
    roles = json.loads(run("users", "list", "--json").stdout)
    assert [one["role"] for one in roles] == ["USER", "ADMIN", "ADMIN"]


def test_demo_people_come_once_and_only_in_development(run: Any) -> None:
    assert "18 demo people" in run("db", "seed").stderr
    assert "already there" in run("db", "seed").stderr
    refused = run("db", "seed", **REAL)
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


def test_a_real_site_does_not_open_among_the_people_of_the_demo(
    run: Any, database_url: str
) -> None:
    assert run("db", "seed").returncode == 0
    for command in (("serve",), ("worker", "--drain"), ("doctor",)):
        refused = run(*command, **REAL)
        assert refused.returncode in {1, 3}
        assert "mentorat db forget-demo" in refused.stdout + refused.stderr
    for _twice in range(2):
        assert run("db", "forget-demo", **REAL).returncode == 0
    assert run("worker", "--drain", **REAL).returncode == 0
    with psycopg.connect(database_url, prepare_threshold=None) as connection:
        for table in ("users", "bookings", "mentor_profiles", "free_runs", "messages"):
            (left,) = connection.execute(f"select count(*) from {table}").fetchone() or (None,)
            assert (table, left) == (table, 0)


@pytest.mark.parametrize(
    "command",
    [
        ("serve",),
        ("worker", "--drain"),
        ("doctor",),
        ("db", "check"),
        ("db", "upgrade"),
        ("users", "list"),
    ],
)
def test_no_command_says_a_password_again(run: Any, command: tuple[str, ...]) -> None:
    answer = run(*command, DATABASE_URL="postgresql://alex:p@S3cret%@127.0.0.1:5/neondb")
    told = answer.stdout + answer.stderr
    assert "percent-encode" in told
    assert "S3cret" not in told
    assert "Traceback" not in told


def test_what_an_old_key_sealed_is_sealed_again(run: Any, database_url: str) -> None:
    """The owner's calendar goes on being read after the key has changed."""
    old, new, other = "o" * 40, "n" * 40, "x" * 40
    box = sealed(CALENDAR, Seal("user_marc", ADDRESS_SEAL, (old.encode(),)))
    with psycopg.connect(database_url, autocommit=True, prepare_threshold=None) as connection:
        connection.execute("insert into users (id) values ('user_marc')")
        connection.execute(
            "insert into busy_calendars (user_id, address_encrypted, masked, created_at)"
            " values ('user_marc', %s, 'ex.org', now())",
            [box],
        )
        assert run("db", "reseal", SECRET_KEY=f"{new},{other}").returncode == 3
        assert run("db", "reseal", SECRET_KEY=f"{new},{old}").returncode == 0
        assert run("db", "reseal", SECRET_KEY=new).returncode == 0
        found = connection.execute("select address_encrypted from busy_calendars").fetchone()
    assert found
    assert opened(found[0], Seal("user_marc", ADDRESS_SEAL, (new.encode(),))) == CALENDAR
