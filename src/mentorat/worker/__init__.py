"""The worker: drains the jobs that transactions left, and runs what is due by the clock."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import msgspec
import structlog
from procrastinate import App, BaseRetryStrategy, JobContext, PsycopgConnector, RetryDecision
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job as QueuedJob
from procrastinate.jobs import Status

from mentorat.accounts.clerk.backend_api import RateLimitedError, RefusedByClerkError
from mentorat.accounts.clerk.payload import UnusableError
from mentorat.db.jobs import TRIES, Job, Nothing
from mentorat.db.pool import Database
from mentorat.db.url import libpq_url
from mentorat.settings import Settings
from mentorat.webhooks.refusals import ENDPOINTS_MAX
from mentorat.worker import (
    accounts,
    blog,
    bookings,
    housekeeping,
    mail,
    mentors,
    publishing,
    webhooks,
)
from mentorat.worker.accounts import our_instance
from mentorat.worker.former_jobs import FORMER, FORMER_QUEUE
from mentorat.worker.jobs import REVIVE
from mentorat.worker.work import HANDLERS, Work, perform

__all__ = ["PLACES", "POLL_SECONDS", "Work", "create_worker", "our_instance", "revive_stalled"]
HANDLING = (accounts, blog, bookings, housekeeping, mail, mentors, publishing, webhooks)

log = structlog.get_logger("mentorat.worker")

POLL_SECONDS = 5.0
# Who waits for a stranger's server waits in a place of its own: nobody else does.
PLACES = {
    "events": ((FORMER_QUEUE, "events"), 3),
    "mail": (("mail",), 4),
    "calendars": (("calendars",), 2),
    "clerk": (("clerk",), 1),
    "webhooks": (("webhooks",), ENDPOINTS_MAX),  # one for each who may hang
    "housekeeping": (("housekeeping",), 1),
}

_DUE = """
    select id, extract(epoch from coalesce(scheduled_at, now()) - now()) as seconds
    from procrastinate_jobs
    where status = 'todo' and coalesce(scheduled_at, now()) <= now() + interval '1 second'
"""

# What fails the same way however often it is tried.
FOR_GOOD = (RefusedByClerkError, UnusableError, msgspec.ValidationError)

# Of those of one queueing lock one may wait: a run that is tried again must not meet a newer one.
_UNLOCK = "update procrastinate_jobs set queueing_lock = null where id = %(id)s"


class Patience(BaseRetryStrategy):
    """As long as Clerk asks to wait, otherwise longer each time, as often as the job says."""

    def __init__(self, tries: int) -> None:
        self.tries = tries

    def get_retry_decision(
        self, *, exception: BaseException, job: QueuedJob
    ) -> RetryDecision | None:
        if job.attempts + 1 >= self.tries or isinstance(exception, FOR_GOOD):
            return None  # it stays as a failed job, for the operator
        if isinstance(exception, RateLimitedError):
            return RetryDecision(retry_in={"seconds": int(exception.retry_after_seconds) + 1})
        return RetryDecision(retry_in={"seconds": min(2 ** (job.attempts + 1), 900)})


def create_worker(settings: Settings, database: Database, url: str) -> App:
    """The job queue's application, on the same PostgreSQL as everything else: every declared job
    with the function that does it. Raises KeyError for one that nobody does."""
    connector = PsycopgConnector(
        conninfo=libpq_url(url), min_size=1, max_size=8, kwargs={"prepare_threshold": None}
    )
    queues = [queue for named, _ in PLACES.values() for queue in named]
    app = App(connector=connector, worker_defaults={"queues": queues, "concurrency": 2})
    work = Work(settings=settings, database=database)

    async def revive(_work: Work, _nothing: Nothing) -> None:
        await revive_stalled(app)

    HANDLERS[REVIVE.name] = revive
    for job in Job.declared.values():
        _register(app, work, job)
    for name, handler in FORMER.items():
        _register_former(app, work, name, handler)
    return app


async def drain_places(app: App, **options: Any) -> None:
    """Do what is due, and what follows from it at once: a place that has nothing left to do may
    get more from another one. What nobody can take now, another worker's, is left to it."""
    before: set[int] = set()
    while (due := await _due(app)).keys() - before:
        await asyncio.sleep(max(due.values()))
        await run_places(app, poll_seconds=1.0, wait=False, **options)
        before = {*due}


async def _due(app: App) -> dict[int, float]:
    """The jobs that are due, or in a second: bursts are about to end; and the seconds until."""
    found = await app.connector.execute_query_all_async(_DUE)
    return {row["id"]: max(0.0, float(row["seconds"])) for row in found}


async def run_places(app: App, *, poll_seconds: float, **options: Any) -> None:
    """Work in every place at once until cancelled, or until it has nothing with `wait=False`.
    What happened is looked for twice as often: people wait for what follows from it."""
    options |= {"listen_notify": False, "install_signal_handlers": False}  # poolers swallow notices
    try:
        async with asyncio.TaskGroup() as group:
            for name, (queues, places) in PLACES.items():
                pause = poll_seconds / (2 if name == "events" else 1)
                group.create_task(
                    app.run_worker_async(
                        queues=[*queues],
                        concurrency=places,
                        name=name,
                        fetch_job_polling_interval=pause,
                        **options,
                    )
                )
    except ExceptionGroup as group_of_troubles:
        raise group_of_troubles.exceptions[0] from None  # they share one database, and its trouble


def _register(app: App, work: Work, job: Job[Any]) -> None:
    handler = HANDLERS[job.name]

    async def run(context: JobContext, /, timestamp: int = 0, **arguments: Any) -> None:
        del timestamp  # when it was due; doing it late is the same work
        with _one_line(work, context.job):
            try:
                await perform(work, job, arguments)
            except Exception:
                await app.connector.execute_query_async(_UNLOCK, id=context.job.id)
                raise

    run.__name__ = handler.__name__
    lock = job.name if job.cron else None
    retry = Patience(job.tries)
    task = app.task(
        name=job.name, queue=job.queue, queueing_lock=lock, retry=retry, pass_context=True
    )(run)
    if job.cron:
        app.periodic(cron=job.cron)(task)


def _register_former(app: App, work: Work, name: str, handler: Any) -> None:
    async def run(context: JobContext, /, **arguments: Any) -> None:
        with _one_line(work, context.job):
            await handler(work, **arguments)

    app.task(name=name, queue=FORMER_QUEUE, retry=Patience(TRIES), pass_context=True)(run)


@contextmanager
def _one_line(work: Work, job: QueuedJob) -> Iterator[None]:
    """Log one try of a job, however it ends: its name and number, never what it was told."""
    started_at, outcome = time.perf_counter(), "stopped"
    try:
        yield
        outcome = "done"
    except Exception:
        outcome = "failed"
        raise
    finally:
        milliseconds = round((time.perf_counter() - started_at) * 1000, 1)
        # On a screen in development the addresses stay in sight.
        quiet = log.debug if work.settings.auth == "dev" else log.info
        tell = quiet if outcome == "done" else log.warning
        tell(
            "job",
            name=job.task_name,
            id=job.id,
            queue=job.queue,
            attempt=job.attempts + 1,
            outcome=outcome,
            milliseconds=milliseconds,
        )


async def revive_stalled(app: App) -> None:
    """Give back the jobs whose worker was killed in the middle; one that keeps killing its
    worker is left as failed. Another worker may do the same at the same time."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=60):
        try:
            if job.attempts < _tries_of(job):
                await app.job_manager.retry_job(job, retry_at=datetime.now(UTC))
            else:
                await _give_up(app, job)
        except UniqueViolation:
            await _let_go(app, job)
        except ConnectorException:
            log.info("stalled_job_taken", job_id=job.id)


async def _let_go(app: App, job: QueuedJob) -> None:
    # The same work is queued again already: nothing has failed, and nobody need look at it.
    await app.job_manager.finish_job(job, status=Status.ABORTED, delete_job=True)


def _tries_of(job: QueuedJob) -> int:
    declared = Job.declared.get(job.task_name)
    return declared.tries if declared else TRIES


async def _give_up(app: App, job: QueuedJob) -> None:
    await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=False)
