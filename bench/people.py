"""Ten thousand invented people, and what Clerk would send about them."""

import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from joserfc.jwk import RSAKey

from mentorat.accounts.clerk.payload import ClerkUser, read_user
from mentorat.accounts.clerk.signature import signed_headers
from tests.fakes.clerk_tokens import claims_of, signed
from tests.fakes.deliveries import ENDPOINT, payload

PEOPLE = 10_000
FIRST_PERSON = 10**12  # so that every id has the length of Clerk's
STRIDE = 7_919  # a prime: nobody hears twice within ten thousand messages
SINCE_MS = 1_787_000_000_000
PERSON_PREFIX = "user_3FaBenchPerson"
EMAIL_PREFIX, EMAIL_SUFFIX = "prenom.nom.", "@example.org"
TOKEN_SECONDS = 900
FIRST_NAMES = ("Alice", "Baptiste", "Chloé", "Driss", "Élodie", "Farid", "Gaëlle", "Hugo")
LAST_NAMES = ("Martin", "Bernard", "Nguyễn", "O’Connor", "Lefèvre", "Benali", "Müller")

_EVENT = payload("21")
INSTANCE = str(_EVENT["instance_id"])


def person_id(at: int) -> str:
    """The id of person `at`, from 0."""
    return f"{PERSON_PREFIX}{FIRST_PERSON + at}"


def email(at: int) -> str:
    """Their address, which they keep: most news are about something else."""
    return f"{EMAIL_PREFIX}{FIRST_PERSON + at}{EMAIL_SUFFIX}"


def message_id(number: int) -> str:
    """The id of message `number`, as long as Svix's."""
    return f"msg_{number:027d}"


def news(number: int) -> dict[str, Any]:
    """Message `number`: a change of profile, newer than every message before it."""
    data = _profile(number * STRIDE % PEOPLE, number)
    return {**_EVENT, "timestamp": data["updated_at"] + 16, "data": data}


def body_of(number: int) -> bytes:
    """Message `number` as Clerk writes it."""
    return json.dumps(news(number), separators=(",", ":")).encode()


def delivery(number: int, *, key: bytes, host: str) -> bytes:
    """A whole signed HTTP request for message `number`."""
    body = body_of(number)
    headers = {
        "host": host,
        "user-agent": "Svix-Webhooks/1.84.0 (sender-9YMgn; +https://www.svix.com/http-sender/)",
        "accept": "*/*",
        "content-type": "application/json",
        "content-length": str(len(body)),
        **signed_headers(message_id(number), body, key=key, now=time.time()),
    }
    return _request(f"POST {ENDPOINT}", headers) + body


def me_requests(key: RSAKey, *, count: int, host: str) -> list[bytes]:
    """`count` people asking for their own account, each with a token of their own."""
    return [
        _request("GET /api/me", {"host": host, "authorization": f"Bearer {token(key, at)}"})
        for at in range(count)
    ]


def token(key: RSAKey, at: int) -> str:
    """The session token of person `at`, good for the length of a run."""
    expires = int(time.time()) + TOKEN_SECONDS
    return signed(key, claims_of(person_id(at), exp=expires, sid=f"sess_{at:027d}"))


def fill(url: str) -> None:
    """Write everybody, as old webhooks would have."""
    people = [read_user(_profile(at, -1)) for at in range(PEOPLE)]
    onboarded = datetime.fromtimestamp(SINCE_MS / 1000, UTC) + timedelta(days=1)
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        columns = "id, email, email_verified, first_name, last_name, image_url, role, locale"
        with cursor.copy(f"copy users ({columns}, onboarded_at, created_at) from stdin") as copy:
            for at, person in enumerate(people):
                copy.write_row((*_columns(at, person), onboarded, person.created_at))
        columns = "user_id, version, event_ms, digest, claimed_email, claim_verified"
        with cursor.copy(f"copy clerk_identities ({columns}) from stdin") as copy:
            for person in people:
                claim = (person.claimed_email, person.claim_verified)
                copy.write_row((person.id, person.version, SINCE_MS, person.digest, *claim))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("vacuum analyze")


def _columns(at: int, person: ClerkUser) -> tuple[object, ...]:
    names = (person.first_name, person.last_name, person.image_url)
    role, locale = ("MENTOR" if at % 5 == 0 else "USER"), ("fr", "en")[at % 2]
    return (person.id, person.claimed_email, person.claim_verified, *names, role, locale)


def _profile(at: int, number: int) -> dict[str, Any]:
    recorded = _EVENT["data"]
    primary = recorded["primary_email_address_id"]
    addresses = [
        {**entry, "email_address": email(at)} if entry["id"] == primary else entry
        for entry in recorded["email_addresses"]
    ]
    return {
        **recorded,
        "id": person_id(at),
        "first_name": FIRST_NAMES[at % len(FIRST_NAMES)],
        "last_name": LAST_NAMES[at % len(LAST_NAMES)],
        "image_url": f"https://img.clerk.com/eyJ0eXBlIjoicHJveHkifQ{number + 1:010d}",
        "email_addresses": addresses,
        "created_at": SINCE_MS,
        "updated_at": SINCE_MS + 1_000_000 + number,
    }


def _request(line: str, headers: dict[str, str]) -> bytes:
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"{line} HTTP/1.1\r\n{head}\r\n".encode("latin-1")
