"""Whoever waited for a lock is looked at again: who left meanwhile has changed nothing."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx2
import psycopg
import pytest
from joserfc.jwk import RSAKey

from mentorat.accounts.actions.change_role import grant_admin, revoke_admin
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.events.record import Authority
from tests import people
from tests.builders import MONDAY, Rows, a_booking, a_mentor, a_student, an_operator, move
from tests.conftest import SECRETS
from tests.fakes.clerk_tokens import bearer
from tests.fakes.deliveries import changed, deliver, payload
from tests.people import code_of

pytestmark = pytest.mark.anyio
clock = people.clock

# People are locked in the order of their ids: who comes second may leave while the first is held.
FIRST, SECOND = "user_3Fa000000000000000000001", "user_3Fz000000000000000000009"
LOCK_FIRST = f"select 1 from users where id = '{FIRST}' for no key update"
SOMEBODY_WAITS = (
    "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
)
GONE = pytest.mark.parametrize("number", ["30", "23"], ids=["deleted", "banned"])
Meanwhile = Callable[[], Awaitable[Any]]


class Queue:
    """Somebody asks for something while the rows they need are locked elsewhere."""

    def __init__(self, client: httpx2.AsyncClient, database_url: str, rows: Rows) -> None:
        self.client, self._url, self._rows = client, database_url, rows

    async def ask(
        self, asking: Awaitable[httpx2.Response], locking: str, meanwhile: Meanwhile
    ) -> httpx2.Response:
        """What is answered once `meanwhile` has happened and the lock is gone."""
        connection = await psycopg.AsyncConnection.connect(self._url, prepare_threshold=None)
        async with connection:
            await connection.execute(locking)
            asked = asyncio.ensure_future(asking)
            for _ in range(250):
                if self._rows(SOMEBODY_WAITS):
                    break
                await asyncio.sleep(0.02)
            else:
                pytest.fail(f"nobody waits: {(await asked).text}")
            await meanwhile()
            await connection.rollback()
        return await asked

    async def leave(self, user_id: str, number: str) -> None:
        """Clerk tells that somebody is gone; their row is free."""
        news = changed(payload(number), id=user_id, updated_at=1999999999999)
        answer = await deliver(self.client, news, secret=SECRETS[0])
        assert answer.json() == {"outcome": "applied"}


@pytest.fixture
def queue(client: httpx2.AsyncClient, database_url: str, rows: Rows) -> Queue:
    return Queue(client, database_url, rows)


@GONE
@pytest.mark.parametrize("leaver", ["mentor", "mentee"])
@pytest.mark.parametrize("mode", ["instant", "request"])
async def test_nothing_is_promised_with_somebody_who_left_while_it_waited(
    queue: Queue,
    database: Database,
    clerk_key: RSAKey,
    rows: Rows,
    number: str,
    leaver: str,
    mode: str,
) -> None:
    ids = (SECOND, FIRST) if leaver == "mentor" else (FIRST, SECOND)
    mentor = await a_mentor(database, id=ids[0], mode=mode)
    mentee = await a_student(database, id=ids[1])
    booking = people.book(queue.client, mentor, bearer(clerk_key, mentee))
    answer = await queue.ask(booking, LOCK_FIRST, lambda: queue.leave(SECOND, number))
    assert code_of(answer) == (409, "somebody_left")
    assert rows("select 1 from bookings") == []
    assert rows("select 1 from events where kind like 'booking.%%'") == []


@GONE
@pytest.mark.parametrize(
    ("status", "path", "body"),
    [
        ("requested", "confirmation", {}),
        ("confirmed", "move", {"startsAt": "2027-06-10T08:00:00Z"}),
        ("confirmed", "cancellation", {}),
        ("confirmed", "proposals", {"startsAt": "2027-06-10T08:00:00Z"}),
    ],
)
async def test_no_step_is_taken_by_somebody_who_left_while_it_waited(
    queue: Queue,
    database: Database,
    clerk_key: RSAKey,
    rows: Rows,
    number: str,
    status: str,
    path: str,
    body: dict[str, str],
) -> None:
    mentor = await a_mentor(database, id=SECOND, policy="flexible")
    mentee = await a_student(database, id=FIRST)
    start = MONDAY + timedelta(days=3)
    until = MONDAY + timedelta(days=1) if status == "requested" else None
    booking = a_booking(rows, mentor, start, status=status, mentee_id=mentee, expires_at=until)
    before = rows("select * from bookings")
    asking = queue.client.post(
        f"/api/bookings/{booking}/{path}", json=body, headers=bearer(clerk_key, mentor)
    )
    answer = await queue.ask(asking, LOCK_FIRST, lambda: queue.leave(SECOND, number))
    assert code_of(answer) in {(409, "somebody_left"), (401, "sign_in_required")}
    assert rows("select * from bookings") == before
    assert rows("select 1 from move_proposals") == []


@GONE
async def test_a_profile_is_not_saved_nor_moved_by_somebody_who_left_meanwhile(
    queue: Queue, database: Database, clerk_key: RSAKey, rows: Rows, number: str
) -> None:
    mentor = await a_mentor(database)
    before = rows("select status, version from mentor_profiles")
    step = {"step": "pause"}
    asking = queue.client.post(
        "/api/me/mentor-profile/publication", json=step, headers=bearer(clerk_key, mentor)
    )
    lock = "select 1 from mentor_profiles for update"
    answer = await queue.ask(asking, lock, lambda: queue.leave(mentor, number))
    assert code_of(answer) == (401, "sign_in_required")
    assert rows("select status, version from mentor_profiles") == before


async def test_a_calendar_address_is_not_made_anew_for_somebody_banned_meanwhile(
    queue: Queue, database: Database, clerk_key: RSAKey, rows: Rows
) -> None:
    student = await a_student(database)
    headers = bearer(clerk_key, student)
    await queue.client.post("/api/me/calendar-feed", headers=headers)
    before = rows("select secret_hash from calendar_feeds")
    asking = queue.client.post("/api/me/calendar-feed", headers=headers)
    lock = "select 1 from calendar_feeds for update"
    answer = await queue.ask(asking, lock, lambda: queue.leave(student, "23"))
    assert code_of(answer) == (401, "sign_in_required")
    assert rows("select secret_hash from calendar_feeds") == before


async def test_a_decision_of_somebody_who_administers_no_more_is_none(
    queue: Queue, database: Database, clerk_key: RSAKey, rows: Rows
) -> None:
    mentor, _ = await a_mentor(database), await an_operator(database)
    former = await an_operator(database)
    await move(database, mentor, "pause")

    async def revoked() -> None:
        async with database.unit(writes=True) as unit:
            await revoke_admin(Db(unit), former, by=Authority("cli"), now=MONDAY)

    asking = queue.client.post(
        f"/admin/mentors/{mentor}",
        data={"step": "refuse", "reason": "Trop court"},
        headers=bearer(clerk_key, former),
    )
    answer = await queue.ask(asking, "select 1 from mentor_profiles for update", revoked)
    assert answer.status_code == 409
    assert rows("select status from mentor_profiles") == [{"status": "paused"}]


async def test_a_mentor_made_administrator_meanwhile_edits_no_profile(
    queue: Queue, database: Database, clerk_key: RSAKey, rows: Rows
) -> None:
    mentor = await a_mentor(database)

    async def granted() -> None:
        async with database.unit(writes=True) as unit:
            await grant_admin(Db(unit), mentor, by=Authority("cli"), now=MONDAY)

    asking = queue.client.post(
        "/api/me/mentor-profile/publication",
        json={"step": "pause"},
        headers=bearer(clerk_key, mentor),
    )
    answer = await queue.ask(asking, "select 1 from mentor_profiles for update", granted)
    assert code_of(answer) == (409, "role_moved")
    assert rows("select status from mentor_profiles") == [{"status": "published"}]
