"""The worker as a real process, and what it has left to do."""

import subprocess
import time
from collections import Counter
from pathlib import Path
from typing import Any, Self

import psycopg

from tests.faults.site import mentorat

MAIL_JOBS = ["publish_event", "tell_booking", "deliver_message"]
HURRY = (
    """
    update procrastinate_jobs set scheduled_at = now()
    where status = 'todo' and attempts > 0 and scheduled_at > now()
    """,
    """
    update messages set next_try_at = now()
    where next_try_at > now() and sent_at is null and failed_at is null
        and not exists (
            select from procrastinate_jobs
            where task_name = 'deliver_message' and args->>'message_id' = messages.id::text
                and status in ('todo', 'doing')
        )
    """,
    """
    insert into procrastinate_jobs (queue_name, task_name, queueing_lock)
    select 'housekeeping', 'queue_due_messages', 'queue_due_messages'
    where exists (select from messages where next_try_at <= now() and sent_at is null
        and failed_at is null and dropped_at is null)
    on conflict (queueing_lock) where status = 'todo' do nothing
    """,
)
HEARTBEAT_SECONDS = 10.0
BURIED = """
    update procrastinate_workers set last_heartbeat = now() - interval '1 hour'
    where last_heartbeat < now() - interval '12 seconds'
"""
LEFT = """
    select task_name || ' ' || status || case when attempts > 0 then ' again' else '' end, count(*)
    from procrastinate_jobs
    where status in ('todo', 'doing') and task_name = any(%s) group by 1
    union all
    select 'message waits', count(*) from messages
    where sent_at is null and failed_at is null and dropped_at is null having count(*) > 0
"""
ENDED = """
    select task_name || ' ' || status, count(*) from procrastinate_jobs
    where status not in ('todo', 'doing', 'succeeded') and task_name = any(%s) group by 1
"""


class Worker:
    """`mentorat worker` in a folder, for the length of a `with`."""

    def __init__(self, home: Path, **settings: str) -> None:
        self.home, self.settings = home, settings
        self.process = self._spawn()
        self.ended_by_itself = 0

    def _spawn(self) -> subprocess.Popen[bytes]:
        return mentorat(self.home, "worker", **self.settings)

    def look_after(self) -> None:
        """Start it again if it has ended, as `mentorat run` does."""
        if self.process.poll() is not None:
            self.ended_by_itself += 1
            self.process = self._spawn()

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self.process.wait(10)

    def restart(self) -> None:
        """kill -9, and the next one."""
        self.kill()
        self.process = self._spawn()

    def stop(self) -> None:
        """Leave as it is asked to."""
        self.process.terminate()
        self.process.wait(10)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.kill()


def work_left(connection: psycopg.Connection[Any]) -> Counter[str]:
    """Which telling and delivering has not come to an end, reminders of later days apart."""
    return Counter(dict(connection.execute(LEFT, [MAIL_JOBS]).fetchall()))


def work_given_up(connection: psycopg.Connection[Any]) -> Counter[str]:
    """Which telling and delivering nobody will try again."""
    return Counter(dict(connection.execute(ENDED, [MAIL_JOBS]).fetchall()))


def bury_the_dead(url: str) -> None:
    """Let the workers that were killed count as dead at once; the product waits for a minute."""
    time.sleep(HEARTBEAT_SECONDS + 3)  # whoever lives has given a sign meanwhile
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(BURIED)


def wait_until_done(worker: Worker, url: str, within: float) -> float:
    """The seconds until nothing is left to tell or deliver. What is to be tried again in minutes is
    made due at once: the clock is moved, not the product."""
    started = time.monotonic()
    with psycopg.connect(url, autocommit=True) as connection:
        while left := work_left(connection):
            assert time.monotonic() - started < within, f"not within {within} s: {left}"
            worker.look_after()
            for statement in HURRY:
                connection.execute(statement)
            time.sleep(0.3)
    return time.monotonic() - started
