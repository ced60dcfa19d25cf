"""One line a try of a job, and in no line anybody's words or address."""

import asyncio

import psycopg
import pytest
from structlog.testing import capture_logs

from mentorat.accounts.jobs import PUSH_ROLE, PushRole
from mentorat.db.executor import Db
from mentorat.db.jobs import Nothing, defer
from mentorat.db.pool import Database
from mentorat.settings import Settings
from mentorat.text.redaction import without_rows
from mentorat.worker import create_worker, drain_places
from mentorat.worker.jobs import TIDY
from mentorat.worker.work import HANDLERS, Work
from tests.builders import Rows, a_student

pytestmark = pytest.mark.anyio


def test_a_trace_hides_the_row_that_the_database_refused(database_url: str) -> None:
    written = "ma dépression,\net la suite"
    row = "insert into users (id, bio, email_verified) values ('user_x', %s, true)"
    with psycopg.connect(database_url, autocommit=True, prepare_threshold=None) as connection:
        with pytest.raises(psycopg.errors.CheckViolation) as caught:
            connection.execute(row, [written])
        assert "dépression" in str(caught.value)
    handling = "\n\nDuring handling of the above exception, another exception occurred:\n\nKeyError"
    quoted = without_rows(f"Traceback\n{caught.value}{handling}")
    assert "verified_has_email" in quoted
    assert quoted.endswith("KeyError")
    assert "dépression" not in quoted
    assert "suite" not in quoted


async def test_each_try_is_one_line_and_a_failed_one_a_warning(
    database: Database,
    database_url: str,
    settings: Settings,
    rows: Rows,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def break_down(_work: Work, who: PushRole) -> None:
        raise ValueError(f"«Zoé Marchand <zoe@courrier.example>», {who.user_id}")

    student = await a_student(database)
    rows("delete from procrastinate_jobs")
    async with database.unit(writes=True) as unit:
        defer(Db(unit), PUSH_ROLE, PushRole(student))
        defer(Db(unit), TIDY, Nothing())
    monkeypatch.setitem(HANDLERS, PUSH_ROLE.name, break_down)
    app = create_worker(settings, database, database_url)
    with capture_logs() as lines:
        async with app.open_async():
            await asyncio.wait_for(drain_places(app), 20)
    told = [
        line for line in lines if line["event"] == "job" and line["name"] in {"push_role", "tidy"}
    ]
    assert {
        (line["name"], line["outcome"], line["log_level"], line["attempt"]) for line in told
    } >= {
        ("push_role", "failed", "warning", 1),
        ("tidy", "done", "info", 1),
    }
    assert len(told) == len({(line["id"], line["attempt"]) for line in told})
    for secret in (student, "zoe", "Zoé", "@"):
        assert secret not in repr(told)
