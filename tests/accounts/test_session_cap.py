"""A person's sessions do not pile up, however many are opened at once."""

import asyncio

import httpx2
import pytest
from joserfc.jwk import RSAKey

from tests.builders import Rows
from tests.fakes.clerk_tokens import bearer

pytestmark = pytest.mark.anyio
COOKIE = "__Host-mentorat_session"


async def test_a_person_has_fifty_sessions_at_most_and_the_oldest_go(
    client: httpx2.AsyncClient, clerk_key: RSAKey, rows: Rows
) -> None:
    await client.post("/auth/clerk/exchange", headers=bearer(clerk_key))
    first = client.cookies[COOKIE]
    client.cookies.clear()
    rows(
        "insert into auth_sessions (id, secret_hash, user_id, clerk_session_id, created_at, seen_at,"
        " expires_at) select gen_random_uuid(), n::text::bytea, user_id, clerk_session_id, created_at"
        " + n * interval '1 ms', seen_at, expires_at from auth_sessions, generate_series(1, 48) as n"
    )
    assert (await client.get("/api/me", headers={"Cookie": f"{COOKIE}={first}"})).status_code == 200

    async def sign_in() -> httpx2.Response:
        return await client.post("/auth/clerk/exchange", headers=bearer(clerk_key))

    await asyncio.gather(*(sign_in() for _ in range(8)))
    assert rows("select count(*) as n from auth_sessions") == [{"n": 50}]
    assert (await client.get("/api/me", headers={"Cookie": f"{COOKIE}={first}"})).status_code == 401
