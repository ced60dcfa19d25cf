"""One's own account comes with who one is: whoever asks waits for the database once."""

import httpx2
import pytest
from joserfc.jwk import RSAKey

from tests.builders import Rows
from tests.fakes.clerk_tokens import bearer

pytestmark = pytest.mark.anyio
IDA = "user_ida00000000000000000000000"


async def test_a_token_and_a_cookie_find_the_same_account_in_one_flight(
    client: httpx2.AsyncClient, clerk_key: RSAKey, rows: Rows, flights: list[int]
) -> None:
    headers = bearer(clerk_key, IDA)
    met = await client.get("/api/me", headers=headers)
    rows(
        "update users set email = 'ida@example.org', first_name = 'Ida', bio = 'Je bricole.',"
        " role = 'MENTOR', locale = 'en', timezone = 'Europe/Paris', onboarded_at = created_at"
    )
    assert (await client.post("/auth/clerk/exchange", headers=headers)).status_code == 204
    flights.clear()
    by_token = await client.get("/api/me", headers=headers)
    by_cookie = await client.get("/api/me")
    assert flights == [1, 1]
    assert by_token.json() == by_cookie.json() != met.json()
    (row,) = rows("select * from users")
    told = by_token.json()
    assert told.keys() == met.json().keys()
    for name, column in (("id", "id"), ("email", "email"), ("firstName", "first_name")):
        assert told[name] == row[column]
    assert (told["role"], told["bio"], told["locale"]) == ("MENTOR", "Je bricole.", "en")
    assert told["createdAt"] == row["created_at"].isoformat().replace("+00:00", "Z")


async def test_at_first_sight_an_account_is_told_too(
    client: httpx2.AsyncClient, clerk_key: RSAKey, flights: list[int]
) -> None:
    met = await client.get("/api/me", headers=bearer(clerk_key, IDA))
    assert (met.status_code, met.json()["id"], met.json()["role"]) == (200, IDA, "USER")
    assert flights == [1, 2, 1, 1]  # looked for, met, committed, found


async def test_who_is_not_welcome_is_told_nothing(
    client: httpx2.AsyncClient, clerk_key: RSAKey, rows: Rows
) -> None:
    headers = bearer(clerk_key, IDA)
    await client.post("/auth/clerk/exchange", headers=headers)
    rows("update users set banned = true, banned_at = now()")
    assert (await client.get("/api/me", headers=headers)).status_code == 401
    assert (await client.get("/api/me")).status_code == 401
