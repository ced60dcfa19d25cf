"""What probes read: the site is ready without a worker, and says so when nobody does the work."""

import httpx2
import pytest

from tests.builders import Rows
from tests.people import code_of

pytestmark = pytest.mark.anyio
BEAT = (
    "insert into procrastinate_workers (last_heartbeat) values (now() - make_interval(secs => %s))"
)
LEFT = (
    "insert into procrastinate_jobs (queue_name, task_name, status, lock, scheduled_at)"
    " values ('events', 'x', %s::procrastinate_job_status, %s, now() - make_interval(secs => %s))"
)


async def health(client: httpx2.AsyncClient) -> tuple[int, str]:
    answer = await client.get("/health/worker")
    if answer.status_code == 200:
        return 200, answer.json()["status"]
    return code_of(answer)


@pytest.mark.parametrize(
    ("beats", "due", "expected"),
    [
        ((), (), (503, "worker_away")),
        ((61,), (), (503, "worker_away")),
        ((3600, 50), (), (200, "ok")),
        ((50,), (290,), (200, "ok")),
        ((5,), (10, 310), (503, "worker_late")),
    ],
)
async def test_a_probe_learns_of_a_worker_that_is_away_or_late(
    client: httpx2.AsyncClient,
    rows: Rows,
    beats: tuple[int, ...],
    due: tuple[int, ...],
    expected: tuple[int, str],
) -> None:
    for seconds in beats:
        rows(BEAT, seconds)
    for seconds in due:
        rows(LEFT, "todo", None, seconds)
    assert await health(client) == expected
    assert (await client.get("/health/ready")).status_code == 200


async def test_what_waits_for_its_turn_or_its_time_is_not_late(
    client: httpx2.AsyncClient, rows: Rows
) -> None:
    rows(BEAT, 1)
    rows(LEFT, "todo", None, -3600)
    rows(LEFT, "doing", "mail:marc", 900)
    rows(LEFT, "todo", "mail:marc", 900)  # the one before it is being done
    rows(LEFT, "todo", "mail:ines", -60)
    rows(LEFT, "todo", "mail:ines", 900)  # the one before it is tried again in a minute
    rows(LEFT, "failed", None, 900)
    assert await health(client) == (200, "ok")
    rows("update procrastinate_jobs set status = 'succeeded' where status = 'doing'")
    assert await health(client) == (503, "worker_late")


async def test_a_job_without_a_time_is_as_old_as_its_row(
    client: httpx2.AsyncClient, rows: Rows
) -> None:
    rows(BEAT, 1)
    rows("insert into procrastinate_jobs (queue_name, task_name) values ('mail', 'x')")
    assert await health(client) == (200, "ok")
    rows("update procrastinate_events set at = now() - interval '6 minutes'")
    assert await health(client) == (503, "worker_late")
