"""Whom a cookie or a token named a moment ago is presumed to ask again, and never answered as
somebody they no longer are."""

import re
from typing import NamedTuple

import httpx2
import pytest
from joserfc.jwk import RSAKey
from structlog.testing import capture_logs

from mentorat.accounts.callers.presuming import Presumptions
from mentorat.db.pool import Database
from mentorat.web.edge import Edge
from tests import people
from tests.builders import MONDAY, Rows
from tests.conftest import browser_of
from tests.fakes.clerk_tokens import bearer
from tests.web.scenes import MENTEE, MENTOR, callers

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(300)]
clock = people.clock
COOKIE = "__Host-mentorat_session"
SESSION = "sess_mentee"
HTML = {"accept": "text/html"}
# A page and JSON of one's own, of everybody, of operators, of nobody; and what asks for no row.
ADDRESSES = (
    "/api/me/bookings",
    "/api/me/saved-mentors",
    f"/api/mentors/{MENTOR}",
    "/api/me/bookings?limit=none",
    "/",
    "/bookings",
    "/write",
    "/availability",
    "/profile",
    "/admin/users",
    "/onboarding",
    "/nowhere",
    "/api/me/bookings/00000000-0000-0000-0000-000000000001",
    "/api/me",  # which presumes nothing: the next would be presumed as it found them
)
CHANGES = {
    "nothing": "select 1",
    "renamed": "update users set first_name = 'Renée' where id = %(user)s",
    "banned": "update users set banned = true, banned_at = %(now)s where id = %(user)s",
    "gone": "update users set deleted_at = %(now)s, forgotten_at = %(now)s, email = null,"
    " email_verified = false, first_name = null, last_name = null, image_url = null"
    " where id = %(user)s",
    "a mentor": "update users set role = 'MENTOR' where id = %(user)s",
    "an administrator": "update users set role = 'ADMIN' where id = %(user)s",
    "a newcomer": "update users set onboarded_at = null where id = %(user)s",
    "signed out": "delete from auth_sessions where user_id = %(user)s",
    "ended at Clerk": "insert into ended_clerk_sessions (id) values (%(session)s)",
}
NEW_EACH_TIME = re.compile(rb'nonce="[^"]*"|csrf_token" value="[^"]*"|[0-9a-f]{16}')


class AnswerText(NamedTuple):
    """What an answer says, without what is new in each."""

    status: int
    leads_to: str | None
    body: bytes


class Asker:
    """An élève who asks for everything, by a token and by a cookie."""

    def __init__(self, app: Edge, credentials: dict[str, dict[str, str]]) -> None:
        self._app, self._credentials = app, credentials

    async def told(self) -> dict[str, AnswerText]:
        found = {}
        for name, headers in self._credentials.items():
            for address in ADDRESSES:
                async with browser_of(self._app) as browser:
                    accept = {} if address.startswith("/api") else HTML
                    answer = await browser.get(address, headers=headers | accept)
                body = NEW_EACH_TIME.sub(b"", answer.content)
                told = AnswerText(answer.status_code, answer.headers.get("location"), body)
                found[f"{address} by {name}"] = told
        return found


@pytest.fixture
async def asking(
    app: Edge, client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey
) -> Asker:
    await callers(client, database, clerk_key)
    token = bearer(clerk_key, MENTEE, sid=SESSION)
    assert (await client.post("/auth/clerk/exchange", headers=token)).status_code == 204
    cookie = {"Cookie": f"{COOKIE}={client.cookies[COOKIE]}"}
    return Asker(app, {"token": token, "cookie": cookie})


@pytest.mark.parametrize("change", CHANGES)
async def test_nobody_is_answered_as_who_they_were_a_moment_ago(
    change: str, app: Edge, asking: Asker, database: Database, rows: Rows
) -> None:
    before = await asking.told()
    async with database.unit(writes=True) as unit:
        values = {"user": MENTEE, "session": SESSION, "now": MONDAY}
        await unit.execute(CHANGES[change], values)
    presumed = await asking.told()
    recognition = app.application.state.recognition
    recognition.people = Presumptions(database)  # as in a process that has just begun
    anew = await asking.told()
    assert presumed == anew
    assert (anew == before) is (change == "nothing")


async def test_a_request_that_is_asked_anew_is_one_request(
    app: Edge, asking: Asker, rows: Rows
) -> None:
    await asking.told()
    rows("update users set first_name = 'Renée' where id = %s", MENTEE)
    asked = sum(app.traffic.counts().answers.values())
    with capture_logs() as lines:
        await asking.told()
    answered = sum(app.traffic.counts().answers.values()) - asked
    assert answered == 2 * len(ADDRESSES)
    assert {line["log_level"] for line in lines} <= {"info"}
