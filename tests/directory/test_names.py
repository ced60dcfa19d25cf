"""Mentors whose name is missing or unusual: everybody can still read the directory."""

import httpx2
import pytest

from mentorat.db.pool import Database
from tests.builders import a_mentor

pytestmark = pytest.mark.anyio

NAMES = {
    "none at all": ("", ""),
    "one word": ("Marc", ""),
    "two spaces": ("Jean  Pierre", "Le  Goff"),
    "an emoji": ("👩‍🏫", "😀"),
    "letters that grow": ("ßeta", "ﬁnn"),
    "another script": ("مريم", "Иванова"),
    "two hundred letters": ("a" * 200, "é" * 200),
    "markup": ('"><img src=x onerror=alert(1)>', "</script><script>"),
    "a template": ("{{ 7 * 7 }}", "%(name)s %s"),
}


@pytest.mark.parametrize(
    ("name", "image_url"),
    [*((name, "") for name in NAMES), ("none at all", "https://img.clerk.com/a.png?x=1&y=2")],
)
async def test_a_mentor_of_any_name_has_a_page_and_a_card(
    client: httpx2.AsyncClient, database: Database, name: str, image_url: str
) -> None:
    first, last = NAMES[name]
    mentor = await a_mentor(database, first_name=first, last_name=last, image_url=image_url)
    (card,) = (await client.get("/api/mentors")).json()["items"]
    assert card["displayName"] == " ".join(part for part in (first, last) if part)
    statuses = [
        (await client.get(path)).status_code
        for path in ("/mentors", f"/mentors/{mentor}", f"/api/mentors/{mentor}")
    ]
    assert statuses == [200, 200, 200]
