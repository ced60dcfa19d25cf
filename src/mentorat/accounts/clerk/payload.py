"""Reading what Clerk sends: named fields only, whatever else comes or is missing.

Clerk's own schemas reject real deliveries (2022, 2024 and 2026 shapes differ), so nothing here
is strict except what we cannot do without: an event type and the person's id.
"""

import hashlib
import json
import re
import unicodedata
from datetime import UTC, datetime
from typing import Any

import msgspec

from mentorat.wire import one_line

MAX_NAME_LENGTH = 200
MAX_EMAIL_LENGTH = 320
MAX_URL_LENGTH = 2000
MAX_ID_LENGTH = 255
BIGINT_MAX = 2**63 - 1
SECONDS_BELOW = 10**11  # smaller timestamps are seconds: Clerk's examples mix both units

EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


class UnusableError(ValueError):
    """Signed, but nothing can ever be done with it: a repeat would not help."""


class Envelope(msgspec.Struct, frozen=True):
    """One event: its type, its subject and when it happened, in milliseconds."""

    type: str
    data: dict[str, Any]
    event_ms: int

    @property
    def happened_at(self) -> datetime | None:
        return instant(self.event_ms)


class ClerkUser(msgspec.Struct, frozen=True):
    """What we mirror of a person. `version` is Clerk's `updated_at` in milliseconds."""

    id: str
    version: int
    claimed_email: str | None
    claim_verified: bool
    first_name: str | None
    last_name: str | None
    image_url: str | None
    banned: bool
    created_at: datetime | None

    @property
    def digest(self) -> str:
        """Equal for equal content, whatever its version."""
        content = msgspec.structs.astuple(self)[2:]
        return hashlib.sha256(msgspec.json.encode(content)).hexdigest()


def read_envelope(body: bytes, *, our_instance: str | None = None) -> Envelope:
    """The event in a delivery's body; raises UnusableError when it has no type or no data, or
    when it names another instance than ours. Deliveries of before 2025 name none."""
    try:
        document = json.loads(body, parse_int=_integer)
    except (ValueError, RecursionError) as error:
        raise UnusableError("not a JSON document") from error
    if not isinstance(document, dict):
        raise UnusableError("not an event")
    kind, data = document.get("type"), document.get("data")
    if (
        not isinstance(kind, str)
        or not 0 < len(kind) <= MAX_ID_LENGTH
        or not isinstance(data, dict)
    ):
        raise UnusableError("an event has a type and an object as its data")
    instance = document.get("instance_id")
    if our_instance and isinstance(instance, str) and instance != our_instance:
        raise UnusableError("another instance")
    return Envelope(
        type=one_line(kind),
        data=data,
        event_ms=_milliseconds(document.get("timestamp")),
    )


def read_user(data: dict[str, Any], *, event_ms: int = 0) -> ClerkUser:
    """The person in `data`, Clerk's User object; raises UnusableError when it has no id."""
    email, verified = _primary_email(data)
    created_at = _milliseconds(data.get("created_at"))
    return ClerkUser(
        id=read_id(data, "id"),
        version=_milliseconds(data.get("updated_at")) or event_ms or created_at,
        claimed_email=email,
        claim_verified=verified,
        first_name=_name(data.get("first_name")),
        last_name=_name(data.get("last_name")),
        image_url=_web_address(data.get("image_url")),
        banned=data.get("banned") is True or data.get("deprovisioned") is True,
        created_at=instant(created_at),
    )


def read_id(data: dict[str, Any], name: str) -> str:
    """The id under `name`; raises UnusableError when it is missing or no id."""
    found = data.get(name)
    if (
        isinstance(found, str)
        and 0 < len(found) <= MAX_ID_LENGTH
        and found.isascii()
        and found.isprintable()
    ):
        return found
    raise UnusableError(f"data has no {name}")


def instant(milliseconds: int) -> datetime | None:
    """A moment given in Unix milliseconds; None for zero and for what no calendar holds."""
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds else None
    except (OverflowError, ValueError, OSError):
        return None


def _primary_email(data: dict[str, Any]) -> tuple[str | None, bool]:
    # Never the first of the list: it may be an unverified secondary address.
    primary = data.get("primary_email_address_id")
    listed = data.get("email_addresses")
    for entry in listed if isinstance(listed, list) and isinstance(primary, str) else []:
        if isinstance(entry, dict) and entry.get("id") == primary:
            verification = entry.get("verification")
            verified = isinstance(verification, dict) and verification.get("status") == "verified"
            address = _email(entry.get("email_address"))
            return address, verified and address is not None
    return None, False


def _email(value: object) -> str | None:
    if not isinstance(value, str) or len(value) > MAX_EMAIL_LENGTH or not _is_plain(value):
        return None
    return value if EMAIL.fullmatch(value) else None


def _name(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    return one_line(one_line(value).strip()[:MAX_NAME_LENGTH]).strip() or None


def _web_address(value: object) -> str | None:
    if not isinstance(value, str) or len(value) > MAX_URL_LENGTH or not _is_plain(value):
        return None
    return value if value.startswith("https://") else None


def _is_plain(text: str) -> bool:
    return one_line(text) == unicodedata.normalize("NFC", text)


def _integer(digits: str) -> int:
    return int(digits) if len(digits) < len(str(BIGINT_MAX)) else 0


def _milliseconds(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0
    if not 0 < value < BIGINT_MAX:  # also refuses NaN
        return 0
    return int(value) * 1000 if value < SECONDS_BELOW else int(value)
