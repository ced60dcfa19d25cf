"""A mail server has a bad day; everybody is told once all the same, and nobody twice."""

import asyncio
import email
import email.policy
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from tests.faults.crowd import Crowd, at_once, crowd_at, hour
from tests.faults.fake_smtp import Box, Mood, SmtpServer
from tests.faults.processes import figures
from tests.faults.site import free_port
from tests.faults.worker import Worker, wait_until_done, work_given_up

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(400)]
ELEVES = 60
HOST = "mentorat.localhost"
ORIGIN = f"http://{HOST}"
TOLD_SECONDS = 4.0  # some have been told of their booking by then
GREETING_SECONDS = 23.0  # the worker waits for twenty
REFUSED = "user_faultEleve00007@faults.example"
MESSAGES = """
    select messages.*, users.email from messages join users on users.id = recipient_id
"""


async def test_every_mail_arrives_once_through_a_bad_day(home: Path, database_url: str) -> None:
    mood = Mood(
        slow_greetings=frozenset({3, 20}),
        greeting_seconds=GREETING_SECONDS,
        is_greylisting=True,
        refused=frozenset({REFUSED}),
        forgets_every=10,
    )
    with SmtpServer(free_port(), mood) as server:
        smtp = {"MAIL": "smtp", "SMTP_URL": server.url, "PUBLIC_URL": ORIGIN}
        async with crowd_at(home, database_url, "PostgreSQL") as crowd:
            with Worker(home, DATABASE_URL=database_url, **smtp) as worker:
                slowest = await _busy_morning(crowd)
                took = wait_until_done(worker, database_url, 200)
                assert worker.ended_by_itself == 0
                worker.stop()
    with psycopg.connect(database_url, row_factory=dict_row) as connection:
        written = connection.execute(MESSAGES).fetchall()
        given_up = work_given_up(connection)
    box = server.box
    figures(
        f"{len(box.thanked)} of {len(written)} messages delivered,"
        f" {len([one for one in written if one['dropped_at']])} overtaken, in {took:.0f} s: {box.copies} copies,"
        f" each acknowledged {set(box.thanked.values())} times; {len(box.greylisted)} greylisted,"
        f" {box.lost} lost before their 250, {box.slow} slow greetings, {box.refusals.total()}"
        f" refusals; slowest request meanwhile {slowest * 1000:.0f} ms"
    )
    _check(box, written)
    assert not given_up
    assert box.refusals == {REFUSED: len([one for one in written if one["failed_at"]])}
    assert box.slow == 2
    assert box.lost > 5
    assert slowest < GREETING_SECONDS / 2  # nobody who clicks waits for a mail server


async def _busy_morning(crowd: Crowd) -> float:
    """Sixty book, a third of them move, another third cancel; the longest that somebody waited."""
    mentor, eleves = await crowd.mentor(), crowd.eleves(ELEVES)
    booked = await at_once(
        *(crowd.book(one, mentor, hour(24 + number)) for number, one in enumerate(eleves))
    )
    assert {answer.status for answer in booked} == {201}
    await asyncio.sleep(TOLD_SECONDS)
    mine = [
        (who, f"/api/bookings/{answer.body['id']}")
        for who, answer in zip(eleves, booked, strict=True)
    ]
    changed = await at_once(
        *(
            crowd.post(who, f"{path}/move", {"startsAt": hour(24 + ELEVES + number).isoformat()})
            for number, (who, path) in enumerate(mine[::3])
        ),
        *(crowd.post(who, f"{path}/cancellation") for who, path in mine[1::3]),
    )
    assert Counter(answer.code for answer in changed) == {"200": 40}
    return max(answer.seconds for answer in crowd.answers)


def _check(box: Box, written: Sequence[dict[str, Any]]) -> None:
    """What was written arrived whole, once, at whom it was for, or says why it did not."""
    by_name = {f"<{one['id']}@{HOST}>": one for one in written}
    assert box.thanked.keys() == {name for name, one in by_name.items() if one["sent_at"]}
    assert set(box.thanked.values()) == {1}
    assert box.copies == len(box.thanked) + box.lost
    for name, copies in box.taken.items():
        told = by_name[name]
        assert box.readers[name] == told["email"]
        for copy in copies:
            read = email.message_from_bytes(copy, policy=email.policy.default)
            assert read["Subject"] == told["subject"]
            body = read.get_body(("plain",))
            assert body is not None
            assert body.get_content().strip().splitlines() == told["body_text"].strip().splitlines()
    for one in written:
        assert [one["sent_at"], one["failed_at"], one["dropped_at"]].count(None) == 2
        if one["failed_at"]:
            assert (one["email"], "nobody of this name" in one["failure"]) == (REFUSED, True)
        if one["dropped_at"]:
            assert one["failure"].startswith("overtaken by a later step: ")
