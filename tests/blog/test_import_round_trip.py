"""What goes out comes in again as it was: the same bytes when it goes out once more."""

import re
import zipfile
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentorat.blog.models import PostStatus
from mentorat.blog.moving.dates import read_moment, write_moment
from mentorat.blog.moving.markdown.front_matter import parse_file, write_file
from mentorat.blog.pictures.keep_image import keep_image
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.files.keep_picture import keep_picture
from mentorat.files.store import FileStore
from mentorat.wire import one_line, several_lines
from tests.blog.moving import a_picture, a_store, exported, imported
from tests.blog.writing import OPERATOR, a_draft, an_article, moved, saved
from tests.builders import MONDAY, Rows, a_mentor, an_operator, whoever

pytestmark = pytest.mark.anyio

LATER = MONDAY + timedelta(days=3, minutes=20)
GONE = "delete from posts; delete from post_images; delete from series; delete from post_tags"
ODD = """---
titre: pas de l'en-tête

+++
Un « texte » — d'abord 😀 & <b>non</b>\u00a0!

```yaml
---
clé: "valeur"
---
```"""


async def a_kept_picture(database: Database, store: FileStore, owner: str, colour: str) -> Any:
    """A picture of somebody's in the store, and in their articles' reach."""
    kept = await keep_picture(store, a_picture(colour=colour))
    async with database.unit(writes=True) as unit:
        keep_image(Db(unit), kept, owner_id=owner, now=MONDAY)
    return kept


async def a_blog(database: Database, store: FileStore) -> str:
    """Articles in every state, with all that an article may have; their author."""
    marc = await a_mentor(database, first_name="Marc")
    author = whoever(marc, "MENTOR")
    cover = await a_kept_picture(database, store, marc, "teal")
    inside = await a_kept_picture(database, store, marc, "olive")
    text = f'## Lire\n\n![Un bureau](/files/{inside.keys[-1]} "Le bureau")\n\n{ODD}'
    french = await an_article(
        database,
        marc,
        title="Relire : « sans » blesser --- #1",
        markdown=text,
        series="Relire & écrire",
        skills=["python"],
        coverKey=cover.key,
        coverAlt="Deux personnes devant un écran",
        slug="relire-sans-blesser",
    )
    english = await a_draft(
        database, marc, language="en", title="Reviewing: kindly", pairOf=french, now=LATER
    )
    await moved(database, author, english, "submit", now=LATER)
    await articles_of_every_state(database, store, marc)
    return marc


async def articles_of_every_state(database: Database, store: FileStore, marc: str) -> None:
    """One with an address it had before and words that nobody has seen yet, one that waits for its
    hour, an empty draft, and one of the past."""
    author = whoever(marc, "MENTOR")
    other = await an_article(database, marc, now=LATER, title="null", tags=["yes", "1:2"])
    await saved(database, marc, other, title="2024-01-01", slug="autre-adresse", now=LATER)
    await moved(database, author, other, "submit", now=LATER)
    await moved(database, OPERATOR, other, "publish", now=LATER)
    unseen = await a_kept_picture(database, store, marc, "maroon")
    shown = f"![Nouveau](/files/{unseen.keys[0]})"
    await saved(
        database, marc, other, title="~ nouvelle", slug="autre-adresse", markdown=shown, now=LATER
    )
    scheduled = await a_draft(
        database, marc, title="true", now=LATER, publishAt="2027-09-01T07:00:00Z"
    )
    await moved(database, author, scheduled, "submit", now=LATER)
    await moved(database, OPERATOR, scheduled, "publish", now=LATER)
    await a_draft(database, marc, title="", excerpt="", markdown="", tags=[], now=LATER)
    archived = await an_article(database, marc, title="Du passé", now=LATER)
    await moved(database, author, archived, "archive", now=LATER)


async def test_articles_come_back_as_they_went(
    database: Database, rows: Rows, tmp_path: Path
) -> None:
    store = a_store(tmp_path / "files")
    await a_blog(database, store)
    pages = (
        "select slug, html, tags, published_at, modified_at, cover from post_pages order by slug"
    )
    seen, lists = rows(pages), rows("select list, published_at from post_listings order by 1, 2")
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    report = await exported(database, store, first)
    assert (report.posts, report.missing) == (6, [])
    rows("delete from post_slugs")
    for statement in GONE.split("; "):
        rows(statement)
    back = await imported(database, store, first)
    assert [post.outcome for post in back.posts] == ["taken"] * 6
    assert back.needs_attention is False
    await exported(database, store, second)
    assert _entries(second) == _entries(first)
    assert second.read_bytes() == first.read_bytes()
    assert rows(pages) == seen
    assert rows("select list, published_at from post_listings order by 1, 2") == lists


async def test_the_same_file_twice_doubles_nothing_and_tells_nobody(
    database: Database, rows: Rows, tmp_path: Path
) -> None:
    store = a_store(tmp_path / "files")
    await a_blog(database, store)
    await exported(database, store, tmp_path / "all.zip")
    rows("delete from messages")
    again = await imported(database, store, tmp_path / "all.zip")
    assert [post.outcome for post in again.posts] == ["already_here"] * 6
    assert rows("select count(*) as n from posts") == [{"n": 6}]
    assert rows("select 1 from messages") == []


async def test_elsewhere_pictures_are_made_anew_and_nothing_else_differs(
    database: Database, rows: Rows, tmp_path: Path
) -> None:
    here, there = a_store(tmp_path / "here"), a_store(tmp_path / "there")
    await a_blog(database, here)
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    await exported(database, here, first)
    before = {row["key"] for row in rows("select key from post_images")}
    for statement in GONE.split("; "):
        rows(statement)
    await imported(database, there, first)
    after = {row["key"] for row in rows("select key from post_images")}
    assert len(after) == len(before) == 3
    assert after.isdisjoint(before)
    await exported(database, there, second)
    texts = [
        {n: b for n, b in _entries(path).items() if n.endswith(".md")} for path in (first, second)
    ]
    assert {n: _unnamed(b) for n, b in texts[0].items()} == {
        n: _unnamed(b) for n, b in texts[1].items()
    }


async def test_an_export_is_of_one_author_or_one_status(database: Database, tmp_path: Path) -> None:
    store = a_store(tmp_path / "files")
    marc = await a_blog(database, store)
    lea = await an_operator(database, first_name="Léa")
    await a_draft(database, lea, title="De Léa")
    await exported(database, store, tmp_path / "marc.zip", author_id=marc)
    assert "de-lea.md" not in _entries(tmp_path / "marc.zip")
    await exported(database, store, tmp_path / "drafts.zip", status=PostStatus.DRAFT)
    assert set(_entries(tmp_path / "drafts.zip")) == {"de-lea.md", "article.md"}


async def test_a_picture_of_somebody_else_s_is_made_anew_for_its_new_author(
    database: Database, rows: Rows, tmp_path: Path
) -> None:
    store = a_store(tmp_path / "files")
    await a_blog(database, store)
    await exported(database, store, tmp_path / "all.zip")
    for statement in GONE.replace("delete from post_images; ", "").split("; "):
        rows(statement)
    lea = await a_mentor(database, first_name="Léa")
    report = await imported(database, store, tmp_path / "all.zip", author=lea)
    assert [post.outcome for post in report.posts] == ["taken"] * 6
    (cover,) = rows(
        "select owner_id from posts join post_images on key = cover_key where cover_key is not null"
    )
    assert cover["owner_id"] == lea


LETTERS = st.characters(exclude_categories=("Cs", "Cn", "Co"))
SIGNS = st.sampled_from(
    [
        *"\n\t #:-'\"{}[]&*!|>%@`,~é😀\u2028\x85\ufeff\u00a0",
        "---",
        "\n---\n",
        "+++",
        "\r\n",
        ": ",
        "\n\n",
        "null",
        "0x1",
        "é",
    ]
)
TEXTS = st.lists(st.one_of(SIGNS, LETTERS), max_size=30).map("".join)


@given(TEXTS, TEXTS, st.lists(TEXTS, max_size=3))
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_text_that_may_be_saved_is_read_as_it_was_written(
    title: str, text: str, tags: list[str]
) -> None:
    values: dict[str, Any] = {
        "title": one_line(title).strip(),
        "tags": [one_line(t).strip() for t in tags],
    }
    values = {name: value for name, value in values.items() if value}
    markdown = several_lines(text).strip()
    file = write_file(values, markdown)
    assert parse_file(file) == (values, markdown)
    assert parse_file(file.replace("\n", "\r\n")) == (values, markdown)


@given(st.datetimes(min_value=MONDAY.replace(tzinfo=None, year=1970), timezones=st.just(UTC)))
@settings(max_examples=100, deadline=None)
def test_every_instant_is_read_as_it_was_written(moment: Any) -> None:
    written = write_moment(moment)
    assert moment.year > 2198 or read_moment(written) == moment


def _entries(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def _unnamed(body: bytes) -> bytes:

    return re.sub(rb"images/[a-z2-7]{26}", b"images/x", body)
