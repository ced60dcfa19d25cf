"""Who is calling: the token matrix (acceptance case 51) and the keys behind it (case 52)."""

import asyncio
import base64
import contextlib
import hmac
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from mentorat.accounts.clerk.signing_keys import FetchedKeys, PastedKey, fetcher
from mentorat.accounts.clerk.tokens import TokenPolicy, TokenRefusedError, verify_token
from tests.examples import examples
from tests.fakes.clerk_api import FakeClerk, fake_clerk
from tests.fakes.clerk_tokens import ISSUER, SESSION, bearer, claims_of, public_pem, signed

pytestmark = pytest.mark.anyio
DATA = Path(__file__).parents[1] / "data" / "clerk_payloads"
POLICY = TokenPolicy(issuer=ISSUER, parties=("https://mentorat.example",), requires_party=True)
OTHER = RSAKey.generate_key(2048, {"kid": "ins_key_1"})
NOW = int(time.time())

# A change of claims, a change of header, and whether the caller gets in.
MATRIX: dict[str, tuple[dict[str, Any], dict[str, Any], bool]] = {
    "as Clerk makes it": ({}, {}, True),
    "first version, without sts, jti and v": ({"sts": None, "jti": None, "v": None}, {}, True),
    "with an organisation": ({"o": {"id": "org_1", "rol": "admin"}}, {}, True),
    "of before categories": ({}, {"cat": None}, True),
    "of the category to ignore": ({}, {"cat": "cl_I7d4PD111III"}, True),
    "with a header of the future": ({}, {"oiat": NOW}, True),
    "from a JWT template": ({"sid": None}, {"cat": "cl_B7d4PD222AAA"}, False),
    "template with a session": ({}, {"cat": "cl_B7d4PD222AAA"}, False),
    "of a machine": ({"sub": "mch_1"}, {"cat": "cl_B7d4PD333AAA"}, False),
    "of an unknown category": ({}, {"cat": "cl_unknown"}, False),
    "sign-in not finished": ({"sts": "pending"}, {}, False),
    "without expiry": ({"exp": None}, {}, False),
    "expired six seconds ago": ({"exp": NOW - 6}, {}, False),
    "expired within the skew": ({"exp": NOW - 3}, {}, True),
    "expiry as text": ({"exp": str(NOW + 60)}, {}, False),
    "expiry beyond any calendar": ({"exp": 10**400}, {}, False),
    "expiry true": ({"exp": True}, {}, False),
    "not before in a minute": ({"nbf": NOW + 60}, {}, False),
    "issued in a minute": ({"iat": NOW + 60}, {}, False),
    "without a person": ({"sub": None}, {}, False),
    "person of another kind": ({"sub": "org_1"}, {}, False),
    "person with odd characters": ({"sub": "user_1'; drop table users"}, {}, False),
    "without a session": ({"sid": None}, {}, False),
    "another issuer": ({"iss": "https://clerk.elsewhere.example"}, {}, False),
    "without issuer": ({"iss": None}, {}, False),
    "another party": ({"azp": "https://evil.mentorat.example"}, {}, False),
    "without party": ({"azp": None}, {}, False),
    "typ of another kind": ({}, {"typ": "at+jwt"}, False),
    "critical header": ({}, {"crit": ["b64"], "b64": True}, False),
    "category of another type": ({}, {"cat": []}, False),
    "category that is an object": ({}, {"cat": {}}, False),
    "odd key id": ({}, {"kid": "../../etc/passwd"}, False),
}


@pytest.mark.parametrize("name", MATRIX)
async def test_a_token_is_judged(client: httpx2.AsyncClient, clerk_key: RSAKey, name: str) -> None:
    claims, header, is_good = MATRIX[name]
    now = int(time.time())
    moved: dict[str, Any] = {name: shifted(value, now - NOW) for name, value in claims.items()}
    try:
        token = signed(clerk_key, claims_of(**moved), **header)
    except (JoseError, TypeError, ValueError):  # the library will not even sign some of them
        token = by_hand(clerk_key, claims_of(**moved), header)
    answer = await client.get("/api/me", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == (200 if is_good else 401)
    assert answer.headers.get("www-authenticate") == (None if is_good else "Bearer")


def shifted(value: Any, seconds: int) -> Any:
    is_moment = isinstance(value, int) and abs(value - NOW) < 100
    return value + seconds if is_moment else value


def by_hand(key: RSAKey, claims: dict[str, Any], header: dict[str, Any]) -> str:
    members = {"alg": "RS256", "typ": "JWT", "kid": "ins_key_1", **header}
    plain = jws.serialize_compact({"alg": "RS256"}, json.dumps(claims).encode(), key)
    _, payload, signature = plain.split(".")
    return f"{encoded(json.dumps(members).encode())}.{payload}.{signature}"


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@pytest.mark.parametrize("number", ["90", "91", "92", "93", "94"])
async def test_recorded_claims_get_their_verdict(
    client: httpx2.AsyncClient, clerk_key: RSAKey, number: str
) -> None:
    (path,) = DATA.glob(f"{number}_*.json")
    now = int(time.time())
    claims = json.loads(path.read_text("utf-8")) | {"iat": now, "exp": now + 60, "nbf": now - 10}
    answer = await client.get(
        "/api/me", headers={"Authorization": f"Bearer {signed(clerk_key, claims)}"}
    )
    assert answer.status_code == (401 if number == "91" else 200)


async def test_an_operator_who_looks_through_anothers_eyes_changes_nothing(
    client: httpx2.AsyncClient, clerk_key: RSAKey, rows: Callable[..., list[dict[str, Any]]]
) -> None:
    headers = bearer(clerk_key, act={"sub": "user_admin", "iss": "https://dashboard.clerk.com"})
    assert (await client.get("/api/me", headers=headers)).status_code == 200
    answer = await client.post("/api/onboarding", json={"role": "USER"}, headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (403, "/api/docs#problem-read_only")
    before = len(rows("select 1 from audit_events where action = 'session.impersonated'"))
    exchanged = await client.post("/auth/clerk/exchange", headers=headers)
    assert exchanged.status_code == 204
    after = rows("select subject from audit_events where action = 'session.impersonated'")
    assert len(after) == before + 1


async def test_forged_signatures_are_refused(client: httpx2.AsyncClient, clerk_key: RSAKey) -> None:
    good = signed(clerk_key, claims_of())
    head, payload, _ = good.split(".")
    symmetric = encoded(b'{"alg":"HS256","typ":"JWT","kid":"ins_key_1"}') + "." + payload
    mac = hmac.digest(public_pem(clerk_key).encode(), symmetric.encode(), "sha256")
    confusion = f"{symmetric}.{encoded(mac)}"
    none = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0." + payload + "."
    for token in (
        signed(OTHER, claims_of()),
        confusion,
        none,
        f"{head}.{payload}.",
        f"{head}.{payload}.AAAA",
        "",
        "a.b.c",
        "é.b.c",
        "x" * 20_000,
    ):
        header = [(b"Authorization", f"Bearer {token}".encode("latin-1"))]
        assert (await client.get("/api/me", headers=header)).status_code == 401


async def test_where_the_token_is_found(client: httpx2.AsyncClient, clerk_key: RSAKey) -> None:
    token = signed(clerk_key, claims_of())
    foreign = signed(OTHER, claims_of(iss="https://clerk.other.example", iat=NOW - 30))
    for name, headers, is_good in (
        ("lower-case scheme", {"Authorization": f"bearer {token}"}, True),
        ("upper-case scheme", {"Authorization": f"BEARER {token}"}, True),
        (
            "staging password beside the cookie",
            {"Authorization": "Basic eDp5", "Cookie": f"__session={token}"},
            True,
        ),
        ("cookie alone", {"Cookie": f"__session={token}"}, True),
        (
            "somebody else's cookie first",
            {"Cookie": f"__session_ABCDEFGH={foreign}; __session={token}"},
            True,
        ),
        (
            "unquoted JSON in another cookie",
            {"Cookie": f'prefs={{"a":[1]}}; x=[; __session={token}'},
            True,
        ),
        ("another scheme alone", {"Authorization": f"Token {token}"}, False),
        ("nothing", {}, False),
    ):
        answer = await client.get("/api/me", headers=headers)
        assert answer.status_code == (200 if is_good else 401), name


@given(st.binary(max_size=300).map(lambda raw: raw.decode("latin-1")))
@hypothesis_settings(max_examples=examples(2000), deadline=None)
def test_no_text_breaks_the_verifier(token: str) -> None:
    keys = PastedKey(public_pem(OTHER))
    with pytest.raises(TokenRefusedError):
        asyncio.run(verify_token(token, keys.find, POLICY, now=NOW))


@given(at=st.integers(0, 900), flip=st.integers(1, 127))
@hypothesis_settings(max_examples=examples(400), deadline=None)
def test_a_token_changed_in_one_character_is_refused(at: int, flip: int) -> None:
    token = signed(OTHER, claims_of())
    at %= len(token)
    changed = token[:at] + chr(ord(token[at]) ^ flip) + token[at + 1 :]
    keys = PastedKey(public_pem(OTHER))
    with contextlib.suppress(TokenRefusedError):
        claims = asyncio.run(verify_token(changed, keys.find, POLICY, now=time.time()))
        # Base64 has spare bits at its end: the same bytes may be written differently.
        assert claims.clerk_session_id == SESSION


async def test_a_hundred_requests_with_a_new_key_cost_one_fetch() -> None:
    with fake_clerk() as clerk:
        first, second = (RSAKey.generate_key(2048, {"kid": f"k{n}"}) for n in (1, 2))
        clerk.keys = [published(first)]
        now = [0.0]
        keys = FetchedKeys(fetcher(f"{clerk.url}/v1/jwks"), monotonic=lambda: now[0])
        assert await keys.find("k1") is not None
        clerk.keys.append(published(second))
        now[0] += 31
        found = await asyncio.gather(*(keys.find("k2") for _ in range(100)))
        assert all(found)
        assert len(clerk.calls) == 2
        assert await asyncio.gather(*(keys.find(f"random{n}") for n in range(200))) == [None] * 200
        assert len(clerk.calls) == 2


@pytest.mark.parametrize("trouble", ["down", "errors", "nonsense", "huge"])
async def test_while_clerk_is_away_known_keys_go_on(trouble: str) -> None:
    now = [0.0]
    with fake_clerk() as clerk:
        key = RSAKey.generate_key(2048, {"kid": "k1"})
        clerk.keys = [published(key)]
        keys = FetchedKeys(fetcher(f"{clerk.url}/v1/jwks"), monotonic=lambda: now[0])
        assert await keys.find("k1") is not None
        spoil(clerk, trouble)
        now[0] += 60
        if trouble != "down":
            assert await keys.find("k9") is None
            assert await keys.find("k1") is not None
    now[0] += 60
    assert await keys.find("k9") is None
    assert await keys.find("k1") is not None


def published(key: RSAKey) -> dict[str, Any]:
    return {**key.as_dict(private=False), "use": "sig", "alg": "RS256"}


def spoil(clerk: FakeClerk, trouble: str) -> None:
    if trouble == "errors":
        clerk.answers = [(500, {})] * 5
    elif trouble == "nonsense":
        clerk.keys = [{"kty": "RSA", "kid": "k9", "n": 5}, {"kty": "oct"}]
    elif trouble == "huge":
        clerk.keys = [{"kty": "RSA", "kid": "x" * 100_000}]


def test_nobody_calls_clerk_to_check_a_pasted_key(clerk_key: RSAKey) -> None:
    keys: Callable[..., Any] = PastedKey(public_pem(clerk_key)).find
    token = signed(clerk_key, claims_of())
    assert asyncio.run(verify_token(token, keys, POLICY, now=time.time())).impersonated is False
