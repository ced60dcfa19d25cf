"""What search engines and programs that read learn of the blog."""

import re
from datetime import timedelta
from xml.etree import ElementTree as ET

import httpx2
import pytest

from mentorat.about.routes.sitemap import SitemapEntry, index, sitemaps
from mentorat.db.pool import Database
from tests.blog.writing import an_article
from tests.builders import MONDAY, a_mentor

pytestmark = pytest.mark.anyio
SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


async def test_the_sitemap_names_articles_and_when_they_changed(
    client: httpx2.AsyncClient, database: Database
) -> None:
    await an_article(database, await a_mentor(database))
    root = ET.fromstring((await client.get("/sitemap.xml")).content)
    dated = {str(each.findtext(f"{SPACE}loc")): each.findtext(f"{SPACE}lastmod") for each in root}
    article = "https://mentorat.example/blog/relire-du-code-sans-blesser"
    assert dated[article] == "2027-06-07T06:00:00Z"
    assert "https://mentorat.example/blog" in dated
    assert (await client.get("/sitemaps/1.xml")).status_code == 200
    assert (await client.get("/sitemaps/2.xml")).status_code == 404


def test_more_addresses_than_one_file_may_hold_are_several_under_an_index() -> None:
    entries = [SitemapEntry(f"/blog/a-{n}", MONDAY + timedelta(hours=n)) for n in range(7)]
    parts = sitemaps("https://mentorat.example", entries, most=3)
    assert [len(ET.fromstring(part)) for part in parts] == [3, 3, 1]
    listed = ET.fromstring(index("https://mentorat.example", len(parts)))
    assert [each.findtext(f"{SPACE}loc") for each in listed] == [
        f"https://mentorat.example/sitemaps/{n}.xml" for n in (1, 2, 3)
    ]
    assert len(sitemaps("https://mentorat.example", [], most=3)) == 1


async def test_an_article_is_there_as_it_was_written(
    client: httpx2.AsyncClient, database: Database
) -> None:
    await an_article(database, await a_mentor(database))
    listed = (await client.get("/llms.txt")).text
    twin = re.search(r"\((https://mentorat\.example/blog/[\w-]+\.md)\)", listed)
    assert twin
    answer = await client.get(twin[1])
    assert answer.headers["content-type"].startswith("text/markdown")
    assert answer.headers["link"].startswith("<https://mentorat.example/blog/relire")
    assert answer.text.startswith("# Relire du code sans blesser\n\n> Trois habitudes")
    assert "## Lire d'abord\n\nAvant d'écrire" in answer.text
    page = (await client.get("/blog/relire-du-code-sans-blesser")).text
    assert f'type="text/markdown" href="{twin[1]}"' in page


async def test_pages_of_results_are_not_for_search_engines(
    client: httpx2.AsyncClient, database: Database
) -> None:
    await an_article(database, await a_mentor(database))
    assert 'name="robots" content="noindex' in (await client.get("/blog?q=relire")).text
    assert 'name="robots"' not in (await client.get("/blog")).text
    assert "Disallow: /write" in (await client.get("/robots.txt")).text
