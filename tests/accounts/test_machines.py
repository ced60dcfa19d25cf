"""A machine is believed by its key, from the first request on and until the key ends; it is nobody."""

import asyncio
from datetime import timedelta

import httpx2
import psycopg
import pytest
from joserfc.jwk import RSAKey
from structlog.testing import capture_logs

from mentorat.accounts.actions.count_request import KEY_MAX
from mentorat.api_keys.actions import revoke_key
from mentorat.app import create_app
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.db.unit import Unit
from mentorat.events.record import Authority
from mentorat.settings import Settings
from mentorat.text.key_text import BASE62, KeyText, new_key, read_key
from mentorat.web.rates import COSTLY_READS_MAX
from tests import people
from tests.accounts.test_rates import many
from tests.builders import MONDAY, Rows, a_mentor, a_student
from tests.conftest import browser_of, clerk_settings
from tests.forms import sign_in
from tests.machines import a_key, by_key
from tests.people import StillClock, code_of

pytestmark = pytest.mark.anyio
clock = people.clock
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
PEOPLE = "/api/platform/users"


def parts(key: str) -> KeyText:
    found = read_key(key)
    assert found
    return found


async def revoke(database: Database, key: str) -> bool:
    async with database.unit(writes=True) as unit:
        return await revoke_key(Db(unit), parts(key).id, by=Authority("cli"), now=MONDAY)


async def test_unknown_revoked_expired_and_misspelt_keys_get_one_answer_in_one_flight(
    client: httpx2.AsyncClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, revoked = await a_key(database), await a_key(database)
    over = await a_key(database, expires_at=MONDAY)
    assert await revoke(database, revoked)
    assert not await revoke(database, revoked)
    guessed = KeyText(parts(known).id, parts(revoked).secret).written
    flights: list[int] = []
    flush = Unit._flush

    async def counted(unit: Unit) -> None:
        flights.append(len(unit._pending))
        await flush(unit)

    monkeypatch.setattr(Unit, "_flush", counted)
    told = []
    for key in (new_key().written, revoked, over, guessed):
        flights.clear()
        answer = await client.get(PEOPLE, headers=by_key(key))
        kept = {
            k: v
            for k, v in answer.headers.items()
            if k not in {"x-request-id", "content-security-policy"}
        }
        told.append((answer.status_code, answer.content, kept, [*flights]))
    assert told[0][0] == 401
    assert len(told[0][3]) == 1
    assert all(one == told[0] for one in told)
    slip = known[:-1] + ("0" if known[-1] != "0" else "1")
    misspelt = await client.get(PEOPLE, headers=by_key(slip))
    assert (misspelt.status_code, misspelt.content) == told[0][:2]
    assert (await client.get(PEOPLE, headers=by_key(known))).status_code == 200


async def test_a_key_is_good_until_its_last_instant(
    client: httpx2.AsyncClient, database: Database, clock: StillClock
) -> None:
    key = await a_key(database, "mentors:read", expires_at=MONDAY + HOUR)
    for ahead, status in ((HOUR - timedelta(microseconds=1), 200), (HOUR, 401)):
        clock.ahead = ahead
        assert (await client.get("/api/mentors", headers=by_key(key))).status_code == status


async def test_no_column_holds_the_secret(
    client: httpx2.AsyncClient, database: Database, rows: Rows
) -> None:
    key = await a_key(database)
    assert (await client.get(PEOPLE, headers=by_key(key))).status_code == 200
    tables = [
        row["name"]
        for row in rows(
            "select oid::regclass::text as name from pg_class"
            " where relnamespace = 'public'::regnamespace and relkind = 'r'"
        )
    ]
    everything = "\n".join(
        str(row["said"]) for name in tables for row in rows(f"select t::text as said from {name} t")
    )
    secret = parts(key).secret
    assert parts(key).id in everything
    number = 0
    for sign in secret:
        number = number * 62 + BASE62.index(sign)
    for written in (secret, secret.encode().hex(), number.to_bytes(32, "big").hex()):
        assert written not in everything


async def test_its_last_use_is_noted_once_an_hour_and_holds_no_read_up(
    client: httpx2.AsyncClient,
    database: Database,
    database_url: str,
    clock: StillClock,
    rows: Rows,
) -> None:
    key = await a_key(database, "posts:read")
    seen = []
    for ahead in (timedelta(), 59 * MINUTE, 61 * MINUTE):
        clock.ahead = ahead
        assert (await client.get("/api/posts", headers=by_key(key))).status_code == 200
        seen.append(rows("select used_at from api_keys")[0]["used_at"] - MONDAY)
    assert seen == [timedelta(), timedelta(), 61 * MINUTE]
    clock.ahead = 5 * HOUR
    with psycopg.connect(database_url, prepare_threshold=None) as other:
        other.execute("select from api_keys for update")
        async with asyncio.timeout(3):
            held = await client.get("/api/posts", headers=by_key(key))
        other.rollback()
    assert held.status_code == 200
    assert rows("select used_at from api_keys")[0]["used_at"] == MONDAY + 61 * MINUTE


async def test_a_key_acts_for_nobody_whoever_else_is_signed_in(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey, rows: Rows
) -> None:
    mentor, student = await a_mentor(database), await a_student(database)
    machine = by_key(await a_key(database))
    await sign_in(client, clerk_key, student)
    choice = {"mentorId": mentor, "startsAt": people.TEN}
    again = {**machine, "Idempotency-Key": "once"}
    refused = await client.post("/api/bookings", json=choice, headers=again)
    assert code_of(refused) == (403, "not_for_keys")
    for path in ("/api/me", "/api/bookings", "/api/me/saved-mentors"):
        assert code_of(await client.get(path, headers=machine)) == (403, "not_for_keys")
    assert (await client.get("/profile", headers=machine)).status_code == 403
    assert rows("select 1 from bookings") == rows("select 1 from idempotency_keys") == []


async def test_a_person_is_told_that_an_address_is_for_machines(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey
) -> None:
    await sign_in(client, clerk_key, await a_student(database))
    assert code_of(await client.get(PEOPLE)) == (403, "machines_only")
    client.cookies.clear()
    assert code_of(await client.get(PEOPLE)) == (401, "sign_in_required")


async def test_the_log_names_a_key_by_its_public_id(
    client: httpx2.AsyncClient, database: Database
) -> None:
    key, unknown = await a_key(database, "posts:read"), new_key()
    with capture_logs() as lines:
        await client.get("/api/posts", headers=by_key(key))
        await client.get(PEOPLE, headers=by_key(key))
        await client.get(PEOPLE, headers=by_key(unknown.written))
        await client.get("/api/posts")
    access = [line.get("key") for line in lines if line["event"] == "request"]
    assert access == [parts(key).id, parts(key).id, None, None]
    assert [one["key"] for one in lines if one["event"] == "key_refused"] == [unknown.id]
    for secret in (parts(key).secret, unknown.secret):
        assert secret not in str(lines)


async def test_each_key_has_a_budget_of_its_own_whatever_its_address_has_read(
    settings: Settings, database: Database, clerk_key: RSAKey, clock: StillClock, rows: Rows
) -> None:
    counting = clerk_settings(settings.mentorat_home, clerk_key, rate_limits="on")
    client = browser_of(create_app(counting, database, clock=clock))
    busy, other = await a_key(database), await a_key(database)

    async def stranger() -> httpx2.Response:
        return await client.get("/api/mentors")

    await many(COSTLY_READS_MAX, stranger)
    assert (await stranger()).status_code == 429
    for path in ("/api/mentors", PEOPLE):
        assert (await client.get(path, headers=by_key(busy))).status_code == 200
    counts = "select key, requests from request_counts"
    assert rows(counts) == [{"key": f"key {parts(busy).id}", "requests": 2}]
    await client.get(PEOPLE, headers=by_key(KeyText(parts(busy).id, new_key().secret).written))
    assert rows(counts)[0]["requests"] == 2  # nobody spends it who only knows its public id
    rows("update request_counts set requests = %s", KEY_MAX)
    spent = await client.get("/api/mentors", headers=by_key(busy))
    assert (spent.status_code, spent.headers["retry-after"]) == (429, "60")
    assert (await client.get("/api/mentors", headers=by_key(other))).status_code == 200
    clock.ahead = MINUTE
    assert (await client.get("/api/mentors", headers=by_key(busy))).status_code == 200


async def test_a_misspelt_or_unknown_key_spares_nobody_the_budget_of_reads(
    settings: Settings, database: Database, clerk_key: RSAKey
) -> None:
    counting = clerk_settings(settings.mentorat_home, clerk_key, rate_limits="on")
    client = browser_of(create_app(counting, database))
    unknown = by_key(new_key().written)

    async def ask() -> httpx2.Response:
        return await client.get("/blog/feed.xml", headers=unknown)

    answers = await many(COSTLY_READS_MAX + 10, ask)
    assert {one.status_code for one in answers} == {200, 429}
