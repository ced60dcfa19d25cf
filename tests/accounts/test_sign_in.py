"""Our own session: made from a token, kept in a cookie, ended from everywhere; and the handshake."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from mentorat.accounts.clerk.cookies import suffix
from mentorat.accounts.clerk.tokens import RS256_ONLY
from tests.accounts.conftest import Arrive
from tests.builders import Rows
from tests.conftest import Clock
from tests.fakes.clerk_tokens import PUBLISHABLE_KEY, bearer, claims_of, signed

pytestmark = pytest.mark.anyio
COOKIE = "__Host-mentorat_session"


async def test_a_token_becomes_a_session_that_outlives_it(
    client: httpx2.AsyncClient, clerk_key: RSAKey, clock: Clock, rows: Rows
) -> None:
    answer = await client.post("/auth/clerk/exchange", headers=bearer(clerk_key))
    assert (answer.status_code, answer.content) == (204, b"")
    cookie = answer.headers["set-cookie"]
    for word in (f"{COOKIE}=", "HttpOnly", "Secure", "SameSite=lax", "Path=/"):
        assert word in cookie
    secret = client.cookies[COOKIE]
    (kept,) = rows("select secret_hash from auth_sessions")
    assert secret.encode() not in bytes(kept["secret_hash"])
    clock.ahead = timedelta(hours=11)
    assert (await client.get("/api/me")).status_code == 200


async def test_a_session_falls_idle_and_never_lasts_a_week(
    client: httpx2.AsyncClient, clerk_key: RSAKey, clock: Clock
) -> None:
    await client.post("/auth/clerk/exchange", headers=bearer(clerk_key))
    for hours in range(0, 7 * 24, 11):
        clock.ahead = timedelta(hours=hours)
        assert (await client.get("/api/me")).status_code == 200
    clock.ahead = timedelta(days=7, seconds=1)
    assert (await client.get("/api/me")).status_code == 401
    clock.ahead = timedelta()
    await client.post("/auth/clerk/exchange", headers=bearer(clerk_key))
    clock.ahead = timedelta(hours=12, seconds=1)
    assert (await client.get("/api/me")).status_code == 401


async def test_signing_in_again_changes_the_secret_and_ends_the_old_one(
    client: httpx2.AsyncClient, clerk_key: RSAKey, rows: Rows
) -> None:
    await client.post("/auth/clerk/exchange", headers=bearer(clerk_key))
    first = client.cookies[COOKIE]
    await client.post("/auth/clerk/exchange", headers=bearer(clerk_key))
    assert client.cookies[COOKIE] != first
    assert len(rows("select 1 from auth_sessions")) == 1


async def test_only_a_bearer_token_is_exchanged(
    client: httpx2.AsyncClient, clerk_key: RSAKey
) -> None:
    token = signed(clerk_key, claims_of())
    assert (await client.post("/auth/clerk/exchange")).status_code in {401, 403}
    answer = await client.post("/auth/clerk/exchange", headers={"Cookie": f"__session={token}"})
    assert answer.status_code == 403


async def test_two_cookies_of_one_name_are_nobody(
    client: httpx2.AsyncClient, clerk_key: RSAKey
) -> None:
    await client.post("/auth/clerk/exchange", headers=bearer(clerk_key))
    secret = client.cookies[COOKIE]
    client.cookies.clear()
    tossed = {"Cookie": f"{COOKIE}=attacker; {COOKIE}={secret}"}
    assert (await client.get("/api/me", headers=tossed)).status_code == 401


async def test_signing_out_ends_the_session_and_the_tokens_behind_it(
    client: httpx2.AsyncClient, clerk_key: RSAKey, rows: Rows
) -> None:
    await client.post("/auth/clerk/exchange", headers=bearer(clerk_key))
    page = await client.get("/onboarding")
    answer = await client.post("/auth/sign-out", data={"csrf_token": csrf_of(page)})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?signed-out=1")
    assert rows("select 1 from auth_sessions") == []
    assert (await client.get("/api/me", headers=bearer(clerk_key))).status_code == 401
    assert (
        await client.get("/api/me", headers=bearer(clerk_key, sid="sess_new"))
    ).status_code == 200


@pytest.mark.parametrize(
    ("headers", "token"),
    [
        ({}, None),
        ({}, "somebody-elses"),
        ({"Origin": "https://evil.example"}, "own"),
        ({"Origin": "null"}, "own"),
        ({"Sec-Fetch-Site": "cross-site"}, "own"),
        ({"Sec-Fetch-Site": "same-site"}, "own"),
    ],
)
async def test_a_form_that_is_not_ours_is_refused(
    client: httpx2.AsyncClient,
    clerk_key: RSAKey,
    rows: Rows,
    headers: dict[str, str],
    token: str | None,
) -> None:
    await client.post("/auth/clerk/exchange", headers=bearer(clerk_key))
    own = csrf_of(await client.get("/onboarding"))
    fields = {"role": "USER"} | ({"csrf_token": own if token == "own" else token} if token else {})
    answer = await client.post("/onboarding", data=fields, headers=headers)
    assert answer.status_code == 403
    by_json = await client.post("/api/onboarding", json={"role": "USER"}, headers=headers)
    assert by_json.status_code == 403
    assert rows("select onboarded_at from users")[0]["onboarded_at"] is None


async def test_a_form_of_ours_is_taken_by_cookie_and_by_header(
    client: httpx2.AsyncClient, clerk_key: RSAKey
) -> None:
    await client.post("/auth/clerk/exchange", headers=bearer(clerk_key))
    token = csrf_of(await client.get("/onboarding"))
    headers = {
        "X-CSRF-Token": token,
        "Origin": "https://mentorat.example",
        "Sec-Fetch-Site": "same-origin",
    }
    assert (
        await client.post("/api/onboarding", json={"role": "USER"}, headers=headers)
    ).status_code == 201


async def test_pages_send_strangers_to_sign_in_and_remember_the_way(
    client: httpx2.AsyncClient,
) -> None:
    answer = await client.get("/profile?tab=1")
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/sign-in?next=/profile%3Ftab%3D1",
    )
    page = await client.get(answer.headers["location"])
    policy = page.headers["content-security-policy"]
    assert "https://clerk.mentorat.example" in policy
    assert 'data-next="/profile?tab=1"' in page.text
    assert "clerk.browser.js" in page.text
    assert "ui.browser.js" in page.text
    elsewhere = await client.get("/")
    assert "clerk.mentorat.example" not in elsewhere.headers["content-security-policy"]


def document(**cookies: str) -> dict[str, str]:
    jar = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return {"Cookie": jar, "Accept": "text/html", "Sec-Fetch-Dest": "document"}


async def test_an_expired_token_on_a_page_goes_through_clerks_handshake(
    client: httpx2.AsyncClient, clerk_key: RSAKey
) -> None:
    old = signed(clerk_key, claims_of(exp=1787000060, iat=1787000000, nbf=1787000000))
    headers = document(__session=old, __client_uat="1787000000")
    answer = await client.get("/profile?tab=1", headers=headers)
    assert (answer.status_code, answer.headers["cache-control"]) == (307, "no-store")
    target = urlsplit(answer.headers["location"])
    asked = parse_qs(target.query)
    assert (target.netloc, target.path) == ("clerk.mentorat.example", "/v1/client/handshake")
    assert asked["redirect_url"] == ["https://mentorat.example/profile?tab=1"]
    assert asked["__clerk_hs_reason"] == ["session-token-expired"]
    assert "__clerk_redirect_count=1" in answer.headers["set-cookie"]
    again = await client.get(
        "/profile", headers=document(__client_uat="1", __clerk_redirect_count="2")
    )
    assert again.status_code == 307
    looped = await client.get(
        "/profile", headers=document(__client_uat="1", __clerk_redirect_count="3")
    )
    assert looped.headers["location"].startswith("/sign-in")
    stranger = await client.get("/profile", headers=document(__client_uat="0"))
    assert stranger.headers["location"].startswith("/sign-in")
    fetched = await client.get(
        "/api/me", headers={"Cookie": headers["Cookie"], "Sec-Fetch-Dest": "empty"}
    )
    assert fetched.status_code == 401
    posted = await client.post("/profile", headers=headers, data={"bio": "x"})
    assert posted.status_code in {401, 403}


async def test_the_handshakes_answer_signs_in_by_cookie_never_by_link(
    client: httpx2.AsyncClient, clerk_key: RSAKey, rows: Rows
) -> None:
    fresh = signed(clerk_key, claims_of())
    directives = [f"__session={fresh}; Path=/; Secure", "__client_uat=1787000000; Path=/"]
    answer = jwt.encode(
        {"alg": "RS256", "typ": "JWT", "kid": "ins_key_1"},
        {"handshake": directives},
        clerk_key,
        registry=RS256_ONLY,
    )
    by_link = await client.get(f"/onboarding?__clerk_handshake={answer}", headers=document())
    assert by_link.status_code == 303
    client.cookies.clear()
    arrived = await client.get("/onboarding", headers=document(__clerk_handshake=answer))
    assert arrived.status_code == 200
    assert len(rows("select 1 from auth_sessions")) == 1
    assert (await client.get("/api/me")).status_code == 200  # by our cookie, from now on
    forged = answer[:-8] + "AAAAAAAA"
    client.cookies.clear()
    assert (
        await client.get("/onboarding", headers=document(__clerk_handshake=forged))
    ).status_code == 303


async def test_a_page_exchanges_a_clerk_cookie_on_sight(
    client: httpx2.AsyncClient, clerk_key: RSAKey, arrive: Arrive, rows: Rows
) -> None:
    await arrive("01")
    name = f"__session_{suffix(PUBLISHABLE_KEY)}"
    page = await client.get(
        "/onboarding", headers=document(**{name: signed(clerk_key, claims_of())})
    )
    assert page.status_code == 200
    assert COOKIE in page.headers["set-cookie"]
    assert len(rows("select 1 from auth_sessions")) == 1
    answer = await client.post("/onboarding", data={"role": "USER", "csrf_token": csrf_of(page)})
    assert answer.status_code == 303


def test_the_suffix_of_cookies_follows_clerks_rule() -> None:
    assert suffix("pk_test_ZXhhbXBsZS5hY2NvdW50cy5kZXYk") == "PXVV4PZn"


def csrf_of(page: httpx2.Response) -> str:
    return page.text.split('name="csrf_token" value="')[1].split('"')[0]
