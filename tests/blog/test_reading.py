"""What readers see of the blog: an article, and the lists that lead to it."""

import httpx2
import pytest

from mentorat.db.pool import Database
from tests.blog.writing import an_article
from tests.builders import a_mentor

pytestmark = pytest.mark.anyio


async def test_an_article_is_found_in_the_list_and_read(
    client: httpx2.AsyncClient, database: Database
) -> None:
    assert "Aucun article" in (await client.get("/blog")).text
    marc = await a_mentor(database)
    await an_article(database, marc)
    listed = await client.get("/blog")
    assert 'href="/blog/relire-du-code-sans-blesser"' in listed.text
    page = await client.get("/blog/relire-du-code-sans-blesser")
    assert page.status_code == 200
    for words in ("Relire du code sans blesser", "Trois habitudes", "Marc Lenoir", "lisez tout"):
        assert words in page.text
    assert (await client.get("/blog/relire")).status_code == 404
