"""Deliveries as Svix sends them for Clerk."""

import itertools
import json
import time
from pathlib import Path
from typing import Any

import httpx2

from mentorat.accounts.clerk.signature import signed_headers
from mentorat.settings.clerk_keys import signing_key

PAYLOADS = Path(__file__).parents[1] / "data" / "clerk_payloads"
ENDPOINT = "/api/webhooks/clerk"
_numbers = itertools.count()


def payload(number: str) -> dict[str, Any]:
    """One of the recorded bodies, by the number its file name begins with."""
    (path,) = PAYLOADS.glob(f"{number}_*.json")
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


def changed(event: dict[str, Any], *, timestamp: int | None = None, **data: Any) -> dict[str, Any]:
    """The event with other members of its data."""
    return {
        **event,
        "timestamp": event["timestamp"] if timestamp is None else timestamp,
        "data": {**event["data"], **data},
    }


def message_id() -> str:
    return f"msg_{next(_numbers):026d}"


async def deliver(
    client: httpx2.AsyncClient,
    event: dict[str, Any] | bytes,
    *,
    secret: str,
    id: str | None = None,
    **headers: str,
) -> httpx2.Response:
    """Post a correctly signed delivery."""
    body = event if isinstance(event, bytes) else json.dumps(event).encode()
    sent = signed_headers(id or message_id(), body, key=signing_key(secret), now=time.time())
    return await client.post(
        ENDPOINT, content=body, headers={"content-type": "application/json", **sent, **headers}
    )
