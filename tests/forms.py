"""Filling in our forms as a browser without JavaScript does."""

import re
from html import unescape
from typing import Any

import httpx2
from joserfc.jwk import RSAKey

from tests.fakes.clerk_tokens import bearer


async def sign_in(client: httpx2.AsyncClient, key: RSAKey, user_id: str) -> None:
    """This browser becomes somebody, with a session of its own."""
    client.cookies.clear()
    headers = bearer(key, user_id, sid=f"sess_{user_id}")
    answer = await client.post("/auth/clerk/exchange", headers=headers)
    assert answer.status_code == 204, answer.text


async def submit(
    client: httpx2.AsyncClient, page: str, fields: dict[str, Any], *, to: str | None = None
) -> httpx2.Response:
    """Open a page, take its token, send its form."""
    shown = await client.get(page)
    token = re.search(r'name="csrf_token" value="([^"]+)"', shown.text)
    assert token, f"{page} answered {shown.status_code} without a form"
    target = to or page.partition("?")[0]
    return await client.post(target, data={**fields, "csrf_token": token[1]})


def typed(text: str) -> str:
    """A page or a mail as a keyboard writes it: tests quote sentences as they stand in the source."""
    plain = str.maketrans({"\u2019": "'", "\u202f": " ", "\u00a0": " "})
    return unescape(text).translate(plain)
