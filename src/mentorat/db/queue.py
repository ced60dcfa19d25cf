"""The job queue as the operator sees it: how it stands, what failed, tried again or forgotten."""

from datetime import datetime

import msgspec
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Double,
    MetaData,
    Table,
    and_,
    bindparam,
    delete,
    extract,
    func,
    literal_column,
    null,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.sql.schema import Column

from mentorat.db.executor import Db, command, rows, scalar

_tables = MetaData()
jobs = Table(
    "procrastinate_jobs",
    _tables,
    *(Column(name) for name in ("queue_name", "task_name", "lock", "queueing_lock", "args")),
    Column("id", BigInteger),
    Column("status"),
    Column("worker_id", BigInteger),
    Column("attempts", BigInteger),
    Column("priority", BigInteger),
    Column("scheduled_at", TIMESTAMP(timezone=True)),
)
_events = Table(
    "procrastinate_events",
    _tables,
    Column("job_id", BigInteger),
    Column("at", TIMESTAMP(timezone=True)),
)
_workers = Table(
    "procrastinate_workers", _tables, Column("last_heartbeat", TIMESTAMP(timezone=True))
)


class FailedJobRow(msgspec.Struct, frozen=True):
    """A job that nobody tries again."""

    id: int
    name: str
    queue: str
    attempts: int
    failed_at: datetime | None
    arguments: msgspec.Raw

    @property
    def words(self) -> str:
        """What it was told, as it was written down: ids, never words of people."""
        return bytes(self.arguments).decode()


class QueueRow(msgspec.Struct, frozen=True):
    """How one queue stands; `oldest_due_seconds` is how late the worker is with it."""

    queue: str
    due: int
    doing: int
    failed: int
    oldest_due_seconds: float


class Pulse(msgspec.Struct, frozen=True):
    """Since when no worker has beaten, None when none is there; how late the latest job is."""

    heartbeat_seconds: float | None
    oldest_due_seconds: float


_failed = text("procrastinate_jobs.status = 'failed'")
last_event = select(func.max(_events.c.at)).where(_events.c.job_id == jobs.c.id).scalar_subquery()
_FAILED = rows(
    select(
        jobs.c.id,
        jobs.c.task_name.label("name"),
        jobs.c.queue_name.label("queue"),
        jobs.c.attempts,
        last_event.label("failed_at"),
        jobs.c.args.label("arguments"),
    )
    .where(_failed)
    .order_by(jobs.c.id.desc())
    .offset(bindparam("skip", type_=BigInteger))
    .limit(bindparam("count", type_=BigInteger)),
    FailedJobRow,
)
_this = jobs.c.id == bindparam("job_id", type_=BigInteger)
# As often as a new one, and in nobody's way who may wait under the same queueing lock by now.
_anew = {
    "status": literal_column("'todo'::procrastinate_job_status"),
    "attempts": 0,
    "scheduled_at": func.now(),
    "queueing_lock": null(),
    "worker_id": null(),
}
_RETRY = scalar(update(jobs).where(_failed, _this).values(_anew).returning(jobs.c.task_name), str)
_RETRY_ALL = command(update(jobs).where(_failed).values(_anew))
_DROP = scalar(delete(jobs).where(_failed, _this).returning(jobs.c.task_name), str)
_waiting = text("procrastinate_jobs.status = 'todo'")
_doing = text("procrastinate_jobs.status = 'doing'")
_other = jobs.alias("other")
# As procrastinate_fetch_job_v2 says it: what waits for another job of its lock is not late.
_held_back = (
    select(_other.c.id)
    .where(
        _other.c.lock == jobs.c.lock,
        or_(
            text("other.status = 'doing'"),
            and_(
                text("other.status = 'todo'"),
                or_(
                    _other.c.priority > jobs.c.priority,
                    and_(_other.c.priority == jobs.c.priority, _other.c.id < jobs.c.id),
                ),
            ),
        ),
    )
    .exists()
)
_due = and_(_waiting, func.coalesce(jobs.c.scheduled_at <= func.now(), text("true")), ~_held_back)
_first = select(func.min(_events.c.at)).where(_events.c.job_id == jobs.c.id).scalar_subquery()
_late_since = func.coalesce(jobs.c.scheduled_at, _first)


def _seconds_since(moment: ColumnElement[datetime]) -> ColumnElement[float]:
    # Rows are stamped by the database: its clock, not ours, says how old they are.
    return extract("epoch", func.now() - moment).cast(Double)


_QUEUES = rows(
    select(
        jobs.c.queue_name.label("queue"),
        func.count().filter(_due).label("due"),
        func.count().filter(_doing).label("doing"),
        func.count().filter(_failed).label("failed"),
        func.coalesce(_seconds_since(func.min(_late_since).filter(_due)), 0.0).label(
            "oldest_due_seconds"
        ),
    )
    .where(text("procrastinate_jobs.status in ('todo', 'doing', 'failed')"))
    .group_by(jobs.c.queue_name)
    .order_by(jobs.c.queue_name),
    QueueRow,
)
_PULSE = rows(
    select(
        select(_seconds_since(func.max(_workers.c.last_heartbeat)))
        .scalar_subquery()
        .label("heartbeat_seconds"),
        func.coalesce(
            select(_seconds_since(func.min(_late_since))).where(_due).scalar_subquery(), 0.0
        ).label("oldest_due_seconds"),
    ),
    Pulse,
)
_COUNT_FAILED = scalar(select(func.count()).select_from(jobs).where(_failed), int)


async def list_failed_jobs(db: Db, *, skip: int, count: int) -> list[FailedJobRow]:
    """The jobs that nobody tries again, the newest first."""
    return await db.all(_FAILED, skip=skip, count=count)


async def count_failed_jobs(db: Db) -> int:
    """How many jobs nobody tries again."""
    return await db.one(_COUNT_FAILED)


async def list_queues(db: Db) -> list[QueueRow]:
    """How each queue stands that has something waiting, running or failed."""
    return await db.all(_QUEUES)


async def find_pulse(db: Db) -> Pulse:
    """Whether a worker lives, and how far behind it is."""
    return await db.one(_PULSE)


async def retry_failed_job(db: Db, job_id: int) -> str | None:
    """Have a job that was given up tried at once, as often as a new one; its name, if it was."""
    return await db.value(_RETRY, job_id=job_id)


async def retry_failed_jobs(db: Db) -> int:
    """Have everything that was given up tried at once; how much."""
    return await db.run(_RETRY_ALL)


async def drop_failed_job(db: Db, job_id: int) -> str | None:
    """Forget a job that was given up; its name, if it was."""
    return await db.value(_DROP, job_id=job_id)
