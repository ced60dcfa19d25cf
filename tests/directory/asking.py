"""Asking the directory as a reader's program does."""

from typing import Any

import httpx2


async def first_page(client: httpx2.AsyncClient, **search: Any) -> list[dict[str, Any]]:
    """The cards of one page."""
    answer = await client.get("/api/mentors", params=search)
    assert answer.status_code == 200, answer.text[:300]
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def everybody(
    client: httpx2.AsyncClient, *, limit: int = 50, **search: Any
) -> list[dict[str, Any]]:
    """The cards of all pages, one after the other."""
    found: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        asked = {**search, "limit": limit, **({"cursor": cursor} if cursor else {})}
        answer = await client.get("/api/mentors", params=asked)
        assert answer.status_code == 200, answer.text[:300]
        page = answer.json()
        found += page["items"]
        cursor = page["nextCursor"]
        if cursor is None:
            return found


async def ids_found(client: httpx2.AsyncClient, **search: Any) -> set[str]:
    """Who is found."""
    return {card["id"] for card in await everybody(client, **search)}


async def facets(client: httpx2.AsyncClient, **search: Any) -> dict[str, Any]:
    """The counts beside a search."""
    answer = await client.get("/api/mentors/facets", params=search)
    assert answer.status_code == 200, answer.text[:300]
    counts: dict[str, Any] = answer.json()
    return counts


async def problems(client: httpx2.AsyncClient, address: str) -> list[tuple[str, str]]:
    """What is refused in an address: where, and why."""
    answer = await client.get(address)
    assert answer.status_code == 422, answer.text[:300]
    assert answer.headers["content-type"] == "application/problem+json"
    return [(told["pointer"], told["code"]) for told in answer.json()["errors"]]


async def starts_of(client: httpx2.AsyncClient, mentor_id: str, **asked: str) -> list[str]:
    """The starts that a mentor offers, as they are written."""
    answer = await client.get(f"/api/mentors/{mentor_id}/slots", params=asked)
    assert answer.status_code == 200, answer.text[:300]
    return [slot["startsAt"] for slot in answer.json()["items"]]
