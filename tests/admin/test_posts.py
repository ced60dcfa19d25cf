"""Articles on the desk: what waits is read, published as it was read or given back; trust."""

import re

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.db.pool import Database
from tests.blog.writing import OPERATOR, a_draft, an_article, moved, saved, words
from tests.builders import Rows, a_mentor, an_operator, whoever
from tests.forms import sign_in, submit, typed
from tests.people import StillClock

pytestmark = pytest.mark.anyio


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
async def author(client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey) -> str:
    """A mentor who writes; this browser is an operator's."""
    operator = await an_operator(database, id=OPERATOR.id)
    await sign_in(client, clerk_key, operator)
    return await a_mentor(database)


async def waiting(database: Database, author: str) -> str:
    """An article that its author has sent in; its page on the desk."""
    post_id = await a_draft(database, author)
    await moved(database, whoever(author, "MENTOR"), post_id, "submit")
    return f"/admin/posts/{post_id}"


def status(rows: Rows) -> str:
    (found,) = rows("select status::text as status from posts")
    return str(found["status"])


async def test_what_waits_is_counted_read_and_published(
    client: httpx2.AsyncClient, database: Database, rows: Rows, author: str
) -> None:
    page = await waiting(database, author)
    assert "1 article attend une lecture." in typed((await client.get("/admin")).text)
    assert words()["title"] in (await client.get("/admin/posts")).text
    shown = await client.get(page)
    assert "une question vaut mieux" in typed(shown.text).lower()
    answer = await submit(client, page, {"step": "publish", "version": "1"})
    assert answer.headers["location"] == "/admin/posts?done=publish"
    assert status(rows) == "published"
    assert words()["title"] not in (await client.get("/admin/posts")).text
    assert words()["title"] in (await client.get("/admin/posts?status=published")).text


async def test_words_that_nobody_read_are_not_published(
    client: httpx2.AsyncClient, database: Database, rows: Rows, author: str
) -> None:
    page = await waiting(database, author)
    await saved(database, author, page.rpartition("/")[2], markdown="Autre chose.")  # type: ignore[arg-type]
    answer = await submit(client, page, {"step": "publish", "version": "1"})
    assert answer.status_code == 409
    assert "Autre chose." in answer.text
    assert 'name="version" value="2"' in answer.text
    assert status(rows) == "in_review"


async def test_an_article_is_given_back_with_a_note(
    client: httpx2.AsyncClient, database: Database, rows: Rows, author: str
) -> None:
    page = await waiting(database, author)
    without = await submit(client, page, {"step": "return", "version": "1"})
    assert without.status_code == 422
    assert 'id="note-problem"' in without.text
    note = {"note": "Ajoutez un exemple.", "step": "return", "version": "1"}
    await submit(client, page, note)
    (post,) = rows("select status::text as status, note from posts")
    assert post == {"status": "draft", "note": "Ajoutez un exemple."}
    assert "Ajoutez un exemple." in (await client.get(page)).text


async def test_new_words_of_a_published_article_stand_beside_the_ones_before(
    client: httpx2.AsyncClient, database: Database, author: str
) -> None:
    post_id = await an_article(database, author)
    await saved(database, author, post_id, markdown="Tout est neuf.")
    await moved(database, whoever(author, "MENTOR"), post_id, "submit")
    assert "modifications à lire" in (await client.get("/admin/posts")).text
    shown = await client.get(f"/admin/posts/{post_id}")
    assert "<ins>Tout est neuf.</ins>" in shown.text
    assert re.search("<del>.*Demander</del>", shown.text)


async def test_whom_to_trust_is_decided_and_audited(
    client: httpx2.AsyncClient, database: Database, rows: Rows, author: str
) -> None:
    page = await waiting(database, author)
    for do, is_trusted in (("trust", True), ("review", False)):
        await submit(client, page, {"do": do})
        assert rows("select is_trusted from authors") == [{"is_trusted": is_trusted}]
    kinds = rows("select kind from events where is_audit and subject = %s order by id", author)
    told = [row["kind"] for row in kinds if row["kind"].startswith("author.")]
    assert told == ["author.trusted", "author.reviewed"]
