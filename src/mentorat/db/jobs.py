"""Jobs: declared once, left for the worker in the caller's own transaction: no commit, no job.

The rows are procrastinate's. A declaration says what a job is called, what it is told, where it
queues and what becomes of many; the worker registers what is declared.
"""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Generic, Literal, TypeVar

import msgspec
from sqlalchemy import Interval, Text, bindparam, cast, func, literal_column, text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, insert
from sqlalchemy.schema import MetaData, Table
from sqlalchemy.sql.schema import Column

from mentorat.db.executor import Db, command, encoded

Arguments = TypeVar("Arguments", bound=msgspec.Struct)
Queue = Literal["events", "mail", "calendars", "clerk", "webhooks", "housekeeping"]
TRIES = 10


class Nothing(msgspec.Struct, frozen=True):
    """A job that needs to be told nothing."""


class Job(Generic[Arguments]):
    """One kind of work. `tries` is how often it is begun before it is left as failed; with `cron`
    the clock leaves it too.

    With `coalesced` only the newest run is needed: of those that name the same thing and have not
        begun, one is kept, and it begins that long after the first of them: a burst is one run.
    """

    declared: ClassVar[dict[str, "Job[Any]"]] = {}

    def __init__(  # noqa: PLR0913  # a declaration: each is a word of its own
        self,
        name: str,
        arguments: type[Arguments],
        *,
        queue: Queue = "events",
        tries: int = TRIES,
        cron: str | None = None,
        coalesced: timedelta | None = None,
    ) -> None:
        if name in Job.declared:
            raise ValueError(f"{name} is declared twice")
        self.name, self.arguments, self.queue = name, arguments, queue
        self.tries, self.cron, self.coalesced = tries, cron, coalesced
        Job.declared[name] = self

    def queueing_lock(self, arguments: Arguments, run_at: datetime | None) -> str | None:
        """What jobs have in common of which one is enough; now and later are two."""
        if self.coalesced is None:
            return None
        return f"{self.name}:{encoded(arguments)}{' later' if run_at else ''}"


_jobs = Table(
    "procrastinate_jobs",
    MetaData(),
    *(
        Column(name)
        for name in ("queue_name", "task_name", "lock", "queueing_lock", "args", "scheduled_at")
    ),
)
_values = {
    "queue_name": bindparam("queue", type_=Text),
    "task_name": bindparam("task", type_=Text),
    "lock": bindparam("lock", type_=Text, required=True),
    "queueing_lock": bindparam("queueing_lock", type_=Text, required=True),
    "args": cast(bindparam("arguments", type_=Text), JSONB),
    "scheduled_at": func.coalesce(
        bindparam("run_at", type_=TIMESTAMP(timezone=True), required=True),
        func.now() + bindparam("pause", type_=Interval, required=True),
    ),
}
# The one that waits already is locked until we commit: it cannot begin before what it must see.
_DEFER = command(
    insert(_jobs)
    .values(**_values)
    .on_conflict_do_update(
        index_elements=[literal_column("queueing_lock")],
        index_where=text("status = 'todo'"),
        set_={"scheduled_at": func.least(_jobs.c.scheduled_at, _values["scheduled_at"])},
    )
)


def defer(
    db: Db,
    job: Job[Arguments],
    arguments: Arguments,
    *,
    lock: str | None = None,
    run_at: datetime | None = None,
) -> None:
    """Have `job` run once this transaction is committed, at `run_at` or as soon as there is a
    place; jobs of one `lock` run one after the other, in order."""
    db.later(
        _DEFER,
        queue=job.queue,
        task=job.name,
        lock=lock,
        queueing_lock=job.queueing_lock(arguments, run_at),
        arguments=encoded(arguments),
        run_at=run_at,
        pause=job.coalesced or None,
    )
