"""The development identity: a local stand-in for Clerk that signs like Clerk.

Tokens are Clerk-shaped and signed with a local RSA key, deliveries with a local secret, so the
production path is the only path. It exists with AUTH=dev alone, on loopback.
"""

import base64
import json
import secrets
from pathlib import Path
from typing import Any

import msgspec
from joserfc import jwt
from joserfc.jwk import RSAKey

from mentorat.accounts.clerk.tokens import RS256_ONLY
from mentorat.accounts.standing import DEMO_PREFIX
from mentorat.settings.kept_file import keep_first

ISSUER = "https://clerk.mentorat.localhost"
KEY_ID = "ins_development"
TOKEN_SECONDS = 60


class DevIdentity(msgspec.Struct, frozen=True):
    """The local keys of one project folder."""

    private_key: RSAKey
    webhook_secret: str

    def token(self, user_id: str, *, session_id: str, party: str, now: float) -> str:
        """A session token for this person, valid for a minute."""
        issued_at = int(now)
        claims: dict[str, Any] = {
            "azp": party,
            "exp": issued_at + TOKEN_SECONDS,
            "iat": issued_at,
            "iss": ISSUER,
            "nbf": issued_at - 10,
            "sid": session_id,
            "sts": "active",
            "sub": user_id,
            "v": 2,
        }
        header = {"alg": "RS256", "typ": "JWT", "kid": KEY_ID, "cat": "cl_B7d4PD111AAA"}
        return jwt.encode(header, claims, self.private_key, registry=RS256_ONLY)

    @property
    def webhook_key(self) -> bytes:
        return base64.b64decode(self.webhook_secret.removeprefix("whsec_"))

    @property
    def public_pem(self) -> str:
        return str(self.private_key.as_pem(private=False), "ascii")


def dev_identity(home: Path) -> DevIdentity:
    """The keys kept under `home`; made the first time, by whichever process comes first."""
    path = home / "dev-identity.json"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        keep_first(path, json.dumps(_new_keys(), indent=2))
    kept = json.loads(path.read_text(encoding="utf-8"))
    return DevIdentity(RSAKey.import_key(kept["private_key"]), kept["webhook_secret"])


def development_user(
    user_id: str, *, first_name: str, last_name: str, email: str, now_ms: int
) -> dict[str, Any]:
    """A person as Clerk's `user.created` describes one (its User object, the named fields)."""
    address_id = f"idn_{user_id.removeprefix('user_')}"
    return {
        "id": user_id,
        "object": "user",
        "first_name": first_name,
        "last_name": last_name,
        "image_url": "",
        "primary_email_address_id": address_id,
        "email_addresses": [
            {
                "id": address_id,
                "object": "email_address",
                "email_address": email,
                "verification": {"status": "verified", "strategy": "email_code"},
            }
        ],
        "public_metadata": {},
        "unsafe_metadata": {},
        "banned": False,
        "created_at": now_ms,
        "updated_at": now_ms,
    }


def event_body(kind: str, data: dict[str, Any], *, now_ms: int, instance_id: str = KEY_ID) -> bytes:
    """The body of one delivery."""
    event = {
        "type": kind,
        "object": "event",
        "timestamp": now_ms,
        "instance_id": instance_id,
        "data": data,
    }
    return json.dumps(event, ensure_ascii=False).encode()


def new_user_id(*, is_demo: bool) -> str:
    """An id in the shape of Clerk's; one of the demo is known as such for ever."""
    return (DEMO_PREFIX if is_demo else "user_") + secrets.token_hex(13)


def _new_keys() -> dict[str, str]:
    key = RSAKey.generate_key(2048)
    return {
        "private_key": str(key.as_pem(private=True), "ascii"),
        "webhook_secret": "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode("ascii"),
    }
