"""Writing an article: by its pages and by the API, the same words, the same refusals."""

import re

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.db.pool import Database
from tests.blog.author import IN_FORM, author, clock, stored
from tests.blog.writing import OPERATOR, a_draft, an_article, moved, saved, words
from tests.builders import MONDAY, Rows, a_mentor, a_student, whoever
from tests.fakes.clerk_tokens import bearer
from tests.forms import sign_in, submit, typed
from tests.people import code_of

pytestmark = pytest.mark.anyio
NOON_IN_PARIS = "2027-06-08T12:00"
__all__ = ["author", "clock"]


async def test_an_author_writes_sends_and_is_published(
    client: httpx2.AsyncClient, database: Database, rows: Rows, author: str
) -> None:
    empty = await client.get("/write")
    assert "Nouvel article" in empty.text
    begun = await submit(client, "/write/new", IN_FORM)
    place = begun.headers["location"].partition("?")[0]
    assert stored(rows)["tags"] == ["Relecture", "Métier"]
    sent = await submit(
        client, place, {**IN_FORM, "version": "1", "step": "submit"}, to=f"{place}/step"
    )
    assert sent.headers["location"] == f"{place}?moved=submit"
    post = stored(rows)
    assert (post["status"], post["version"], post["author_id"]) == ("in_review", 1, author)
    await moved(database, OPERATOR, post["id"], "publish")
    page = await client.get("/write?status=published")
    assert words()["title"] in page.text
    assert stored(rows)["slug"] == "relire-du-code-sans-blesser"


async def test_hours_are_those_of_the_authors_clock(
    client: httpx2.AsyncClient, rows: Rows, author: str
) -> None:
    begun = await submit(client, "/write/new", {**IN_FORM, "publishAt": NOON_IN_PARIS})
    assert stored(rows)["publish_at"].isoformat() == "2027-06-08T10:00:00+00:00"
    page = await client.get(begun.headers["location"])
    assert f'value="{NOON_IN_PARIS}"' in page.text


async def test_two_texts_that_cross_are_both_kept(
    client: httpx2.AsyncClient, database: Database, rows: Rows, author: str
) -> None:
    post_id = await a_draft(database, author)
    await saved(database, author, post_id, markdown="Écrit dans l'autre onglet.")
    fields = {**IN_FORM, "markdown": "Écrit ici.", "version": "1"}
    crossed = await submit(client, f"/write/{post_id}", fields)
    shown = typed(crossed.text)
    assert crossed.status_code == 409
    assert "Écrit dans l'autre onglet." in re.sub("</?strong>", "", shown)
    assert "\nÉcrit ici.</textarea>" in shown
    version = re.search(r'name="version" value="(\d+)"', crossed.text)
    assert version
    kept = await submit(client, f"/write/{post_id}", {**fields, "version": version[1]})
    assert kept.status_code == 303
    texts = [
        row["markdown"] for row in rows("select markdown from post_revisions order by version")
    ]
    assert texts == [words()["markdown"], "Écrit dans l'autre onglet.", "Écrit ici."]


async def test_the_api_tells_the_newest_words_to_who_edited_older_ones(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey, author: str
) -> None:
    headers = bearer(clerk_key, author)
    post_id = await a_draft(database, author)
    await saved(database, author, post_id, markdown="Plus récent.")
    for sent, more in (({"version": 1}, {}), ({}, {"If-Match": '"1"'})):
        answer = await client.put(
            f"/api/me/posts/{post_id}", json=words(**sent), headers={**headers, **more}
        )
        assert code_of(answer) == (409, "post_changed")
        assert answer.json()["current"]["version"] == 2
        assert answer.json()["current"]["markdown"] == "Plus récent."
    read = await client.get(f"/api/me/posts/{post_id}", headers=headers)
    assert read.headers["etag"] == '"2"'
    again = await client.put(
        f"/api/me/posts/{post_id}", json=words(), headers={**headers, "If-Match": '"2"'}
    )
    assert (again.status_code, again.headers["etag"]) == (200, '"3"')


async def test_a_press_that_is_sent_twice_begins_one_article(
    client: httpx2.AsyncClient, clerk_key: RSAKey, rows: Rows, author: str
) -> None:
    twice = [await submit(client, "/write/new", {**IN_FORM, "key": "one-press"}) for _ in "ab"]
    assert len({answer.headers["location"] for answer in twice}) == 1
    headers = {**bearer(clerk_key, author), "Idempotency-Key": "one-call"}
    made = [await client.post("/api/me/posts", json=words(), headers=headers) for _ in "ab"]
    assert made[0].json() == made[1].json()
    assert len(rows("select id from posts")) == 2


async def test_a_preview_shows_what_is_typed_and_keeps_nothing(
    client: httpx2.AsyncClient, database: Database, rows: Rows, author: str
) -> None:
    post_id = await a_draft(database, author)
    fields = {**IN_FORM, "markdown": "## Un titre tapé", "version": "1", "do": "preview"}
    for page in (f"/write/{post_id}", "/write/new"):
        answer = await submit(client, page, fields)
        assert answer.status_code == 200
        assert re.search(r"<h\d[^>]*>.*Un titre tapé", answer.text)
        assert "## Un titre tapé</textarea>" in answer.text
    assert stored(rows)["version"] == 1


async def test_an_article_that_lacks_a_summary_says_so_when_it_is_sent(
    client: httpx2.AsyncClient, database: Database, rows: Rows, author: str
) -> None:
    post_id = await a_draft(database, author, excerpt="")
    fields = {**IN_FORM, "excerpt": "", "version": "1", "step": "submit", "markdown": "Du neuf."}
    answer = await submit(client, f"/write/{post_id}", fields, to=f"/write/{post_id}/step")
    assert answer.status_code == 422
    assert 'id="excerpt-problem"' in answer.text
    assert "Du neuf.</textarea>" in answer.text
    assert (stored(rows)["status"], stored(rows)["version"]) == ("draft", 1)


async def test_who_is_trusted_publishes_at_once(
    client: httpx2.AsyncClient, database: Database, rows: Rows, author: str
) -> None:
    rows("insert into authors (user_id, is_trusted) values (%s, true)", author)
    post_id = await a_draft(database, author)
    page = await client.get(f"/write/{post_id}")
    assert 'value="publish"' in page.text
    assert 'value="submit"' not in page.text
    fields = {**IN_FORM, "version": "1", "step": "publish"}
    await submit(client, f"/write/{post_id}", fields, to=f"/write/{post_id}/step")
    assert stored(rows)["status"] == "published"


async def test_what_waits_for_its_hour_is_taken_back_before_it_is_changed(
    client: httpx2.AsyncClient, database: Database, rows: Rows, author: str
) -> None:
    post_id = await a_draft(database, author, publishAt="2027-06-08T10:00:00Z")
    await moved(database, whoever(author, "MENTOR"), post_id, "submit")
    await moved(database, OPERATOR, post_id, "publish")
    page = await client.get(f"/write/{post_id}")
    assert 'name="markdown"' not in page.text
    refused = await submit(client, f"/write/{post_id}", {**IN_FORM, "version": "1"})
    assert refused.status_code == 409
    await submit(client, f"/write/{post_id}", {"step": "retract"}, to=f"/write/{post_id}/step")
    assert stored(rows)["status"] == "draft"


async def test_what_readers_see_is_archived_before_it_is_deleted(
    client: httpx2.AsyncClient, database: Database, rows: Rows, author: str
) -> None:
    post_id = await an_article(database, author)
    place = f"/write/{post_id}"
    refused = await submit(client, place, {}, to=f"{place}/deletion")
    assert refused.status_code == 409
    await submit(client, place, {"step": "archive"}, to=f"{place}/step")
    gone = await submit(client, place, {}, to=f"{place}/deletion")
    assert gone.headers["location"] == "/write?deleted=1"
    assert rows("select id from posts") == []


async def test_only_the_author_finds_an_article(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey, author: str
) -> None:
    post_id = await a_draft(database, author)
    other, student = await a_mentor(database), await a_student(database)
    for who in (other, student):
        await sign_in(client, clerk_key, who)
        assert (await client.get(f"/write/{post_id}")).status_code == 404
        headers = bearer(clerk_key, who)
        answer = await client.put(f"/api/me/posts/{post_id}", json=words(), headers=headers)
        assert answer.status_code == 404
    assert (await client.get("/write")).status_code == 403
    assert code_of(await client.get("/api/me/posts", headers=bearer(clerk_key, student))) == (
        403,
        "authors_only",
    )


async def test_a_list_goes_on_where_it_ended(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey, author: str
) -> None:
    """All of one moment: the place names the article as well."""
    made = {str(await a_draft(database, author, now=MONDAY)) for _ in range(5)}
    headers, seen, place = bearer(clerk_key, author), [], "/api/me/posts?limit=2"
    for _ in range(3):
        page = (await client.get(place, headers=headers)).json()
        seen += [one["id"] for one in page["items"]]
        place = f"/api/me/posts?limit=2&cursor={page['nextCursor']}"
    assert place.endswith("None")
    assert len(seen) == 5
    assert set(seen) == made
    odd = await client.get("/api/me/posts?cursor=hier", headers=headers)
    assert odd.status_code == 422


async def test_the_other_language_is_begun_beside_an_article(
    client: httpx2.AsyncClient, database: Database, rows: Rows, author: str
) -> None:
    post_id = await a_draft(database, author)
    page = await client.get(f"/write/{post_id}")
    assert f"/write/new?pair={post_id}" in page.text
    begun = await submit(
        client,
        f"/write/new?pair={post_id}",
        {**IN_FORM, "language": "en", "pairOf": str(post_id), "title": "Reviewing kindly"},
    )
    pairs = rows("select language, pair_id from posts order by language")
    assert [row["language"] for row in pairs] == ["en", "fr"]
    assert pairs[0]["pair_id"] == pairs[1]["pair_id"]
    assert f'href="/write/{post_id}"' in (await client.get(begun.headers["location"])).text
