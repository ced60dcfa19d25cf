"""Session tokens as Clerk signs them, and every way they can be wrong."""

import base64
import time
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

from mentorat.accounts.clerk.tokens import RS256_ONLY

FRONTEND_HOST = "clerk.mentorat.example"
ISSUER = f"https://{FRONTEND_HOST}"
PUBLISHABLE_KEY = "pk_live_" + base64.b64encode(f"{FRONTEND_HOST}$".encode()).decode()
ALICE = "user_3FaAliceMartin0000000000001"
SESSION = "sess_3FaSession00000000000000001"


def public_pem(key: RSAKey) -> str:
    return bytes(key.as_pem(private=False)).decode()


def claims_of(user_id: str = ALICE, **changes: Any) -> dict[str, Any]:
    """The claims of a v2 session token; a change to None drops the claim."""
    now = int(time.time())
    claims: dict[str, Any] = {
        "azp": "https://mentorat.example",
        "exp": now + 60,
        "fva": [0, -1],
        "iat": now,
        "iss": ISSUER,
        "jti": "8f2c0d6e9b1a4c33",
        "nbf": now - 10,
        "sid": SESSION,
        "sts": "active",
        "sub": user_id,
        "v": 2,
        **changes,
    }
    return {name: value for name, value in claims.items() if value is not None}


def signed(key: RSAKey, claims: dict[str, Any], **header: Any) -> str:
    """A token with Clerk's header; a change to None drops the member."""
    members = {"alg": "RS256", "typ": "JWT", "kid": "ins_key_1", "cat": "cl_B7d4PD111AAA", **header}
    kept = {name: value for name, value in members.items() if value is not None}
    return jwt.encode(kept, claims, key, registry=RS256_ONLY)


def bearer(key: RSAKey, user_id: str = ALICE, **changes: Any) -> dict[str, str]:
    """The header of a request with a good token."""
    return {"Authorization": f"Bearer {signed(key, claims_of(user_id, **changes))}"}
