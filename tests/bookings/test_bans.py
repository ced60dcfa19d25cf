"""Whoever is banned is gone for the others too: told in time, and back with what still stands."""

from datetime import timedelta
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from mentorat.bookings.jobs import (
    CANCEL_LEFT_SESSIONS,
    CLOSE_SESSIONS,
    END_FOR_LEAVER,
    REMIND_SESSION,
    TELL_BOOKING,
)
from mentorat.db.pool import Database
from mentorat.events.jobs import PUBLISH_EVENT
from mentorat.settings import Settings
from tests import people
from tests.builders import MONDAY, Rows, a_booking, an_operator
from tests.conftest import SECRETS
from tests.fakes.clerk_tokens import bearer
from tests.fakes.deliveries import changed, deliver, payload
from tests.forms import sign_in, submit
from tests.people import Pair, StillClock
from tests.working import Worker

pytestmark = pytest.mark.anyio
clock, pair = people.clock, people.pair
HOUR = timedelta(hours=1)
STATES = "select status from bookings order by starts_at"


class Ban:
    """The mentor's ban, and the worker who follows it."""

    def __init__(self, pair: Pair, worker: Worker, rows: Rows) -> None:
        self.pair, self.worker, self.rows, self._version = pair, worker, rows, 1999999999000

    async def news(self, *, banned: bool) -> None:
        """Clerk says so, and the worker hears of it."""
        self._version += 1
        event = changed(
            payload("23"), id=self.pair.mentor_id, banned=banned, updated_at=self._version
        )
        assert (await deliver(self.pair.client, event, secret=SECRETS[0])).status_code == 200
        await self.worker.take(self.rows, PUBLISH_EVENT, END_FOR_LEAVER)

    def standing(self) -> list[str]:
        return [row["status"] for row in self.rows(STATES)]


@pytest.fixture
def ban(pair: Pair, database: Database, settings: Settings, clock: StillClock, rows: Rows) -> Ban:
    worker = Worker(settings, database)
    worker.work.clock = clock
    return Ban(pair, worker, rows)


@pytest.fixture
def hours(pair: Pair, rows: Rows) -> list[str]:
    """A request, and sessions in 5, 30 and 200 hours; their ids."""
    more: list[dict[str, Any]] = [
        {},
        {},
        {"status": "requested", "expires_at": MONDAY + 40 * HOUR},
        {},
    ]
    return [
        a_booking(rows, pair.mentor_id, MONDAY + after * HOUR, mentee_id=pair.mentee_id, **given)
        for after, given in zip((5, 30, 100, 200), more, strict=True)
    ]


async def test_requests_end_at_once_and_sessions_as_they_come_near_or_after_three_days(
    ban: Ban, hours: list[str], clock: StillClock, rows: Rows
) -> None:
    await ban.news(banned=True)
    assert ban.standing() == ["cancelled", "confirmed", "declined", "confirmed"]
    clock.ahead = 6 * HOUR
    await ban.worker.do(CLOSE_SESSIONS)
    assert ban.standing() == ["cancelled", "cancelled", "declined", "confirmed"]
    clock.ahead = 72 * HOUR
    await ban.worker.take(rows, CANCEL_LEFT_SESSIONS)
    assert ban.standing() == ["cancelled", "cancelled", "declined", "cancelled"]
    await ban.worker.take(rows, PUBLISH_EVENT, TELL_BOOKING)
    told = rows(
        "select count(*) as count from messages where recipient_id = %s", ban.pair.mentee_id
    )
    assert told == [{"count": 4}]
    assert rows("select 1 from messages where recipient_id = %s", ban.pair.mentor_id) == []


async def test_a_ban_undone_within_the_hold_back_leaves_what_still_stands(
    ban: Ban, hours: list[str], clock: StillClock, rows: Rows
) -> None:
    await ban.news(banned=True)
    page = f"/api/mentors/{ban.pair.mentor_id}"
    assert (await ban.pair.client.get(page)).status_code == 404
    clock.ahead = 2 * HOUR
    await ban.news(banned=False)
    assert (await ban.pair.client.get(page)).status_code == 200
    clock.ahead = 80 * HOUR
    await ban.worker.take(rows, CANCEL_LEFT_SESSIONS)
    assert ban.standing()[3] == "confirmed"
    # A second ban has a hold-back of its own: the first one's end does not cut it short.
    await ban.news(banned=True)
    await ban.worker.do(CANCEL_LEFT_SESSIONS, user_id=ban.pair.mentor_id)
    assert ban.standing()[3] == "confirmed"


async def test_nobody_is_reminded_of_a_session_with_somebody_banned(
    ban: Ban, hours: list[str], clock: StillClock, rows: Rows
) -> None:
    await ban.news(banned=True)
    clock.ahead = 6 * HOUR
    starts_at = MONDAY + 30 * HOUR
    which = {"booking_id": hours[1], "starts_at": starts_at.isoformat(), "hours": 24}
    await ban.worker.do(REMIND_SESSION, **which)
    assert rows("select 1 from messages") == []


async def test_the_desk_shows_a_ban_and_an_operator_need_not_wait(
    ban: Ban, hours: list[str], database: Database, clerk_key: RSAKey, rows: Rows
) -> None:
    client = ban.pair.client
    operator = await an_operator(database, now=ban.worker.work.now)
    await ban.news(banned=True)
    audit = rows("select action, actor from audit_events where subject = %s", ban.pair.mentor_id)
    assert {"action": "user.banned", "actor": "clerk"} in audit
    await sign_in(client, clerk_key, operator)
    desk = (await client.get("/admin", headers=bearer(clerk_key, operator))).text
    assert "Départs et suspensions" in desk
    assert ban.pair.mentor_id in desk
    page = f"/admin/bookings/{hours[3]}"
    done = await submit(client, page, {"do": "end_now", "reason": "Fraude avérée"})
    assert done.status_code == 303, done.text
    assert ban.standing() == ["cancelled", "cancelled", "declined", "cancelled"]
    (row,) = rows("select reason from audit_events where action = 'booking.end_now'")
    assert row["reason"] == "Fraude avérée"


async def test_a_deletion_is_audited_too(ban: Ban, rows: Rows) -> None:
    event = changed(payload("30"), id=ban.pair.mentee_id)
    await deliver(ban.pair.client, event, secret=SECRETS[0])
    audit = rows("select action, actor from audit_events where subject = %s", ban.pair.mentee_id)
    assert audit == [{"action": "user.left", "actor": "clerk"}]
