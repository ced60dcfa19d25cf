"""Leaving work for the worker, in the caller's own transaction: no commit, no job.

The rows are procrastinate's; its defer function is called on our connection.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Text, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import TIMESTAMP

from mentorat.db.executor import Db, command, encoded

QUEUE = "mentorat"

_DEFER = command(
    select(
        func.procrastinate_defer_jobs_v1(
            text(
                "array[row(:queue, :task, 0, :lock, null, cast(:arguments as jsonb), :run_at)"
                "::procrastinate_job_to_defer_v1]"
            ).bindparams(
                bindparam("queue", type_=Text, value=QUEUE),
                bindparam("task", type_=Text, required=True),
                bindparam("lock", type_=Text, required=True),
                bindparam("arguments", type_=Text, required=True),
                bindparam("run_at", type_=TIMESTAMP(timezone=True), required=True),
            )
        )
    )
)


def defer(
    db: Db,
    task: str,
    arguments: Mapping[str, Any],
    *,
    lock: str | None = None,
    run_at: datetime | None = None,
) -> None:
    """Have `task` run once this transaction is committed; jobs of one `lock` run in order."""
    db.later(_DEFER, task=task, lock=lock, arguments=encoded(arguments), run_at=run_at)
