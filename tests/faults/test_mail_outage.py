"""A mail server hangs for days: whoever was written to reads it once the server is back."""

import time
from pathlib import Path

import psycopg
import pytest
from psycopg.rows import dict_row

from tests.faults.crowd import at_once, crowd_at, hour
from tests.faults.fake_smtp import Mood, SmtpServer
from tests.faults.processes import figures, wait_until
from tests.faults.site import free_port
from tests.faults.worker import Worker, wait_until_done, work_given_up

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(300)]
ELEVES = 4
HANGING = Mood(slow_greetings=frozenset(range(1, 1000)), greeting_seconds=3600)
# The clock is moved, not the product: what was tried a minute ago was tried for most of four days.
LONG_AGO = """
    update messages set created_at = created_at - interval '95 hours',
        first_try_at = first_try_at - interval '95 hours'
"""
COUNTS = """
    select count(*) as written, count(sent_at) as sent, count(failed_at) as failed,
        count(*) filter (where failure is not null) as told_why
    from messages
"""


def counts(url: str) -> dict[str, int]:
    with psycopg.connect(url, row_factory=dict_row) as connection:
        return dict(connection.execute(COUNTS).fetchone() or {})


async def test_a_server_that_hangs_for_four_days_loses_no_mail(
    home: Path, database_url: str
) -> None:
    port, started = free_port(), time.monotonic()
    smtp = {"MAIL": "smtp", "SMTP_URL": f"smtp://127.0.0.1:{port}"}
    async with crowd_at(home, database_url, "PostgreSQL") as crowd:
        with Worker(home, DATABASE_URL=database_url, **smtp) as worker:
            with SmtpServer(port, HANGING) as hanging:
                mentor, eleves = await crowd.mentor(), crowd.eleves(ELEVES)
                await at_once(
                    *(crowd.book(one, mentor, hour(24 + n)) for n, one in enumerate(eleves))
                )
                wait_until(
                    lambda: counts(database_url)["told_why"] == 2 * ELEVES, 120, "a cause for each"
                )
            assert counts(database_url) == {
                "written": 2 * ELEVES, "sent": 0, "failed": 0, "told_why": 2 * ELEVES
            }  # fmt: skip
            outage = time.monotonic() - started
            with psycopg.connect(database_url, autocommit=True) as connection:
                connection.execute(LONG_AGO)
            with SmtpServer(port) as well:
                took = wait_until_done(worker, database_url, 120)
                worker.stop()
    with psycopg.connect(database_url) as connection:
        assert not work_given_up(connection)
    assert counts(database_url)["sent"] == len(well.box.taken) == 2 * ELEVES
    assert set(well.box.thanked.values()) == {1}
    figures(
        f"{len(well.box.taken)} of {2 * ELEVES} messages delivered {took:.0f} s after a server had"
        f" hung for {outage:.0f} s, made 95 hours: {hanging.box.slow} connections in vain"
    )
