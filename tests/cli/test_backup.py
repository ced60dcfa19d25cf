"""A dump that is restored is the same house, and writes to nobody a second time."""

import os
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import psycopg
import pytest

from mentorat.cli.backup import FORGET
from mentorat.db.backup import BackupError, dump, load
from tests.builders import Rows
from tests.cli.test_commands import BIN
from tests.db import conftest

scratch = conftest.scratch
Command = Callable[..., subprocess.CompletedProcess[str]]
TABLES = ("users", "bookings", "messages", "skills", "events", "alembic_version")
LEFT = (
    "insert into procrastinate_jobs (queue_name, task_name, status, scheduled_at)"
    " values ('events', %s, %s::procrastinate_job_status, now() + make_interval(hours => %s))"
)


@pytest.fixture
def command(tmp_path: Path) -> Command:
    def run(url: str, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        clean = {"PATH": os.environ["PATH"], "MENTORAT_HOME": str(tmp_path), "AUTH": "dev"}
        return subprocess.run(
            [str(BIN), *words],
            env={**clean, "DATABASE_URL": url, **environment},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            cwd=tmp_path,
        )

    return run


@pytest.fixture
def house(database_url: str, rows: Rows) -> str:
    """A mail that waits, one that left, jobs of every kind and a browser that is signed in."""
    rows(
        "insert into users (id, first_name, email) values ('user_x', 'Zoé', 'zoe@courrier.example')"
    )
    for topic, sent in (("waits", None), ("left", "2026-11-01T00:00:00Z")):
        rows(
            "insert into messages (id, recipient_id, topic, subject, body_text, body_html,"
            " created_at, sent_at) values (gen_random_uuid(), 'user_x', %s, 'Rappel', 't', 'h',"
            " now() - interval '1 hour', %s)",
            *(topic, sent),
        )
    for name, status, hours in (
        *(("due", "todo", -1), ("running", "doing", -1), ("ahead", "todo", 5)),
        *(("failed", "failed", -1), ("done", "succeeded", -1)),
    ):
        rows(LEFT, name, status, hours)
    rows("insert into procrastinate_jobs (queue_name, task_name) values ('mail', 'due')")
    rows("insert into procrastinate_workers default values")
    rows(
        "insert into auth_sessions (id, secret_hash, user_id, clerk_session_id, created_at, seen_at,"
        " expires_at) values (gen_random_uuid(), 'x', 'user_x', 's', now(), now(), now())"
    )
    return database_url


def contents(url: str) -> dict[str, object]:
    with psycopg.connect(url, prepare_threshold=None) as connection:
        return {
            name: connection.execute(
                f"select count(*), md5(string_agg(t::text, '|' order by t::text)) from {name} t"
            ).fetchone()
            for name in TABLES
        }


def test_what_was_dumped_is_restored_and_nothing_of_it_is_done_again(
    house: str, scratch: str, command: Command, tmp_path: Path
) -> None:
    made = command(house, "backup", "house.dump")
    assert made.returncode == 0, made.stderr
    file = tmp_path / "house.dump"
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.glob("*.part")] == []
    restored = command(scratch, "restore", "house.dump")
    assert restored.returncode == 0, restored.stderr
    for words in ("e-mails that waited are not sent: 1", "due 2, running 1", "since: 1"):
        assert words in restored.stderr
    before, after = contents(house), contents(scratch)
    changed = {name for name in TABLES if before[name] != after[name]}
    assert changed == {"messages"}
    with psycopg.connect(scratch, autocommit=True) as connection:
        jobs = connection.execute("select task_name from procrastinate_jobs order by 1").fetchall()
        assert [name for (name,) in jobs] == ["ahead", "done", "failed"]
        unsent = connection.execute("select topic from messages where dropped_at is not null")
        assert unsent.fetchall() == [("waits",)]
        for table in ("auth_sessions", "procrastinate_workers"):
            assert connection.execute(f"select count(*) from {table}").fetchone() == (0,)
    worked = command(scratch, "worker", "--drain", MAIL="console")
    assert (worked.returncode, "Rappel" in worked.stderr) == (0, False)


def test_nothing_is_written_over_and_what_is_no_dump_is_refused_whole(
    house: str, scratch: str, tmp_path: Path
) -> None:
    file = tmp_path / "house.dump"
    dump(house, file)
    before = contents(house)
    for again in (partial(dump, house, file), partial(load, house, file, afterwards=FORGET)):
        with pytest.raises(BackupError, match=r"there already|not empty"):
            again()
    assert contents(house) == before
    whole = file.read_bytes()
    spoiled = {
        "cut.dump": whole[: len(whole) * 2 // 3],
        "flipped.dump": whole[:-20_000] + bytes(byte ^ 255 for byte in whole[-20_000:]),
        "text.dump": b"drop table users;",
    }
    for name, content in spoiled.items():
        (tmp_path / name).write_bytes(content)
    for name in (*spoiled, "nowhere.dump"):
        with pytest.raises(BackupError):
            load(scratch, tmp_path / name, afterwards=FORGET)
        with psycopg.connect(scratch) as connection:
            left = connection.execute("select to_regclass('users')").fetchone()
        assert left == (None,), name
    with pytest.raises(BackupError, match="no_such_table"):
        load(scratch, file, afterwards="select * from no_such_table;")
    assert "sessions" in load(scratch, file, afterwards=FORGET)
