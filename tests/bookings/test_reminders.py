"""Reminders that are true when they arrive, and requests that never die in silence."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from mentorat.bookings.automatic.ends import expire_overdue
from mentorat.bookings.letters.notify import Context, remind_request, remind_session, tell_booking
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.directory.similar import find_similar
from tests.builders import MONDAY, Rows, a_mentor, change_offer
from tests.forms import typed
from tests.people import Pair

pytestmark = pytest.mark.anyio
AT = "2027-06-10T08:00:00Z"
STARTS = datetime(2027, 6, 10, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


async def similar(db: Db, mentor_id: str) -> list[tuple[str, str]]:
    return [(one.display_name, f"/mentors/{one.id}") for one in await find_similar(db, mentor_id)]


def planned(rows: Rows, task: str) -> list[dict[str, Any]]:
    """What is left for the worker, in the order of its time."""
    found = rows(
        "select args, scheduled_at from procrastinate_jobs where task_name = %s"
        " order by scheduled_at, id",
        task,
    )
    return [{**row["args"], "at": row["scheduled_at"]} for row in found]


@pytest.fixture
def work(database: Database) -> Callable[..., Awaitable[None]]:
    """Does something as the worker does it at an instant, twice: a killed worker would."""

    async def run(now: datetime, act: Callable[[Db, Context], Awaitable[object]]) -> None:
        for _ in range(2):
            async with database.unit(writes=True) as unit:
                await act(Db(unit), Context("https://mentorat.example", now, similar))

    return run


def reminding(job: dict[str, Any]) -> Callable[[Db, Context], Awaitable[None]]:
    at = datetime.fromisoformat(job["starts_at"])
    return lambda db, context: remind_session(
        db, UUID(job["booking_id"]), at, job["hours"], context
    )


Work = Callable[..., Awaitable[None]]


async def test_both_are_reminded_a_day_and_an_hour_before(
    pair: Pair, rows: Rows, work: Work
) -> None:
    await pair.booked(AT)
    jobs = planned(rows, "remind_session")
    assert [job["at"] for job in jobs] == [STARTS - 24 * HOUR, STARTS - HOUR]
    for count, job in enumerate(jobs, start=1):
        await work(job["at"], reminding(job))
        assert len(rows("select id from messages")) == 2 * count
    told = rows("select subject, calendar from messages where recipient_id = %s", pair.mentee_id)
    assert typed(told[0]["subject"]).startswith(
        "Rappel : séance avec Marc Lenoir, le jeudi 10 juin"
    )
    assert told[0]["calendar"] is None


async def test_a_session_that_was_moved_or_cancelled_is_not_remembered_at_its_old_hour(
    pair: Pair, rows: Rows, work: Work
) -> None:
    path = await pair.booked(AT)
    await pair.by(pair.mentee, f"{path}/move", {"startsAt": "2027-06-11T08:00:00Z"})
    old, new = planned(rows, "remind_session")[0], planned(rows, "remind_session")[2]
    await work(old["at"], reminding(old))
    assert rows("select id from messages") == []
    await pair.by(pair.mentee, f"{path}/cancellation")
    await work(new["at"], reminding(new))
    assert rows("select id from messages") == []


@pytest.mark.parametrize(
    ("hours", "left", "mails"),
    [
        (24, timedelta(hours=20), 2),
        (24, timedelta(minutes=90), 0),  # the one of the last hour follows
        (1, timedelta(minutes=30), 2),
        (1, timedelta(minutes=4), 0),
        (1, timedelta(minutes=-10), 0),
    ],
)
async def test_a_reminder_that_comes_late_says_nothing_false(
    pair: Pair, rows: Rows, work: Work, hours: int, left: timedelta, mails: int
) -> None:
    await pair.booked(AT)
    job = next(job for job in planned(rows, "remind_session") if job["hours"] == hours)
    await work(STARTS - left, reminding(job))
    assert len(rows("select id from messages")) == mails


async def test_what_is_booked_closer_than_a_reminder_has_none(pair: Pair, rows: Rows) -> None:
    await pair.booked("2027-06-07T07:00:00Z")  # in an hour
    assert planned(rows, "remind_session") == []


async def test_a_request_is_remembered_at_half_of_its_time_and_expires_with_alternatives(
    pair: Pair, database: Database, rows: Rows, work: Work
) -> None:
    other = await a_mentor(database, first_name="Awa", last_name="Diallo")
    await change_offer(database, pair.mentor_id, mode="request")
    path = await pair.booked(AT)
    deadline = MONDAY + timedelta(hours=37)  # half of the 74 hours that are left
    (job,) = planned(rows, "remind_request")
    assert job["at"] == MONDAY + (deadline - MONDAY) / 2
    booking_id = UUID(path.rpartition("/")[2])
    await work(job["at"], lambda db, context: remind_request(db, booking_id, context))
    assert [row["recipient_id"] for row in rows("select recipient_id from messages")] == [
        pair.mentor_id
    ]
    rows("delete from messages")
    async with database.unit(writes=True) as unit:
        assert await expire_overdue(Db(unit), None, now=deadline) == 1
    await work(deadline, lambda db, context: tell_booking(db, booking_id, 1, context))
    told = rows("select body_text, body_html from messages where recipient_id = %s", pair.mentee_id)
    assert f"Awa Diallo : /mentors/{other}" in typed(told[0]["body_text"])
    assert f'<a href="/mentors/{other}"' in told[0]["body_html"]
    await work(deadline, lambda db, context: remind_request(db, booking_id, context))
    assert len(rows("select id from messages")) == 2


async def test_a_later_step_makes_an_earlier_message_pointless_but_a_note_does_not(
    pair: Pair, rows: Rows, work: Work
) -> None:
    path = await pair.booked(AT)
    booking_id = UUID(path.rpartition("/")[2])
    await pair.by(pair.mentee, f"{path}/proposals", {"startsAt": "2027-06-11T08:00:00Z"})
    await work(MONDAY, lambda db, context: tell_booking(db, booking_id, 0, context))
    assert len(rows("select id from messages")) == 2
    await work(MONDAY, lambda db, context: tell_booking(db, booking_id, 1, context))
    asked = rows("select recipient_id, body_text from messages where topic like '%%:1'")
    assert [row["recipient_id"] for row in asked] == [pair.mentor_id]
    assert "Créneau proposé : vendredi 11 juin, 10:00" in typed(asked[0]["body_text"])
    rows("delete from messages")
    await pair.by(pair.mentee, f"{path}/cancellation")
    await work(MONDAY, lambda db, context: tell_booking(db, booking_id, 0, context))
    assert rows("select id from messages") == []
