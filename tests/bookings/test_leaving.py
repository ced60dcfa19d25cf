"""When somebody leaves, nobody waits for them in vain."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mentorat.db.pool import Database
from mentorat.settings import Settings
from mentorat.worker import Chores
from tests.builders import a_mentor, a_person

pytestmark = pytest.mark.anyio
Rows = Callable[..., list[dict[str, Any]]]
NOW = datetime.now(UTC)


def booked(rows: Rows, mentor: str, mentee: str, hours: int, status: str = "confirmed") -> None:
    at = datetime.now(UTC) + timedelta(hours=hours)
    end = at + timedelta(hours=1)
    rows(
        "insert into bookings (id, mentor_id, mentee_id, starts_at, ends_at, blocked_from, blocked_until, status, expires_at)"
        " values (gen_random_uuid(), %s, %s, %s, %s, %s, %s, %s, %s)",
        *(mentor, mentee, at, end, at, end, status, at if status == "requested" else None),
    )


def standing(rows: Rows) -> list[str]:
    return [row["status"] for row in rows("select status from bookings order by starts_at")]


@pytest.fixture
async def pair(database: Database) -> tuple[str, str]:
    return await a_mentor(database, now=NOW), await a_person(database, now=NOW)


@pytest.mark.parametrize("leaver", [0, 1], ids=["the mentor", "the mentee"])
async def test_requests_end_soon_sessions_are_cancelled_the_others_after_three_days(
    database: Database, settings: Settings, rows: Rows, pair: tuple[str, str], leaver: int
) -> None:
    booked(rows, *pair, 5)
    booked(rows, *pair, 200)
    booked(rows, *pair, 30, "requested")
    gone = pair[leaver]
    rows(
        "update users set deleted_at = now(), forgotten_at = now(), email = null, email_verified = false,"
        " first_name = null, last_name = null, image_url = null where id = %s",
        gone,
    )
    chores = Chores(settings, database)
    ended = "declined" if leaver == 0 else "withdrawn"
    for _ in range(2):
        await chores.person_left(gone)
        assert standing(rows) == ["cancelled", ended, "confirmed"]
    await chores.cancel_left_sessions(gone)
    assert standing(rows) == ["cancelled", ended, "cancelled"]
    kinds = rows("select kind, actor from booking_events order by happened_at")
    assert len(kinds) == 3
    assert {row["actor"] for row in kinds} == {gone}


async def test_a_deletion_that_was_undone_cancels_nothing_more(
    database: Database, settings: Settings, rows: Rows, pair: tuple[str, str]
) -> None:
    booked(rows, *pair, 200)
    await Chores(settings, database).cancel_left_sessions(pair[0])
    assert standing(rows) == ["confirmed"]


async def test_a_mentor_who_becomes_eleve_declines_requests_and_keeps_promises(
    database: Database, settings: Settings, rows: Rows, pair: tuple[str, str]
) -> None:
    booked(rows, *pair, 50)
    booked(rows, *pair, 100, "requested")
    await Chores(settings, database).role_changed(pair[0], "USER")
    assert standing(rows) == ["confirmed", "declined"]
