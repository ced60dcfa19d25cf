"""Whoever reacts to what happened does so, though the worker dies between two of them."""

import asyncio
import random
import time
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from mentorat.db.embedded import local_server
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.events.record import Event, record
from tests.builders import MONDAY
from tests.faults.processes import figures
from tests.faults.site import run_mentorat
from tests.faults.worker import Worker, bury_the_dead

EVENTS = 400
KILLS = 25
REACTIONS = ("close_week", "forget_calendar", "end_for_leaver", "refresh_mentor", "close_author")
WITHOUT = """
    select subject || ' without ' || wanted from events, unnest(%s::text[]) as wanted
    where not exists (
        select from procrastinate_jobs
        where task_name = wanted and status = 'succeeded' and args ->> 'user_id' = subject
    )
"""
OUT_OF_ORDER = """
    select later.args from procrastinate_jobs later
    join procrastinate_jobs earlier on earlier.lock = later.lock and earlier.id < later.id
    join procrastinate_events done on done.job_id = earlier.id and done.type = 'succeeded'
    join procrastinate_events begun on begun.job_id = later.id and begun.type = 'started'
    where later.task_name = 'publish_event' and begun.id < done.id -- times are a statement's begin
"""


@pytest.mark.timeout(300)
def test_no_reaction_is_lost_when_the_worker_is_killed_between_two(home: Path) -> None:
    run_mentorat(home, "db", "upgrade")
    with local_server(home) as url:
        asyncio.run(leave(url))
        kills = 0
        with Worker(home) as worker:
            while kills < KILLS and missing(url):
                time.sleep(random.uniform(0.8, 2.0))  # a worker needs half a second to begin
                worker.restart()
                kills += 1
            bury_the_dead(url)
            worker.restart()
            began = time.monotonic()
            while left := missing(url):
                assert time.monotonic() - began < 120, left[:3]
                time.sleep(0.5)
        with psycopg.connect(url) as connection:
            assert connection.execute(OUT_OF_ORDER).fetchall() == []
    figures(f"{EVENTS} events, {len(REACTIONS)} reactions each, {kills} kills: none missing")
    assert kills > 0


async def leave(url: str) -> None:
    """Events of people who left, two of each."""
    database = Database(url)
    await database.open()
    try:
        for _ in range(EVENTS // 2):
            person = f"user_{uuid4().hex}"
            for kind in ("user.left", "user.left"):
                async with database.unit(writes=True) as unit:
                    record(Db(unit), Event(kind=kind, subject=person, actor=person), now=MONDAY)
    finally:
        await database.close()


def missing(url: str) -> list[str]:
    """The reactions that have not happened."""
    with psycopg.connect(url) as connection:
        return [row[0] for row in connection.execute(WITHOUT, [list(REACTIONS)]).fetchall()]
