"""The worker of tests: the jobs that transactions left, done one by one, in order."""

from typing import Any

from mentorat.db.jobs import Job
from mentorat.db.pool import Database
from mentorat.events.jobs import PUBLISH_EVENT
from mentorat.settings import Settings
from mentorat.worker import Work
from mentorat.worker.work import perform
from tests.builders import Rows

TAKE = "delete from procrastinate_jobs where task_name = any(%s) returning id, task_name, args"


class Worker:
    """Does what it is told, with the product's own functions; `work` may be given a clock."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.work = Work(settings=settings, database=database)

    async def do(self, job: Job[Any], **arguments: Any) -> None:
        """One job."""
        await perform(self.work, job, arguments)

    async def take(self, rows: Rows, *jobs: Job[Any], times: int = 1) -> int:
        """Every waiting job of these kinds, in order, and those they leave; how many. Each as often
        as `times` says, as a killed worker's would be."""
        done = 0
        wanted = {job.name: job for job in jobs}
        while found := rows(TAKE, list(wanted)):
            for left in sorted(found, key=lambda row: int(row["id"])):
                for _ in range(times):
                    await perform(self.work, wanted[left["task_name"]], left["args"])
                done += 1
        return done

    async def publish(self, rows: Rows) -> None:
        """Everybody who reacts to what happened gets their jobs."""
        await self.take(rows, PUBLISH_EVENT)


def waiting(rows: Rows) -> list[str]:
    """The names of the jobs that wait, in order."""
    return [
        row["task_name"] for row in rows("select task_name from procrastinate_jobs order by id")
    ]
