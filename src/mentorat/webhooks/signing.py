"""Secrets and signatures as Standard Webhooks 1.0 wants them: arithmetic alone."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from mentorat import __version__

PREFIX = "whsec_"
SECRET_BYTES = 32  # the specification asks for 24 to 64


def new_secret() -> str:
    """A secret that nobody had before, as its two sides write it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signed_headers(
    message_id: UUID, body: bytes, keys: Sequence[str], *, now: datetime
) -> dict[str, str]:
    """The headers of one try at `now`; one signature for each secret, the newest first."""
    seconds = str(int(now.timestamp()))
    content = b".".join((str(message_id).encode(), seconds.encode(), body))
    return {
        "webhook-id": str(message_id),
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(f"v1,{_signature(key, content)}" for key in keys),
        "Content-Type": "application/json",
        "User-Agent": f"mentorat/{__version__} (webhooks)",
    }


def _signature(secret: str, content: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
