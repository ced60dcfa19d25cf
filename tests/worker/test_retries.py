"""What fails is tried again, and never in the way of what came after it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from procrastinate.jobs import Job as QueuedJob
from pydantic import SecretStr

from mentorat.accounts.clerk.backend_api import ClerkApiError
from mentorat.accounts.jobs import FETCH_USER, PUSH_ROLE, FetchUser, PushRole
from mentorat.db.executor import Db
from mentorat.db.jobs import Job, defer
from mentorat.db.pool import Database
from mentorat.settings import Settings
from mentorat.worker import Patience, create_worker, drain_places, revive_stalled
from tests.builders import Rows, a_student
from tests.fakes.clerk_api import fake_clerk

pytestmark = pytest.mark.anyio
LEFT = "select status::text, attempts from procrastinate_jobs where task_name = %s order by id"


async def test_a_run_that_fails_is_tried_again_though_a_newer_one_waits_already(
    database: Database, database_url: str, settings: Settings, rows: Rows
) -> None:
    student = await a_student(database)
    rows("delete from procrastinate_jobs")

    class Busy(list[tuple[str, str]]):
        """Clerk answers 500, and meanwhile the role changes once more."""

        def append(self, call: tuple[str, str]) -> None:
            super().append(call)
            if len(self) == 1:
                rows(
                    "insert into procrastinate_jobs (queue_name, task_name, args, queueing_lock)"
                    " select queue_name, task_name, args, queueing_lock from procrastinate_jobs"
                    " where task_name = 'push_role'"
                )

    with fake_clerk() as clerk:
        clerk.calls, clerk.answers = Busy(), [(500, {})]
        clerk.users[student] = {"id": student}
        known = {"clerk_secret_key": SecretStr("sk_test_x"), "clerk_api_url": clerk.url}
        app = create_worker(settings.model_copy(update=known), database, database_url)
        async with database.unit(writes=True) as unit:
            defer(Db(unit), PUSH_ROLE, PushRole(student))
        async with app.open_async():
            await drain_places(app)
    assert [who for who, _ in clerk.metadata] == [student]
    left = rows(
        "select status::text, attempts from procrastinate_jobs"
        " where task_name = 'push_role' order by id"
    )
    assert left == [{"status": "todo", "attempts": 1}, {"status": "succeeded", "attempts": 1}]


@pytest.mark.parametrize(("job", "person"), [(PUSH_ROLE, PushRole), (FETCH_USER, FetchUser)])
async def test_what_clerk_is_told_or_asked_outlasts_a_day_of_its_outages(
    database: Database,
    database_url: str,
    settings: Settings,
    rows: Rows,
    job: Job[Any],
    person: type[PushRole] | type[FetchUser],
) -> None:
    student = await a_student(database)
    rows("delete from procrastinate_jobs")
    with fake_clerk() as clerk:
        clerk.users[student] = {"id": student}
        known = {"clerk_secret_key": SecretStr("sk_test_x"), "clerk_api_url": clerk.url}
        app = create_worker(settings.model_copy(update=known), database, database_url)
        async with database.unit(writes=True) as unit:
            defer(Db(unit), job, person(student))
        # So often it has been tried in a day: two, four, eight seconds apart, then fifteen minutes.
        rows("update procrastinate_jobs set attempts = 104, scheduled_at = now()")
        clerk.answers = [(503, {})]
        async with app.open_async():
            await drain_places(app)
            assert rows(LEFT, job.name) == [{"status": "todo", "attempts": 105}]
            rows("update procrastinate_jobs set scheduled_at = now()")
            await drain_places(app)
    assert rows(LEFT, job.name) == [{"status": "succeeded", "attempts": 106}]


async def test_what_clerk_will_never_take_is_not_tried_again(
    database: Database, database_url: str, settings: Settings, rows: Rows
) -> None:
    student = await a_student(database)
    rows("delete from procrastinate_jobs")
    with fake_clerk() as clerk:
        clerk.answers = [(422, {})]
        known = {"clerk_secret_key": SecretStr("sk_test_x"), "clerk_api_url": clerk.url}
        app = create_worker(settings.model_copy(update=known), database, database_url)
        async with database.unit(writes=True) as unit:
            defer(Db(unit), PUSH_ROLE, PushRole(student))
        async with app.open_async():
            await drain_places(app)
    assert rows(LEFT, "push_role") == [{"status": "failed", "attempts": 1}]


def test_clerk_is_tried_for_four_days() -> None:
    patience, waited = Patience(PUSH_ROLE.tries), timedelta()
    for attempts in range(PUSH_ROLE.tries):
        job = QueuedJob(
            id=1, queue="clerk", lock=None, queueing_lock=None, task_name="x", attempts=attempts
        )
        decision = patience.get_retry_decision(exception=ClerkApiError("503"), job=job)
        if decision is None:
            assert attempts == PUSH_ROLE.tries - 1
            break
        assert decision.retry_at
        waited += decision.retry_at - datetime.now(UTC)
    assert timedelta(days=4) - timedelta(hours=1) < waited < timedelta(days=5)


async def test_a_killed_run_whose_work_is_queued_again_leaves_no_failure_behind(
    database: Database, database_url: str, settings: Settings, rows: Rows
) -> None:
    student = await a_student(database)
    rows("delete from procrastinate_jobs")
    app = create_worker(settings, database, database_url)
    async with database.unit(writes=True) as unit:
        defer(Db(unit), PUSH_ROLE, PushRole(student))
    rows("update procrastinate_jobs set scheduled_at = null")
    rows("insert into procrastinate_workers default values")
    taken = rows(
        "select id from procrastinate_fetch_job_v2(array['clerk'],"
        " (select max(id) from procrastinate_workers))"
    )
    assert taken[0]["id"]
    rows("update procrastinate_workers set last_heartbeat = now() - interval '2 minutes'")
    async with database.unit(writes=True) as unit:
        defer(Db(unit), PUSH_ROLE, PushRole(student))
    async with app.open_async():
        await revive_stalled(app)
    assert rows(LEFT, "push_role") == [{"status": "todo", "attempts": 0}]
