"""Whether a Clerk session token says the truth, and whom it names.

Clerk signs session, template and machine tokens with one key; the official Python SDK accepts
all of them, tokens without expiry and foreign issuers. The checks here are stricter on purpose.
Sources: Clerk's documentation of session tokens; RFC 7519; RFC 8725.
"""

import binascii
import json
import re
from collections.abc import Awaitable, Callable
from hashlib import blake2b
from typing import Any

import msgspec
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from mentorat.bounded_cache import MEGABYTE, BoundedCache

SKEW_SECONDS = 5
DOTS = 2
PROVED_BYTES = 4 * MEGABYTE
PROOF_BYTES = 1024  # of one, at most: two ids, each of at most 255 characters
MAX_ID_LENGTH = 255
MAX_TOKEN_LENGTH = 16_384  # a handshake carries whole cookies
SESSION_CATEGORIES = frozenset({"cl_B7d4PD111AAA", "cl_I7d4PD111III"})
KEY_ID = re.compile(r"[A-Za-z0-9_.=-]{1,200}")
USER_ID = re.compile(r"user_[A-Za-z0-9_-]{1,200}")

# Clerk adds header members of its own (cat, oiat); critical ones are refused below.
RS256_ONLY = jws.JWSRegistry(algorithms=["RS256"], strict_check_header=False)

FindKey = Callable[[str | None], Awaitable[RSAKey | None]]


class TokenRefusedError(ValueError):
    """Not a token that we accept; the message is for logs and tests, never for the caller."""


class Claims(msgspec.Struct, frozen=True):
    """What a good token tells."""

    user_id: str
    clerk_session_id: str
    expires_at: int
    impersonated: bool


class TokenPolicy(msgspec.Struct, frozen=True):
    """Whose tokens we accept, and for which origins."""

    issuer: str
    parties: tuple[str, ...]
    requires_party: bool


class _Proof(msgspec.Struct, frozen=True):
    """That a token was signed by the key of this id, what it says, and since when it counts."""

    key_id: str | None
    key: RSAKey
    said: Claims
    not_before: int


class ProvedTokens:
    """Tokens whose signature was proved, for the key that did: one token comes with many requests.
    Everything that passes with time is looked at again each time."""

    def __init__(self, find_key: FindKey, policy: TokenPolicy) -> None:
        self._find_key, self._policy = find_key, policy
        self._proved = BoundedCache[bytes, _Proof](bytes_max=PROVED_BYTES)

    async def verify(self, token: str, *, now: float) -> Claims:
        """The claims of a token, as `verify_token` tells and refuses."""
        digest = blake2b(token.encode("utf-8", "surrogatepass"), digest_size=32).digest()
        proof = self._proved.get(digest)
        if proof is None or await self._find_key(proof.key_id) is not proof.key:
            proof = await _prove(token, self._find_key, self._policy)
            self._proved.keep(digest, proof, weight=PROOF_BYTES)
        return _said_now(proof, now)


async def verify_token(token: str, find_key: FindKey, policy: TokenPolicy, *, now: float) -> Claims:
    """The claims of a Clerk session token; raises TokenRefusedError for anything else.

    RS256 only, keys from `find_key` only; issuer, authorised party, category, status and times
    are all checked. `now` is in Unix seconds.
    """
    return _said_now(await _prove(token, find_key, policy), now)


async def _prove(token: str, find_key: FindKey, policy: TokenPolicy) -> _Proof:
    """Everything of a token that does not pass with time."""
    key_id = read_header(token).get("kid")
    key = await find_key(key_id)
    if key is None:
        raise TokenRefusedError("unknown key")
    claims = _proved_claims(token, key)
    _check_origin(claims, policy)
    starts = [_seconds(claims, name) for name in ("nbf", "iat") if name in claims]
    return _Proof(key_id, key, _session(claims), max(starts, default=0))


def _proved_claims(token: str, key: RSAKey) -> dict[str, Any]:
    try:
        signed = jws.deserialize_compact(token, key, registry=RS256_ONLY)
        claims = json.loads(signed.payload)
    except (JoseError, ValueError, RecursionError) as error:
        raise TokenRefusedError("not signed by our Clerk instance") from error
    if not isinstance(claims, dict):
        raise TokenRefusedError("no claims")
    return claims


def read_header(token: str) -> dict[str, Any]:
    """A token's header, not yet proved; raises TokenRefusedError for what we never accept."""
    if len(token) > MAX_TOKEN_LENGTH or not token.isascii() or token.count(".") != DOTS:
        raise TokenRefusedError("not a token")
    first = token.partition(".")[0]
    try:
        header = json.loads(binascii.a2b_base64(_padded(first)))
    except (ValueError, RecursionError) as error:
        raise TokenRefusedError("unreadable header") from error
    if not isinstance(header, dict) or header.get("alg") != "RS256":
        raise TokenRefusedError("not RS256")
    if str(header.get("typ", "JWT")).upper() != "JWT" or "crit" in header:
        raise TokenRefusedError("not a JWT")
    category = header.get("cat")
    if "cat" in header and not (isinstance(category, str) and category in SESSION_CATEGORIES):
        raise TokenRefusedError("not a session token")
    kid = header.get("kid")
    if kid is not None and not (isinstance(kid, str) and KEY_ID.fullmatch(kid)):
        raise TokenRefusedError("odd key id")
    return header


def _said_now(proof: _Proof, now: float) -> Claims:
    if proof.said.expires_at + SKEW_SECONDS <= now:
        raise TokenRefusedError("expired")
    if proof.not_before - SKEW_SECONDS > now:
        raise TokenRefusedError("not valid yet")
    return proof.said


def _check_origin(claims: dict[str, Any], policy: TokenPolicy) -> None:
    if claims.get("iss") != policy.issuer:
        raise TokenRefusedError("another issuer")
    party = claims.get("azp")
    if party is None and not policy.requires_party:
        return  # a native app's token has none
    if party not in policy.parties:
        raise TokenRefusedError("another party")


def _session(claims: dict[str, Any]) -> Claims:
    user_id, session_id = claims.get("sub"), claims.get("sid")
    if not isinstance(user_id, str) or not USER_ID.fullmatch(user_id):
        raise TokenRefusedError("names no user")
    if (
        not isinstance(session_id, str)
        or not 0 < len(session_id) <= MAX_ID_LENGTH
        or not session_id.isascii()
    ):
        raise TokenRefusedError("names no session")
    if claims.get("sts", "active") != "active":
        raise TokenRefusedError("sign-in is not finished")
    return Claims(user_id, session_id, _seconds(claims, "exp"), impersonated="act" in claims)


def _seconds(claims: dict[str, Any], name: str) -> int:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 10**11:
        raise TokenRefusedError(f"{name} is not a time")
    return int(value)


def _padded(text: str) -> str:
    return text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4)
