"""What readers see of the blog: an article, and the lists that lead to it."""

import gzip
import json
import re
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.db.pool import Database
from tests.blog.writing import OPERATOR, an_article, moved, saved
from tests.builders import MONDAY, Rows, a_mentor, a_student, move, whoever
from tests.forms import sign_in, typed
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
    asked = {"limit": 10, "author": "marc-lenoir"}
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
    assert re.search(r'class="article-text prose" lang="fr"', shown)


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


async def test_a_long_article_travels_in_twenty_kilobytes(
    client: httpx2.AsyncClient, database: Database
) -> None:
    marc = await a_mentor(database)
    words = "\n\n".join(
        f"## Partie {n}\n\n" + " ".join(f"mot{n * 90 + m}" for m in range(90)) for n in range(10)
    )
    await an_article(database, marc, markdown=words)
    answer = await client.get(RELIRE, headers={"accept-encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert len(gzip.compress(answer.content, 6)) < 20_000


async def test_who_has_the_page_already_is_told_so_until_something_changes(
    client: httpx2.AsyncClient, database: Database, clock: StillClock
) -> None:
    marc = await a_mentor(database)
    post = await an_article(database, marc)
    for path in (RELIRE, RELIRE + ".md", "/api/posts/relire-du-code-sans-blesser"):
        client.cookies.clear()
        first = await client.get(path)
        kept = {"if-none-match": first.headers["etag"]}
        client.cookies.clear()
        again = await client.get(path, headers=kept)
        assert (again.status_code, again.content) == (304, b""), path
        assert again.headers["etag"] == first.headers["etag"]
        await saved(database, marc, post, markdown=f"Tout autre chose pour {path}.")
        await moved(database, whoever(marc, "MENTOR"), post, "submit", now=MONDAY)
        await moved(database, OPERATOR, post, "publish", now=MONDAY)
        client.cookies.clear()
        assert (await client.get(path, headers=kept)).status_code == 200


async def test_a_member_is_never_answered_with_the_page_of_a_stranger(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey
) -> None:
    await an_article(database, await a_mentor(database))
    tag = (await client.get(RELIRE)).headers["etag"]
    await sign_in(client, clerk_key, await a_student(database))
    answer = await client.get(RELIRE, headers={"if-none-match": tag})
    assert answer.status_code == 200
    assert "etag" not in answer.headers


async def test_search_engines_are_told_what_the_page_is(
    client: httpx2.AsyncClient, database: Database
) -> None:
    marc = await a_mentor(database)
    await an_article(database, marc, title="</script><b>Tout & rien</b>")
    page = (await client.get("/blog/script-b-tout-rien-b")).text
    found = re.search(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', page)
    assert found
    posting, trail = json.loads(found[1])["@graph"]
    assert posting["@type"] == "BlogPosting"
    assert posting["headline"] == "</script><b>Tout & rien</b>"
    assert posting["author"]["@id"] == f"https://mentorat.example/mentors/{marc}"
    assert [step["position"] for step in trail["itemListElement"]] == [1, 2]
    assert (
        '<link rel="canonical" href="https://mentorat.example/blog/script-b-tout-rien-b">' in page
    )
    assert '<meta property="og:type" content="article">' in page


async def test_the_api_answers_one_list_at_a_time(
    client: httpx2.AsyncClient, database: Database
) -> None:
    marc = await a_mentor(database)
    await an_article(database, marc, skills=["python"])
    for asked in ({"skill": "python"}, {"tag": "metier"}, {"author": marc}, {"q": "relire"}, {}):
        items = (await client.get("/api/posts", params=asked)).json()["items"]
        assert [one["slug"] for one in items] == ["relire-du-code-sans-blesser"], asked
    for odd in ({"tag": "a", "q": "b"}, {"cursor": "hier"}, {"limit": "0"}, {"colour": "red"}):
        assert (await client.get("/api/posts", params=odd)).status_code == 422
    whole = (await client.get("/api/posts/relire-du-code-sans-blesser")).json()
    assert whole["markdown"].startswith("## Lire d'abord")
    assert [line["level"] for line in whole["toc"]] == [2, 2]
    assert whole["author"]["mentorId"] == marc
