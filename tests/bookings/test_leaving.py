"""When somebody leaves, nobody waits for them in vain."""

from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.bookings.automatic.leavers import HOLD_BACK, keep_sessions
from mentorat.bookings.jobs import CANCEL_LEFT_SESSIONS, DECLINE_REQUESTS, END_FOR_LEAVER
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.events.record import Authority
from mentorat.settings import Settings
from tests.builders import Rows, a_mentor, a_person, become_eleve
from tests.conftest import Clock
from tests.forms import sign_in, submit, typed
from tests.working import Worker

pytestmark = pytest.mark.anyio
NOW = datetime.now(UTC)


def booked(rows: Rows, mentor: str, mentee: str, hours: int, status: str = "confirmed") -> None:
    at = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(hours=hours)
    end = at + timedelta(hours=1)
    rows(
        "insert into bookings (id, mentor_id, mentee_id, starts_at, ends_at, blocked_from, blocked_until, status, expires_at)"
        " values (gen_random_uuid(), %s, %s, %s, %s, %s, %s, %s, %s)",
        *(mentor, mentee, at, end, at, end, status, at if status == "requested" else None),
    )


def standing(rows: Rows) -> list[str]:
    return [row["status"] for row in rows("select status from bookings order by starts_at")]


@pytest.fixture
def clock() -> Clock:
    return Clock()


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
    worker = Worker(settings, database)
    ended = "declined" if leaver == 0 else "withdrawn"
    for _ in range(2):
        await worker.do(END_FOR_LEAVER, user_id=gone)
        assert standing(rows) == ["cancelled", ended, "confirmed"]
    await worker.do(CANCEL_LEFT_SESSIONS, user_id=gone)
    assert standing(rows) == ["cancelled", ended, "confirmed"]  # too early, whoever asks
    worker.work.clock = lambda: datetime.now(UTC) + HOLD_BACK
    await worker.do(CANCEL_LEFT_SESSIONS, user_id=gone)
    assert standing(rows) == ["cancelled", ended, "cancelled"]
    kinds = rows("select kind, actor from booking_events order by happened_at")
    assert len(kinds) == 3
    assert {row["actor"] for row in kinds} == {gone}


async def test_a_deletion_that_was_undone_cancels_nothing_more(
    database: Database, settings: Settings, rows: Rows, pair: tuple[str, str]
) -> None:
    booked(rows, *pair, 200)
    await Worker(settings, database).do(CANCEL_LEFT_SESSIONS, user_id=pair[0])
    assert standing(rows) == ["confirmed"]


async def test_who_is_no_longer_a_mentor_keeps_the_promised_sessions_or_cancels_them_all(
    client: httpx2.AsyncClient,
    database: Database,
    rows: Rows,
    pair: tuple[str, str],
    clerk_key: RSAKey,
) -> None:
    booked(rows, *pair, 50)
    booked(rows, *pair, 100)
    await become_eleve(database, pair[0], now=NOW)
    await sign_in(client, clerk_key, pair[0])
    shown = typed((await client.get("/bookings")).text)
    assert "Vous n'êtes plus mentor" in shown
    assert standing(rows) == ["confirmed", "confirmed"]
    sent = {"reason": "Je change de métier"}
    done = await submit(client, "/bookings", sent, to="/bookings/cancellations")
    assert done.headers["location"] == "/bookings?cancelled=2"
    assert standing(rows) == ["cancelled", "cancelled"]
    ended = rows("select distinct ended_by, due_cents, reason from bookings")
    assert ended == [{"ended_by": pair[0], "due_cents": 0, "reason": "Je change de métier"}]


async def test_an_operator_may_stop_the_hold_back_of_who_left(
    database: Database, settings: Settings, rows: Rows, pair: tuple[str, str]
) -> None:
    booked(rows, *pair, 200)
    rows(
        "update users set deleted_at = now(), forgotten_at = now(), email = null,"
        " email_verified = false, first_name = null, last_name = null, image_url = null"
        " where id = %s",
        pair[0],
    )
    worker = Worker(settings, database)
    await worker.do(END_FOR_LEAVER, user_id=pair[0])
    async with database.unit(writes=True) as unit:
        (booking,) = rows("select id from bookings")
        by = Authority("user_3FzOperator0000000000000009", "La suppression était une erreur")
        keep_sessions(Db(unit), pair[0], booking["id"], by=by, now=datetime.now(UTC))
    await worker.do(CANCEL_LEFT_SESSIONS, user_id=pair[0])
    assert standing(rows) == ["confirmed"]


async def test_a_mentor_who_becomes_eleve_declines_requests_and_keeps_promises(
    database: Database, settings: Settings, rows: Rows, pair: tuple[str, str]
) -> None:
    booked(rows, *pair, 50)
    booked(rows, *pair, 100, "requested")
    await Worker(settings, database).do(DECLINE_REQUESTS, mentor_id=pair[0])
    assert standing(rows) == ["confirmed", "declined"]
