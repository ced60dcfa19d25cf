"""The worker: drains the jobs that transactions left, and runs what is due by the clock."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import structlog
from procrastinate import App, BaseRetryStrategy, PsycopgConnector, RetryDecision
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status

from mentorat.accounts.backend_api import RateLimitedError
from mentorat.db.jobs import QUEUE
from mentorat.db.pool import Database
from mentorat.db.url import libpq_url
from mentorat.settings import Settings
from mentorat.worker.chores import Chores, our_instance

__all__ = ["POLL_SECONDS", "Chores", "create_worker", "our_instance", "revive_stalled"]

log = structlog.get_logger("mentorat.worker")

POLL_SECONDS = 5.0

TRIES = 10


class Patience(BaseRetryStrategy):
    """As long as Clerk asks to wait, otherwise longer each time, ten times in all."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if job.attempts + 1 >= TRIES:
            return None  # it stays as a failed job, for the operator
        if isinstance(exception, RateLimitedError):
            return RetryDecision(retry_in={"seconds": int(exception.retry_after_seconds) + 1})
        return RetryDecision(retry_in={"seconds": min(2 ** (job.attempts + 1), 900)})


def create_worker(settings: Settings, database: Database, url: str) -> App:
    """The job queue's application, on the same PostgreSQL as everything else."""
    connector = PsycopgConnector(
        conninfo=libpq_url(url), min_size=1, max_size=3, kwargs={"prepare_threshold": None}
    )
    app = App(connector=connector, worker_defaults={"queues": [QUEUE], "concurrency": 2})
    chores = Chores(settings, database)
    for act in (
        chores.person_left,
        chores.person_changed,
        chores.role_changed,
        chores.cancel_left_sessions,
        chores.tell_booking,
        chores.remind_session,
        chores.remind_request,
        chores.check_silence,
        chores.deliver_message,
        chores.refresh_mentor,
        chores.refresh_calendar,
        chores.expire_requests,
        chores.push_role,
        chores.fetch_user,
    ):
        app.task(name=act.__name__, queue=QUEUE, retry=Patience())(act)
    app.task(name="relink_skills", queue=QUEUE, retry=Patience())(chores.refresh_mentors)
    _schedule(app, "reconcile", "17 3 * * *", chores.reconcile)
    _schedule(app, "refresh_mentors", "7 2 * * *", chores.refresh_mentors)
    _schedule(app, "close_sessions", "*/5 * * * *", chores.close_sessions)
    _schedule(app, "queue_calendars", "*/5 * * * *", chores.queue_calendars)
    _schedule(app, "tidy", "41 * * * *", chores.tidy)
    _schedule(app, "revive", "* * * * *", lambda: revive_stalled(app))
    return app


def _schedule(app: App, name: str, cron: str, act: Callable[[], Awaitable[Any]]) -> None:
    async def run(timestamp: int) -> None:
        del timestamp  # when it was due; doing it late is the same work
        await act()

    task = app.task(name=name, queue=QUEUE, queueing_lock=name)(run)
    app.periodic(cron=cron)(task)


async def revive_stalled(app: App) -> None:
    """Give back the jobs whose worker was killed in the middle; one that keeps killing its
    worker is left as failed. Another worker may do the same at the same time."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=60):
        try:
            if job.attempts < TRIES:
                await app.job_manager.retry_job(job, retry_at=datetime.now(UTC))
            else:
                await _give_up(app, job)
        except UniqueViolation:
            await _give_up(app, job)  # the same work is queued again already
        except ConnectorException:
            log.info("stalled_job_taken", job_id=job.id)


async def _give_up(app: App, job: Job) -> None:
    await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=False)
