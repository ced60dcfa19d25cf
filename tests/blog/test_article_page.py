"""An article's page as machines see it: how it travels, what it says of itself, its JSON."""

import gzip
import json
import re

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.db.pool import Database
from tests.blog.writing import OPERATOR, an_article, moved, saved
from tests.builders import MONDAY, a_mentor, a_student, whoever
from tests.forms import sign_in
from tests.people import StillClock, clock

__all__ = ["clock"]

pytestmark = pytest.mark.anyio
RELIRE = "/blog/relire-du-code-sans-blesser"


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


async def test_a_link_to_an_article_without_a_cover_shows_its_title_as_a_picture(
    client: httpx2.AsyncClient, database: Database
) -> None:
    await an_article(database, await a_mentor(database))
    page = (await client.get(RELIRE)).text
    named = re.search(r'property="og:image" content="https://mentorat\.example([^"]+)"', page)
    assert named
    picture = await client.get(named[1])
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    kept = {"if-none-match": picture.headers["etag"]}
    assert (await client.get(named[1], headers=kept)).status_code == 304
