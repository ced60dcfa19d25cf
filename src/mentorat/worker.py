"""The worker: drains the jobs that transactions left, and runs what is due by the clock."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import structlog
from joserfc.jwk import RSAKey
from procrastinate import App, BaseRetryStrategy, PsycopgConnector, RetryDecision
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status

from mentorat.accounts.actions.check_freshness import check_freshness
from mentorat.accounts.actions.forget_user import purge_forgotten
from mentorat.accounts.actions.prune import prune
from mentorat.accounts.actions.push_role import push_role
from mentorat.accounts.actions.reconcile import Ours, Reconciliation
from mentorat.accounts.actions.sync_user import sync_user
from mentorat.accounts.backend_api import ClerkApi, RateLimitedError, clerk_api
from mentorat.accounts.clerk_payload import read_user
from mentorat.bookings.actions.expire import complete_past, expire_overdue
from mentorat.bookings.actions.leave import cancel_left_sessions, mentor_stopped, person_left
from mentorat.bookings.telling import tell_booking
from mentorat.db.executor import Db
from mentorat.db.jobs import QUEUE
from mentorat.db.pool import Database
from mentorat.db.url import libpq_url
from mentorat.directory.actions import published_ids, refresh_mentor
from mentorat.mentors.actions.edit_profile import close_week, purge_profiles
from mentorat.notifications.actions import note_sent
from mentorat.notifications.delivery import send
from mentorat.notifications.queries import find_message
from mentorat.settings import Settings

log = structlog.get_logger("mentorat.worker")

POLL_SECONDS = 5.0

TRIES = 10
REFRESH_PAGE = 200


class Patience(BaseRetryStrategy):
    """As long as Clerk asks to wait, otherwise longer each time, ten times in all."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if job.attempts + 1 >= TRIES:
            return None  # it stays as a failed job, for the operator
        if isinstance(exception, RateLimitedError):
            return RetryDecision(retry_in={"seconds": int(exception.retry_after_seconds) + 1})
        return RetryDecision(retry_in={"seconds": min(2 ** (job.attempts + 1), 900)})


class Chores:
    """Every job of the product; each may run twice without harm."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings = settings
        self.database = database

    async def person_left(self, user_id: str) -> None:
        """What a deleted account means for the slices above it."""
        async with self.database.unit(writes=True) as unit:
            db = Db(unit)
            close_week(db, user_id)
            await person_left(db, user_id, now=_now())
            await refresh_mentor(db, user_id, now=_now())

    async def role_changed(self, user_id: str, role: str) -> None:
        """Somebody became Mentor or Élève: an Élève answers no requests any more."""
        if role == "USER":
            async with self.database.unit(writes=True) as unit:
                await mentor_stopped(Db(unit), user_id, now=_now())

    async def tell_booking(self, booking_id: str, sequence: int) -> None:
        """A booking took a step: both people are told."""
        async with self.database.unit(writes=True) as unit:
            origin = self.settings.origin
            await tell_booking(Db(unit), UUID(booking_id), sequence, origin=origin, now=_now())

    async def deliver_message(self, message_id: str) -> None:
        """A message leaves; if the worker dies in between it leaves again, with the same id."""
        async with self.database.unit(writes=False) as unit:
            message = await find_message(Db(unit), UUID(message_id))
        if message is None or message.sent_at is not None:
            return
        await send(message, self.settings)
        async with self.database.unit(writes=True) as unit:
            note_sent(Db(unit), message.id, now=_now())

    async def cancel_left_sessions(self, user_id: str) -> None:
        """The hold-back of somebody who left is over."""
        async with self.database.unit(writes=True) as unit:
            await cancel_left_sessions(Db(unit), user_id, now=_now())

    async def person_changed(self, user_id: str) -> None:
        """A mentor's name or presentation is new: they are found by it."""
        await self.refresh_mentor(user_id)

    async def refresh_mentor(self, user_id: str) -> None:
        """What search reads of a mentor."""
        async with self.database.unit(writes=True) as unit:
            await refresh_mentor(Db(unit), user_id, now=_now())

    async def refresh_mentors(self) -> None:
        """Nightly: every published mentor's time moves on by a day."""
        after = ""
        while True:
            async with self.database.unit(writes=False) as unit:
                ids = await published_ids(Db(unit), after=after, count=REFRESH_PAGE)
            for user_id in ids:
                await self.refresh_mentor(user_id)
            if len(ids) < REFRESH_PAGE:
                return
            after = ids[-1]

    async def expire_requests(self) -> None:
        """Requests whose deadline has passed end by themselves."""
        async with self.database.unit(writes=True) as unit:
            await expire_overdue(Db(unit), None, now=_now())

    async def close_sessions(self) -> None:
        """Sessions that are over are completed; overdue requests end, if their own job was late."""
        async with self.database.unit(writes=True) as unit:
            await complete_past(Db(unit), now=_now())
        await self.expire_requests()

    async def push_role(self, user_id: str) -> None:
        """Tell Clerk which role was chosen."""
        if self.settings.clerk_secret_key:
            async with self._clerk() as api:
                await push_role(self.database, api, user_id)

    async def fetch_user(self, user_id: str) -> None:
        """Fill in somebody we only know by their token."""
        if not self.settings.clerk_secret_key:
            return
        async with self._clerk() as api:
            data = await api.find_user(user_id)
        if data is not None:
            async with self.database.unit(writes=True) as unit:
                await sync_user(Db(unit), read_user(data), event_ms=0, now=_now())

    async def reconcile(self) -> None:
        """The nightly repair."""
        if self.settings.clerk_secret_key:
            async with self._clerk() as api:
                run = Reconciliation(self.database, api, dry_run=False)
                report = await run.run(now=_now(), ours=our_instance(self.settings))
            level = log.warning if report.stopped else log.info
            level(
                "reconciled",
                created=report.created,
                updated=report.updated,
                tombstoned=report.tombstoned,
                stopped=report.stopped,
            )

    async def tidy(self) -> None:
        """Hourly: old rows go, words of who left go, silence of Clerk's is told."""
        async with self.database.unit(writes=True) as unit:
            db = Db(unit)
            await prune(db, now=_now())
            purge_profiles(db, await purge_forgotten(db, now=_now()))
        if self.settings.clerk_secret_key:
            async with self._clerk() as api, self.database.unit(writes=False) as unit:
                advice = await check_freshness(Db(unit), api, now=_now())
            if advice:
                log.warning("deliveries_missing", advice=advice)

    def _clerk(self) -> AbstractAsyncContextManager[ClerkApi]:
        secret = self.settings.clerk_secret_key
        return clerk_api(self.settings.clerk_api_url, secret.get_secret_value() if secret else "")


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
        chores.deliver_message,
        chores.refresh_mentor,
        chores.expire_requests,
        chores.push_role,
        chores.fetch_user,
    ):
        app.task(name=act.__name__, queue=QUEUE, retry=Patience())(act)
    app.task(name="relink_skills", queue=QUEUE, retry=Patience())(chores.refresh_mentors)
    _schedule(app, "reconcile", "17 3 * * *", chores.reconcile)
    _schedule(app, "refresh_mentors", "7 2 * * *", chores.refresh_mentors)
    _schedule(app, "close_sessions", "*/5 * * * *", chores.close_sessions)
    _schedule(app, "tidy", "41 * * * *", chores.tidy)
    _schedule(app, "revive", "*/10 * * * *", lambda: revive_stalled(app))
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
                await app.job_manager.retry_job(job, retry_at=_now())
            else:
                await _give_up(app, job)
        except UniqueViolation:
            await _give_up(app, job)  # the same work is queued again already
        except ConnectorException:
            log.info("stalled_job_taken", job_id=job.id)


async def _give_up(app: App, job: Job) -> None:
    await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=False)


def our_instance(settings: Settings) -> Ours:
    """What tells our Clerk instance from another one."""
    pem = settings.clerk_jwt_key
    modulus = RSAKey.import_key(pem).as_dict(private=False)["n"] if pem else None
    return Ours(settings.clerk_instance_id, str(modulus) if modulus else None)


def _now() -> datetime:
    return datetime.now(UTC)
