"""The job queue as the operator sees it, and what is let go of."""

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import BigInteger, MetaData, Table, bindparam, delete, func, select, text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.sql.schema import Column

from mentorat.db.executor import Db, command, rows, scalar

DONE_KEPT = timedelta(days=7)
FAILED_KEPT = timedelta(days=90)
FAILED_SHOWN = 50

_tables = MetaData()
jobs = Table(
    "procrastinate_jobs",
    _tables,
    *(Column(name) for name in ("queue_name", "task_name", "lock", "queueing_lock", "args")),
    Column("id", BigInteger),
    Column("attempts", BigInteger),
    Column("scheduled_at", TIMESTAMP(timezone=True)),
)
_events = Table(
    "procrastinate_events",
    _tables,
    Column("job_id", BigInteger),
    Column("at", TIMESTAMP(timezone=True)),
)


class FailedJobRow(msgspec.Struct, frozen=True):
    """A job that nobody tries again."""

    id: int
    name: str
    queue: str
    attempts: int
    failed_at: datetime | None


_succeeded = text("procrastinate_jobs.status = 'succeeded'")
_failed = text("procrastinate_jobs.status = 'failed'")
_ended_badly = text("procrastinate_jobs.status in ('failed', 'aborted', 'cancelled')")
_last = select(func.max(_events.c.at)).where(_events.c.job_id == jobs.c.id).scalar_subquery()
_DONE = command(
    delete(jobs).where(_succeeded, _last < bindparam("before")),
)
_LONG_FAILED = command(
    delete(jobs).where(_ended_badly, _last < bindparam("before")),
)
_FAILED = rows(
    select(
        jobs.c.id,
        jobs.c.task_name.label("name"),
        jobs.c.queue_name.label("queue"),
        jobs.c.attempts,
        _last.label("failed_at"),
    )
    .where(_failed)
    .order_by(jobs.c.id.desc())
    .limit(FAILED_SHOWN),
    FailedJobRow,
)
_COUNT_FAILED = scalar(select(func.count()).select_from(jobs).where(_failed), int)


async def prune_jobs(db: Db, *, now: datetime) -> None:
    """Delete jobs, with their events, seven days after they were done, ninety after they failed."""
    await db.run(_DONE, before=now - DONE_KEPT)
    await db.run(_LONG_FAILED, before=now - FAILED_KEPT)


async def list_failed_jobs(db: Db) -> list[FailedJobRow]:
    """The jobs that nobody tries again, the newest first; fifty at most."""
    return await db.all(_FAILED)


async def count_failed_jobs(db: Db) -> int:
    """How many jobs nobody tries again."""
    return await db.one(_COUNT_FAILED)
