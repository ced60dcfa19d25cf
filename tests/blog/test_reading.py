"""What readers see of the blog: an article, and the lists that lead to it."""

import re
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from mentorat.db.pool import Database
from tests.blog.writing import OPERATOR, an_article, moved, saved
from tests.builders import MONDAY, Rows, a_mentor, move, whoever
from tests.forms import typed
from tests.people import StillClock, clock

__all__ = ["clock"]

pytestmark = pytest.mark.anyio
RELIRE = "/blog/relire-du-code-sans-blesser"
SLOT = re.compile(r'href="/bookings/new\?mentor=(\w+)&slot=([0-9TZ:-]+)&article=([0-9a-f-]+)"')


async def read(client: httpx2.AsyncClient, path: str, **headers: str) -> str:
    answer = await client.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    return typed(answer.text)


async def renamed(database: Database, author: str, post: Any, slug: str) -> None:
    """The article moves to another address."""
    await saved(database, author, post, slug=slug)
    await moved(database, whoever(author, "MENTOR"), post, "submit")
    await moved(database, OPERATOR, post, "publish")


async def test_an_article_is_found_in_the_list_and_read(
    client: httpx2.AsyncClient, database: Database
) -> None:
    assert "Aucun article" in await read(client, "/blog")
    marc = await a_mentor(database)
    await an_article(database, marc)
    assert f'href="{RELIRE}"' in await read(client, "/blog")
    page = await read(client, RELIRE)
    for words in ("Relire du code sans blesser", "Trois habitudes", "Marc Lenoir", "lisez tout"):
        assert words in page
    assert (await client.get("/blog/relire")).status_code == 404


async def test_lists_go_on_from_page_to_page_and_miss_nothing(
    client: httpx2.AsyncClient, database: Database
) -> None:
    marc = await a_mentor(database)
    for number in range(15):
        at = MONDAY + timedelta(minutes=number // 2)  # two of each instant
        await an_article(database, marc, now=at, title=f"Idée {number}")
    found: list[str] = []
    path = "/blog/authors/marc-lenoir"
    while path:
        page = await read(client, path)
        found += re.findall(r'<h2><a href="/blog/(idee-\d+)"', page)
        following = re.search(r'href="([^"]+)" rel="next"', page)
        path = following[1] if following else ""
    assert len(found) == 15
    assert len(set(found)) == 15
    assert {found[0], found[-1]} <= {"idee-14", "idee-0", "idee-1"}
    asked: dict[str, str | int] = {"limit": 10, "author": "marc-lenoir"}
    first = (await client.get("/api/posts", params=asked)).json()
    rest = (await client.get("/api/posts", params=asked | {"cursor": first["nextCursor"]})).json()
    assert [one["slug"] for one in first["items"] + rest["items"]] == found
    assert rest["nextCursor"] is None


async def test_each_language_has_its_own_list_and_leads_to_the_other(
    client: httpx2.AsyncClient, database: Database
) -> None:
    marc = await a_mentor(database)
    french = await an_article(database, marc)
    await an_article(database, marc, language="en", title="Kind reviews", pairOf=french)
    assert "Kind reviews" not in await read(client, "/blog")
    english = await read(client, "/blog?lang=en")
    assert "Kind reviews" in english
    assert "Relire du code" not in english
    page = await read(client, RELIRE)
    assert 'hreflang="en" href="https://mentorat.example/blog/kind-reviews"' in page
    assert '<a href="/blog/kind-reviews" hreflang="en" lang="en"' in page
    shown = await read(client, f"{RELIRE}?lang=en")
    assert re.search(r'class="article-text long-text" lang="fr"', shown)


async def test_a_tag_and_a_series_have_their_lists(
    client: httpx2.AsyncClient, database: Database
) -> None:
    marc = await a_mentor(database)
    for number in range(3):
        at = MONDAY + timedelta(days=number)
        await an_article(
            database, marc, now=at, title=f"Volet {number}", series="Apprendre à relire"
        )
    assert re.findall(
        r'<h2><a href="/blog/(volet-\d)"', await read(client, "/blog/tags/metier")
    ) == [*("volet-2", "volet-1", "volet-0")]
    series = await read(client, "/blog/series/apprendre-a-relire")
    assert "Série : Apprendre à relire" in series
    assert re.findall(r'<h2><a href="/blog/(volet-\d)"', series) == [
        "volet-0",
        "volet-1",
        "volet-2",
    ]
    middle = await read(client, "/blog/volet-1")
    assert 'rel="prev" href="/blog/volet-0"' in middle
    assert 'rel="next" href="/blog/volet-2"' in middle
    for nowhere in ("/blog/tags/rien", "/blog/series/rien", "/blog/authors/personne", "/blog/tags"):
        assert (await client.get(nowhere)).status_code == 404


async def test_an_old_address_leads_to_the_newest_in_one_step(
    client: httpx2.AsyncClient, database: Database
) -> None:
    marc = await a_mentor(database)
    post = await an_article(database, marc)
    await renamed(database, marc, post, "deuxieme")
    await renamed(database, marc, post, "troisieme")
    for old in ("relire-du-code-sans-blesser", "deuxieme"):
        for ask in (client.get, client.head):
            answer = await ask(f"/blog/{old}?lang=en&utm=1")
            assert answer.status_code == 301
            assert answer.headers["location"] == "/blog/troisieme?lang=en&utm=1"
        assert (await client.get(f"/api/posts/{old}")).headers["location"] == "/api/posts/troisieme"
        twin = await client.get(f"/blog/{old}.md")
        assert twin.headers["location"] == "/blog/troisieme.md"
    await renamed(database, marc, post, "deuxieme")  # back again: no circle
    assert (await client.get("/blog/deuxieme")).status_code == 200
    assert (await client.get("/blog/troisieme")).headers["location"] == "/blog/deuxieme"


async def test_an_article_that_was_taken_down_is_gone_and_says_so(
    client: httpx2.AsyncClient, database: Database
) -> None:
    marc = await a_mentor(database)
    post = await an_article(database, marc)
    await moved(database, whoever(marc, "MENTOR"), post, "archive")
    answer = await client.get(RELIRE)
    assert answer.status_code == 410
    assert "Cet article n'est plus en ligne" in typed(answer.text)
    assert (await client.get(f"/api{RELIRE.replace('blog', 'posts')}")).status_code == 404


async def test_an_article_leads_to_the_next_three_hours_of_who_wrote_it(
    client: httpx2.AsyncClient, database: Database, clock: StillClock
) -> None:
    marc = await a_mentor(database)
    post = await an_article(database, marc)
    found = SLOT.findall(await read(client, RELIRE))
    offered = (await client.get(f"/api/mentors/{marc}/slots")).json()["items"]
    assert found == [(marc, slot["startsAt"], str(post)) for slot in offered[:3]]


async def test_who_left_is_a_former_member_and_who_is_no_mentor_has_no_hours(
    client: httpx2.AsyncClient, database: Database, rows: Rows, clock: StillClock
) -> None:
    marc = await a_mentor(database)
    await an_article(database, marc)
    await move(database, marc, "pause")
    page = await read(client, RELIRE)
    assert "Marc Lenoir" in page
    assert not SLOT.search(page)
    assert "/mentors/user" not in page
    rows("update users set banned = true where id = %s", marc)
    assert "/blog/authors/" not in await read(client, RELIRE)
    rows(
        "update users set banned = false, deleted_at = now(), forgotten_at = now(), email = null, email_verified = false,"
        " first_name = null, last_name = null, image_url = null where id = %s",
        marc,
    )
    page = await read(client, RELIRE)
    assert "Ancien membre" in page
    assert "/blog/authors/" not in page
    assert (await client.get("/blog/authors/marc-lenoir")).status_code == 404


async def test_articles_alike_are_offered_and_the_same_in_another_language_is_not(
    client: httpx2.AsyncClient, database: Database
) -> None:
    marc = await a_mentor(database)
    first = await an_article(database, marc, tags=["Relecture", "Tests"])
    await an_article(database, marc, language="en", title="Kind reviews", pairOf=first)
    await an_article(database, marc, title="Un peu", tags=["Tests"])
    await an_article(database, marc, title="Beaucoup", tags=["Tests", "Relecture"])
    await an_article(database, marc, title="Rien", tags=["Guitare"])
    page = await read(client, RELIRE)
    assert re.findall(r'<h3><a href="/blog/([\w-]+)"', page) == ["beaucoup", "un-peu"]


async def test_the_page_of_a_mentor_leads_to_what_they_wrote(
    client: httpx2.AsyncClient, database: Database
) -> None:
    marc, ines = await a_mentor(database), await a_mentor(database, first_name="Inès")
    await an_article(database, marc)
    assert f'href="{RELIRE}"' in await read(client, f"/mentors/{marc}")
    assert "Ses articles" not in await read(client, f"/mentors/{ines}")
