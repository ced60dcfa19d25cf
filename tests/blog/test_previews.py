"""A private address of an article: who has it reads the newest words, and nobody else learns it."""

import re
from datetime import timedelta

import httpx2
import pytest

from mentorat.db.pool import Database
from mentorat.web.edge import Edge
from tests.blog.author import author, clock
from tests.blog.writing import a_draft, saved
from tests.builders import Rows
from tests.conftest import browser_of
from tests.forms import submit
from tests.people import StillClock

pytestmark = pytest.mark.anyio
__all__ = ["author", "clock"]


async def address(client: httpx2.AsyncClient, post_id: object) -> str:
    """A new private address, as its author copies it."""
    answer = await submit(
        client, f"/write/{post_id}", {"do": "make"}, to=f"/write/{post_id}/previews"
    )
    found = re.search(r'value="https://mentorat\.example(/blog/preview/[^"]+)"', answer.text)
    assert found
    return found[1]


async def test_who_has_the_link_reads_the_newest_words_until_it_ends(
    app: Edge,
    client: httpx2.AsyncClient,
    database: Database,
    author: str,
    clock: StillClock,
    rows: Rows,
) -> None:
    post_id = await a_draft(database, author)
    first, second = await address(client, post_id), await address(client, post_id)
    await saved(database, author, post_id, markdown="Plus récent.")
    async with browser_of(app) as friend:
        shown = await friend.get(first)
        assert "Plus récent." in shown.text
        assert shown.headers["x-robots-tag"] == "noindex, nofollow"
        assert shown.headers["cache-control"] == "no-store"
        assert shown.headers["referrer-policy"] == "no-referrer"
        kept = rows("select digest from preview_links order by made_at, digest")
        assert first.rpartition("/")[2] not in str(kept)
        page = await client.get(f"/write/{post_id}")
        digests = re.findall(r'name="revoke" value="([0-9a-f]{64})"', page.text)
        assert {row["digest"] for row in kept} == set(digests)
        for digest in digests:
            fields = {"revoke": digest}
            await submit(client, f"/write/{post_id}", fields, to=f"/write/{post_id}/previews")
        for gone in (first, second):
            assert (await friend.get(gone)).status_code == 404
        third = await address(client, post_id)
        clock.ahead += timedelta(days=14)
        assert (await friend.get(third)).status_code == 404
