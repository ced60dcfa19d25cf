"""A receiver is down for two hundred deliveries and the worker is killed meanwhile: in the end the
receiver has acted once on each event, and on those of one booking in their order."""

import asyncio
import random
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from mentorat.db.embedded import local_server
from mentorat.db.pool import Database
from mentorat.settings import Settings
from tests.faults.processes import figures, wait_until
from tests.faults.site import free_port, run_mentorat
from tests.faults.worker import Worker, bury_the_dead
from tests.webhooks.receiver import WELL, Receiver, Reply
from tests.webhooks.telling import House

BOOKINGS, STEPS = 40, 5
EVENTS = BOOKINGS * STEPS
KILLS = 6
# The clock is moved, not the product: pauses are over, and the worker's minute comes.
HURRY = (
    (
        "update webhook_messages set next_try_at = now() where next_try_at > now() + interval '30 s'"
        " and delivered_at is null"
    ),
    "update procrastinate_jobs set scheduled_at = now() where status = 'todo' and attempts > 0",
    (
        "insert into procrastinate_jobs (queue_name, task_name, queueing_lock)"
        " values ('housekeeping', 'queue_due_webhooks', 'queue_due_webhooks')"
        " on conflict (queueing_lock) where status = 'todo' do nothing"
    ),
)


def rows_of(url: str) -> Any:
    """Look into the database from outside the product."""

    def look(statement: str, *values: object) -> list[dict[str, Any]]:
        with psycopg.connect(url, autocommit=True, row_factory=dict_row) as connection:
            cursor = connection.execute(statement, values)
            return list(cursor.fetchall()) if cursor.description else []

    return look


def hurry(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in HURRY:
            connection.execute(statement)


async def happen(url: str, home: Path, receiver: Receiver) -> list[str]:
    """An operator adds the receiver; bookings take their steps, mixed; their ids."""
    database = Database(url)
    await database.open()
    try:
        settings = Settings(auth="dev", mentorat_home=home)
        house = House(database, settings, rows_of(url))
        await house.add(receiver, ["booking.*"])
        bookings = [house.a_booking() for _ in range(BOOKINGS)]
        for sequence in range(STEPS):
            for booking_id in random.sample(bookings, BOOKINGS):
                await house.step(booking_id, sequence)
    finally:
        await database.close()
    return bookings


def kill_now_and_then(worker: Worker, url: str, kills: int) -> None:
    for _ in range(kills):
        time.sleep(random.uniform(0.8, 2.0))  # a worker needs half a second to begin
        hurry(url)
        worker.restart()


@pytest.mark.timeout(300)
def test_a_receiver_that_was_down_for_two_hundred_deliveries_gets_each_once_in_effect_in_order(
    home: Path,
) -> None:
    run_mentorat(home, "db", "upgrade")
    receiver = Receiver(port=free_port())
    with local_server(home) as url, Worker(home) as worker:
        bookings = asyncio.run(happen(url, home, receiver))
        kill_now_and_then(worker, url, KILLS // 2)  # nobody listens
        down_since = datetime.now(UTC)
        receiver.mood = lambda received: (
            Reply(503) if (datetime.now(UTC) - down_since).total_seconds() < 8 else WELL
        )
        with receiver:
            kill_now_and_then(worker, url, KILLS - KILLS // 2)
            bury_the_dead(url)
            worker.restart()
            began = time.monotonic()
            while len(receiver.effects) < EVENTS:
                assert time.monotonic() - began < 150, f"{len(receiver.effects)} of {EVENTS}"
                hurry(url)
                time.sleep(1)
            wait_until(lambda: not waiting(url), 30, "nothing waits")
        (made,) = rows_of(url)("select sum(attempts) as tries from webhook_messages")
    for booking_id in bookings:
        order = [p["data"]["sequence"] for p in receiver.of("bookingId", booking_id)]
        assert order == list(range(STEPS)), booking_id
    figures(
        f"{EVENTS} events of {BOOKINGS} bookings, {made['tries']} tries, {len(receiver.tries)} of them taken,"
        f" {KILLS} kills of the worker: {len(receiver.effects)} effects, in order"
    )


def waiting(url: str) -> int:
    """How many messages have not arrived."""
    found = rows_of(url)("select 1 from webhook_messages where delivered_at is null")
    return len(found)
