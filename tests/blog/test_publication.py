"""An article goes from its author to its readers, and back."""

from datetime import timedelta
from typing import Any

import pytest

from mentorat.blog.jobs import PUBLISH_DUE
from mentorat.blog.refusals import PostChanged, PostMoved, SlugTaken
from mentorat.db.pool import Database
from mentorat.errors import Forbidden, Invalid, NotFound
from mentorat.settings import Settings
from tests.blog.writing import OPERATOR, a_draft, an_article, moved, saved
from tests.builders import MONDAY, Rows, a_mentor, a_student, whoever
from tests.working import Worker

pytestmark = pytest.mark.anyio

LATER = MONDAY + timedelta(days=2)


async def test_readers_see_an_article_once_an_operator_publishes_it(
    database: Database, rows: Rows
) -> None:
    marc = await a_mentor(database)
    post = await a_draft(database, marc)
    assert rows("select 1 from post_pages") == []
    assert await moved(database, whoever(marc, "MENTOR"), post, "submit") == "in_review"
    assert rows("select 1 from post_pages") == []
    assert await moved(database, OPERATOR, post, "publish") == "published"
    (page,) = rows("select slug, title, tags, published_at from post_pages")
    assert page == {
        "slug": "relire-du-code-sans-blesser",
        "title": "Relire du code sans blesser",
        "tags": [["relecture", "Relecture"], ["metier", "Métier"]],
        "published_at": MONDAY,
    }
    lists = {row["list"] for row in rows("select list from post_listings")}
    assert {"fr", "en", "fr:tag:metier", f"en:author:{marc}"} <= lists


async def test_an_author_publishes_alone_only_when_they_are_trusted(
    database: Database, rows: Rows
) -> None:
    marc = await a_mentor(database)
    author = whoever(marc, "MENTOR")
    post = await a_draft(database, marc)
    with pytest.raises(Forbidden):
        await moved(database, author, post, "publish")
    rows("insert into authors (user_id, is_trusted) values (%s, true)", marc)
    assert await moved(database, author, post, "publish") == "published"


async def test_nobody_moves_the_article_of_another(database: Database) -> None:
    marc, zoe = await a_mentor(database), await a_mentor(database, first_name="Zoé")
    eleve = await a_student(database)
    post = await a_draft(database, marc)
    for who in (whoever(zoe, "MENTOR"), whoever(eleve, "USER"), whoever(marc, "USER")):
        with pytest.raises(NotFound):
            await moved(database, who, post, "submit")


async def test_what_is_missing_is_named_before_an_article_leaves_its_author(
    database: Database,
) -> None:
    marc = await a_mentor(database)
    post = await a_draft(database, marc, title="", excerpt="", markdown="")
    with pytest.raises(Invalid) as refused:
        await moved(database, whoever(marc, "MENTOR"), post, "submit")
    assert [one.pointer for one in refused.value.problems] == ["/title", "/markdown", "/excerpt"]


async def test_new_words_of_a_published_article_wait_for_an_operator(
    database: Database, rows: Rows
) -> None:
    marc = await a_mentor(database)
    author, post = whoever(marc, "MENTOR"), await an_article(database, marc)
    await saved(database, marc, post, markdown="Tout est faux.")
    assert "Tout est faux" not in rows("select html from post_pages")[0]["html"]
    assert await moved(database, author, post, "submit", now=LATER) == "published"
    with pytest.raises(PostMoved):
        await moved(database, author, post, "submit")
    assert await moved(database, OPERATOR, post, "publish", now=LATER) == "published"
    (page,) = rows("select html, published_at, modified_at from post_pages")
    assert "Tout est faux" in page["html"]
    assert (page["published_at"], page["modified_at"]) == (MONDAY, LATER)


async def test_an_operator_publishes_the_words_they_read(database: Database, rows: Rows) -> None:
    marc = await a_mentor(database)
    post = await a_draft(database, marc)
    await moved(database, whoever(marc, "MENTOR"), post, "submit")
    version = await saved(database, marc, post, markdown="Achetez mes bitcoins.")
    with pytest.raises(PostChanged):
        await moved(database, OPERATOR, post, "publish", version=version - 1)
    assert rows("select 1 from post_pages") == []
    assert await moved(database, OPERATOR, post, "publish", version=version) == "published"


async def test_an_article_appears_and_ends_at_its_hours(
    database: Database, rows: Rows, settings: Settings
) -> None:
    marc = await a_mentor(database)
    ends = LATER + timedelta(days=1)
    hours: dict[str, Any] = {
        "publishAt": f"{LATER:%Y-%m-%dT%H:%M:%SZ}",
        "unpublishAt": f"{ends:%Y-%m-%dT%H:%M:%SZ}",
    }
    post = await a_draft(database, marc, **hours)
    await moved(database, whoever(marc, "MENTOR"), post, "submit")
    assert await moved(database, OPERATOR, post, "publish") == "scheduled"
    worker = Worker(settings, database)
    now = MONDAY
    worker.work.clock = lambda: now
    await worker.do(PUBLISH_DUE)
    assert rows("select 1 from post_pages") == []
    now = LATER + timedelta(seconds=40)
    await worker.do(PUBLISH_DUE)
    await worker.do(PUBLISH_DUE)
    assert rows("select published_at from post_pages") == [{"published_at": LATER}]
    now = ends
    await worker.do(PUBLISH_DUE)
    assert rows("select status from posts") == [{"status": "archived"}]
    assert rows("select 1 from post_pages") == []
    kinds = [
        row["kind"]
        for row in rows(
            "select kind from events where starts_with(kind, 'post.') order by happened_at, id"
        )
    ]
    assert kinds == ["post.submitted", "post.scheduled", "post.published", "post.archived"]


async def test_what_waits_for_its_hour_is_not_rewritten_by_an_author_under_review(
    database: Database, rows: Rows
) -> None:
    marc = await a_mentor(database)
    author = whoever(marc, "MENTOR")
    post = await a_draft(database, marc, publishAt=f"{LATER:%Y-%m-%dT%H:%M:%SZ}")
    await moved(database, author, post, "submit")
    await moved(database, OPERATOR, post, "publish")
    with pytest.raises(PostMoved):
        await saved(database, marc, post, markdown="Ce que personne n'a relu.")
    assert await moved(database, author, post, "retract") == "draft"
    await saved(database, marc, post, markdown="Ce que personne n'a relu.")


async def test_an_article_keeps_every_address_it_had(database: Database, rows: Rows) -> None:
    marc = await a_mentor(database)
    post = await an_article(database, marc)
    await saved(database, marc, post, slug="relire-avec-bonte")
    await moved(database, whoever(marc, "MENTOR"), post, "submit")
    await moved(database, OPERATOR, post, "publish")
    assert rows("select slug from post_pages") == [{"slug": "relire-avec-bonte"}]
    slugs = {row["slug"] for row in rows("select slug from post_slugs")}
    assert slugs == {"relire-du-code-sans-blesser", "relire-avec-bonte"}
    other = await a_draft(database, marc, slug="relire-du-code-sans-blesser")
    await moved(database, whoever(marc, "MENTOR"), other, "submit")
    with pytest.raises(SlugTaken):
        await moved(database, OPERATOR, other, "publish")


async def test_two_articles_of_one_title_have_two_addresses(database: Database, rows: Rows) -> None:
    marc = await a_mentor(database)
    for _ in range(3):
        await an_article(database, marc)
    slugs = sorted(row["slug"] for row in rows("select slug from post_pages"))
    assert slugs == [f"relire-du-code-sans-blesser{end}" for end in ("", "-2", "-3")]


async def test_readers_of_each_language_are_shown_theirs(database: Database, rows: Rows) -> None:
    marc = await a_mentor(database)
    french = await an_article(database, marc)
    english = await an_article(database, marc, language="en", title="Kind reviews", pairOf=french)
    listed = "select post_id from post_listings where list = %s"
    assert rows(listed, "fr") == [{"post_id": french}]
    assert rows(listed, "en") == [{"post_id": english}]
    await moved(database, whoever(marc, "MENTOR"), english, "archive")
    assert rows(listed, "en") == [{"post_id": french}]
