"""What fails is tried again, and never in the way of what came after it."""

import pytest
from pydantic import SecretStr

from mentorat.accounts.jobs import PUSH_ROLE, PushRole
from mentorat.db.executor import Db
from mentorat.db.jobs import defer
from mentorat.db.pool import Database
from mentorat.settings import Settings
from mentorat.worker import create_worker, drain_places
from tests.builders import Rows, a_student
from tests.fakes.clerk_api import fake_clerk

pytestmark = pytest.mark.anyio


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
