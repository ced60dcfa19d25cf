"""Feeds, read back by parsers that are not ours."""

import re
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import feedparser  # type: ignore[import-untyped]  # it has no types
import httpx2
import pytest

from mentorat.blog.feeds.atom import atom
from mentorat.blog.feeds.entries import FeedDocument, FeedEntry
from mentorat.blog.feeds.rss import rss
from mentorat.db.pool import Database
from tests.blog.writing import OPERATOR, an_article, moved, saved
from tests.builders import MONDAY, a_mentor, whoever

pytestmark = pytest.mark.anyio
SITE = "https://mentorat.example"
NOTED = """Voyez [ici](/mentors), [là](#s-lire-d-abord) et la note[^1].

## Lire d'abord

```html
<a href="/nulle-part">code</a>
```

[^1]: Une note.
"""
FEEDS = ["feed.xml", "atom.xml"]


async def parsed(client: httpx2.AsyncClient, path: str, **asked: str) -> Any:
    answer = await client.get(path, params=asked)
    assert answer.status_code == 200, answer.text
    found = feedparser.parse(answer.content)
    assert not found.bozo, found.get("bozo_exception")
    return found


@pytest.mark.parametrize("name", FEEDS)
async def test_a_feed_carries_the_whole_text_with_whole_addresses(
    client: httpx2.AsyncClient, database: Database, name: str
) -> None:
    marc = await a_mentor(database)
    post = await an_article(database, marc, title="Lire & relire <vite>", markdown=NOTED)
    found = await parsed(client, f"/blog/{name}")
    assert found.feed.language == "fr"
    (entry,) = found.entries
    assert entry.title in {"Lire & relire <vite>", "Lire &amp; relire &lt;vite&gt;"}
    assert (entry.link, entry.id) == (f"{SITE}/blog/lire-relire-vite", f"urn:uuid:{post}")
    assert entry.author == "Marc Lenoir"
    assert [tag.term for tag in entry.tags] == ["Relecture", "Métier"]
    text = entry.content[0].value
    assert f'href="{SITE}/mentors"' in text
    assert f'href="{SITE}/blog/lire-relire-vite#s-lire-d-abord"' in text
    assert not re.search(r'<[^>]+ (href|src)="(?!https?:)', text)
    assert "/nulle-part" in text
    assert f"{SITE}/nulle-part" not in text  # code stays as it is written


async def test_json_says_the_same(client: httpx2.AsyncClient, database: Database) -> None:
    marc = await a_mentor(database)
    await an_article(database, marc, markdown=NOTED)
    answer = await client.get("/blog/authors/marc-lenoir/feed.json")
    assert answer.headers["content-type"].startswith("application/feed+json")
    feed = answer.json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    (item,) = feed["items"]
    assert item["url"] == f"{SITE}/blog/relire-du-code-sans-blesser"
    assert item["authors"] == [{"name": "Marc Lenoir", "url": f"{SITE}/blog/authors/marc-lenoir"}]
    assert f'href="{SITE}/mentors"' in item["content_html"]


@pytest.mark.parametrize("name", [*FEEDS, "feed.json"])
async def test_a_feed_is_sent_once_and_again_when_something_changed(
    client: httpx2.AsyncClient, database: Database, name: str
) -> None:
    marc = await a_mentor(database)
    post = await an_article(database, marc)
    first = await client.get(f"/blog/{name}")
    for kept in (
        {"if-none-match": f'"other", {first.headers["etag"]}'},
        {"if-modified-since": first.headers["last-modified"]},
    ):
        answer = await client.get(f"/blog/{name}", headers=kept)
        assert (answer.status_code, answer.content) == (304, b"")
    later = MONDAY + timedelta(hours=1)
    await saved(database, marc, post, markdown="Autre chose.", now=later)
    await moved(database, whoever(marc, "MENTOR"), post, "submit", now=later)
    await moved(database, OPERATOR, post, "publish", now=later)
    assert (await client.get(f"/blog/{name}", headers=kept)).status_code == 200


async def test_the_address_says_the_language_not_whoever_asks(
    client: httpx2.AsyncClient, database: Database
) -> None:
    marc = await a_mentor(database)
    french = await an_article(database, marc)
    await an_article(database, marc, language="en", title="Kind reviews", pairOf=french)
    english = {"accept-language": "en", "cookie": "mentorat_locale=en"}
    default = feedparser.parse((await client.get("/blog/feed.xml", headers=english)).content)
    assert [entry.title for entry in default.entries] == ["Relire du code sans blesser"]
    asked = await parsed(client, "/blog/atom.xml", lang="en")
    assert [entry.title for entry in asked.entries] == ["Kind reviews"]


async def test_tags_and_authors_have_feeds_and_pages_name_theirs(
    client: httpx2.AsyncClient, database: Database
) -> None:
    marc = await a_mentor(database)
    await an_article(database, marc)
    for page in ("/blog", "/blog/tags/metier", "/blog/authors/marc-lenoir"):
        links = re.findall(
            r'<link rel="alternate" type="application/\w+\+\w+" [^>]*href="([^"]+)"',
            (await client.get(page)).text,
        )
        assert [link.partition("?")[0] for link in links] == [
            f"{page}/{name}" for name in ("feed.xml", "atom.xml", "feed.json")
        ]
        for link in links:
            assert (await client.get(link)).status_code == 200
    for odd in (
        "/blog/tags/metier/feed.txt",
        "/blog/tags/rien/feed.xml",
        "/blog/authors/x/feed.xml",
    ):
        assert (await client.get(odd)).status_code == 404


@pytest.mark.parametrize("write", [rss, atom])
def test_no_character_breaks_a_feed(write: Any) -> None:
    odd = "a\x00\x0b\x1f\ud800\ufffe\uffff]]>&<b>\U0001f3b8\u2028"
    entry = FeedEntry(
        **dict.fromkeys(("id", "url", "title", "excerpt", "html", "language", "author"), odd),
        author_url=odd,
        tags=[odd],
        picture=None,
        published_at=MONDAY,
        modified_at=MONDAY,
    )
    texts = dict.fromkeys(("title", "description", "language", "url", "page"), odd)
    feed = FeedDocument(**texts, entries=[entry], modified_at=MONDAY)
    root = ET.fromstring(write(feed))
    assert any("]]>&<b>\U0001f3b8" in (each.text or "") for each in root.iter())
