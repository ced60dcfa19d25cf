"""Whether a delivery was signed by somebody who holds one of our secrets.

Standard Webhooks 1.0, symmetric scheme, as Svix sends it for Clerk. The official Python
libraries raise other errors than their own on odd headers and accept exotic timestamps, so the
grammar is checked here, on raw bytes, before any comparison.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

TOLERANCE_SECONDS = 300
HEADER_FAMILIES = ("svix", "webhook")
MAX_SIGNATURES = 50

MESSAGE_ID = re.compile(rb"[\x21-\x7e]{1,255}")
TIMESTAMP = re.compile(rb"[0-9]{1,12}")  # ASCII digits only: no sign, fraction or underscore
V1_TOKEN = re.compile(rb"v1,([A-Za-z0-9+/]{43}=)")

RefusalCause = Literal["header", "clock", "secret"]


@dataclass(frozen=True)
class Delivery:
    """What the headers of an authentic delivery say."""

    id: str
    sent_at: int  # seconds, of this attempt: not of the event


def authentic_delivery(
    headers: Mapping[str, str], body: bytes, *, keys: Iterable[bytes], now: float
) -> Delivery | None:
    """The delivery, or None when it is unsigned, forged, mangled or out of time.

    `headers` has lower-case names and latin-1 values; `now` is in Unix seconds. Both edges of
    the five minutes belong to the tolerance. Every failure looks the same to the caller.
    """
    message_id, timestamp = _header(headers, "id"), _header(headers, "timestamp")
    if not MESSAGE_ID.fullmatch(message_id) or not TIMESTAMP.fullmatch(timestamp):
        return None
    if abs(int(now) - int(timestamp)) > TOLERANCE_SECONDS:
        return None
    offered = _signatures(headers)
    signed = b"%b.%b.%b" % (message_id, timestamp, body)
    matches = False
    for key in keys:
        expected = base64.b64encode(hmac.digest(key, signed, hashlib.sha256))
        for signature in offered:
            matches |= hmac.compare_digest(expected, signature)
    return Delivery(message_id.decode("ascii"), int(timestamp)) if matches else None


def refusal_cause(headers: Mapping[str, str], *, now: float) -> RefusalCause:
    """Why a delivery that is not authentic was refused, for the operator alone: a header is missing
    or odd, a clock is more than five minutes off, or no secret of ours made the signature (the body
    may have been changed on its way)."""
    message_id, timestamp = _header(headers, "id"), _header(headers, "timestamp")
    is_read = MESSAGE_ID.fullmatch(message_id) and TIMESTAMP.fullmatch(timestamp)
    if not is_read or not _signatures(headers):
        return "header"
    return "clock" if abs(int(now) - int(timestamp)) > TOLERANCE_SECONDS else "secret"


def signed_headers(message_id: str, body: bytes, *, key: bytes, now: float) -> dict[str, str]:
    """The headers Svix would send with this body."""
    timestamp = str(int(now))
    signed = b"%b.%b.%b" % (message_id.encode("ascii"), timestamp.encode("ascii"), body)
    token = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode("ascii")
    return {"svix-id": message_id, "svix-timestamp": timestamp, "svix-signature": f"v1,{token}"}


def _signatures(headers: Mapping[str, str]) -> list[bytes]:
    tokens = _header(headers, "signature").split()[:MAX_SIGNATURES]
    return [found.group(1) for token in tokens if (found := V1_TOKEN.fullmatch(token))]


def _header(headers: Mapping[str, str], word: str) -> bytes:
    # The first family that is present decides; a mismatch is not retried with the other one.
    for family in HEADER_FAMILIES:
        value = headers.get(f"{family}-{word}")
        if value is not None:
            return value.encode("latin-1", "replace")
    return b""
