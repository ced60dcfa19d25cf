"""Random histories, through HTTP, in random order, with copies, over several connections.

Each history obeys Clerk's own rules when it is written (at most one live verified owner of an
address at a time); its deliveries are then shuffled. Whatever the order, the end must be that of
the in-order run; and no answer may be 500 or more.
"""

import asyncio
import os
import random
from typing import Any

import httpx2
import pytest

from tests.builders import Rows
from tests.conftest import SECRETS
from tests.fakes.deliveries import deliver

pytestmark = pytest.mark.anyio

HISTORIES = int(os.environ.get("HISTORIES", "80"))
PEOPLE, ADDRESSES, EVENTS = 4, 3, 12
FINAL = (
    "select id, email, email_verified, first_name, banned, created_at, deleted_at is not null as gone"
    " from users where id like %s order by id"
)


def history(chance: random.Random, number: int) -> list[dict[str, Any]]:
    """The events of one small world, in the order they happened."""
    ids = [f"user_{number:06d}{person}" for person in range(PEOPLE)]
    addresses = [f"{number}.{name}@example.org" for name in range(ADDRESSES)]
    live: dict[str, tuple[str | None, bool]] = {}
    gone: set[str] = set()
    events: list[dict[str, Any]] = []
    at = 1787000000000
    for _ in range(EVENTS):
        at += chance.choice([0, 1, 1000])
        user_id = chance.choice([i for i in ids if i not in gone] or ids)
        if user_id in gone:
            continue
        if user_id in live and chance.random() < 0.2:
            gone.add(user_id)
            del live[user_id]
            events.append(event("user.deleted", {"id": user_id, "deleted": True}, at))
            continue
        address, verified = chance.choice([*addresses, None]), chance.random() < 0.7
        owned = {owner for i, (owner, good) in live.items() if good and i != user_id}
        if address in owned:
            verified = False
        kind = "user.updated" if user_id in live else "user.created"
        live[user_id] = (address, verified and address is not None)
        events.append(event(kind, person(chance, user_id, address, verified, at), at))
    return events


def event(kind: str, data: dict[str, Any], at: int) -> dict[str, Any]:
    return {"type": kind, "object": "event", "timestamp": at + 10, "data": data}


def person(
    chance: random.Random, user_id: str, address: str | None, verified: bool, at: int
) -> dict[str, Any]:
    written = address.upper() if address and chance.random() < 0.2 else address
    status = "verified" if verified else "unverified"
    return {
        "id": user_id,
        "first_name": chance.choice(["Ana", "Bob", None]),
        "last_name": None,
        "image_url": "",
        "banned": chance.random() < 0.1,
        "primary_email_address_id": "idn_1" if address else None,
        "email_addresses": [
            {"id": "idn_1", "email_address": written, "verification": {"status": status}}
        ]
        if address
        else [],
        "created_at": 1787000000000,
        "updated_at": at,
    }


async def test_any_order_ends_like_the_order_of_events(
    client: httpx2.AsyncClient, rows: Rows
) -> None:
    seed = int(os.environ.get("SEED", random.SystemRandom().randrange(10**9)))
    chance = random.Random(seed)
    divergent = 0
    for start in range(0, HISTORIES, 8):
        batch = [(number, history(chance, number)) for number in range(start, start + 8)]
        for _, events in batch:
            for found in events:
                await send(client, found)
        expected = {number: rows(FINAL, f"user_{number:06d}%") for number, _ in batch}
        rows("truncate users, webhook_deliveries cascade")
        shuffled = [
            (found, f"msg_{number}_{at}")
            for number, events in batch
            for at, found in enumerate(events)
        ]
        copies = [*shuffled, *chance.sample(shuffled, len(shuffled) // 3)]
        chance.shuffle(copies)
        lanes = [copies[lane::4] for lane in range(4)]
        await asyncio.gather(*(drive(client, lane) for lane in lanes))
        for number, _ in batch:
            divergent += rows(FINAL, f"user_{number:06d}%") != expected[number]
        rows("truncate users, webhook_deliveries cascade")
    print(f"{HISTORIES} histories, seed {seed}: {divergent} divergent")
    assert divergent == 0, f"SEED={seed}"


async def drive(client: httpx2.AsyncClient, lane: list[tuple[dict[str, Any], str]]) -> None:
    for found, message in lane:
        await send(client, found, message)


async def send(
    client: httpx2.AsyncClient, found: dict[str, Any], message: str | None = None
) -> None:
    answer = await deliver(client, found, secret=SECRETS[0], id=message)
    assert answer.status_code == 200, answer.text
