"""Operators see which machines read what, and end a key; the audit knows who did."""

from datetime import timedelta

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.db.pool import Database
from mentorat.text.key_text import read_key
from tests import people
from tests.builders import MONDAY, Rows, an_operator
from tests.forms import sign_in, submit, typed
from tests.machines import a_key, by_key
from tests.people import StillClock

pytestmark = pytest.mark.anyio
clock = people.clock
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def id_of(key: str) -> str:
    found = read_key(key)
    assert found
    return found.id


@pytest.fixture
async def desk(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey
) -> httpx2.AsyncClient:
    await sign_in(client, clerk_key, await an_operator(database))
    return client


async def test_each_key_is_listed_with_its_scopes_its_state_and_its_last_use_without_its_secret(
    desk: httpx2.AsyncClient, database: Database, clock: StillClock
) -> None:
    assert "Aucune clé d'API" in typed((await desk.get("/admin/keys")).text)
    site = await a_key(database, "mentors:read", "slots:read", name="Site <vitrine>")
    over = await a_key(database, "users:read", name="CRM", expires_at=MONDAY + 20 * MINUTE)
    assert (await desk.get("/api/mentors", headers=by_key(site))).status_code == 200
    clock.ahead = 30 * MINUTE
    page = typed((await desk.get("/admin/keys")).text)
    for words in ("Site <vitrine>", "mentors:read", "slots:read", id_of(site), "expirée le"):
        assert words in page
    assert page.count("jamais") == 1
    assert page.count('name="key"') == 1  # what is over needs no end
    for key in (site, over):
        assert key.rpartition("_")[2] not in page


async def test_revoking_ends_a_key_at_once_and_is_audited(
    desk: httpx2.AsyncClient, database: Database, rows: Rows
) -> None:
    key = await a_key(database, "posts:read")
    machine = httpx2.AsyncClient(transport=desk._transport, base_url=desk.base_url)
    assert (await machine.get("/api/posts", headers=by_key(key))).status_code == 200
    done = await submit(desk, "/admin/keys", {"key": id_of(key)})
    assert (done.status_code, done.headers["location"]) == (303, "/admin/keys?done=revoke")
    assert "révoquée" in (await desk.get("/admin/keys?done=revoke")).text
    assert (await machine.get("/api/posts", headers=by_key(key))).status_code == 401
    audited = rows("select action, subject, actor, after from audit_events where action ~ 'key'")
    assert [one["action"] for one in audited] == ["api_key.created", "api_key.revoked"]
    assert {one["subject"] for one in audited} == {id_of(key)}
    assert audited[0]["after"] == {
        "name": "Site vitrine",
        "scopes": ["posts:read"],
        "expires_at": None,
    }
    again = await submit(desk, "/admin/keys", {"key": id_of(key)})
    assert again.status_code == 409


async def test_the_desk_counts_the_keys_that_expire_soon(
    desk: httpx2.AsyncClient, database: Database
) -> None:
    for ahead in (None, 13 * DAY, 14 * DAY, 15 * DAY, -DAY):
        await a_key(database, expires_at=MONDAY + ahead if ahead is not None else None)
    page = typed((await desk.get("/admin")).text)
    assert "2 clés expirent dans moins de deux semaines." in page
