"""The editor's form as a browser without JavaScript sends it."""

import re
from typing import Any

import httpx2

from tests.builders import Rows
from tests.forms import submit

BASE = {
    "timezone": "Europe/Paris",
    "slotMinutes": "60",
    "stepMinutes": "30",
    "bufferBefore": "0",
    "bufferAfter": "15",
    "minNoticeMinutes": "720",
    "horizonDays": "60",
    "mon.0.start": "09:00",
    "mon.0.end": "12:00",
}


async def digest(client: httpx2.AsyncClient) -> str:
    page = (await client.get("/availability")).text
    return page.partition('name="digest" value="')[2].partition('"')[0]


async def save(client: httpx2.AsyncClient, **changes: Any) -> httpx2.Response:
    fields = {**BASE, "digest": await digest(client), "do": "save", **changes}
    return await submit(client, "/availability", {k: v for k, v in fields.items() if v is not None})


def hour_field(page: str, name: str) -> str | None:
    """What stands in a field for an hour; None where there is no such field."""
    found = re.search(rf'name="{re.escape(name)}" type="text"[^>]* value="([^"]*)"', page)
    return found and found[1]


def stored(rows: Rows) -> dict[str, Any]:
    found: dict[str, Any] = rows("select availability from mentor_profiles")[0]["availability"]
    return found
