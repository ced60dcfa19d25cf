"""A WordPress blog comes over: its articles with their addresses and dates, the rest by its name."""

import time
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from mentorat.blog.moving.elsewhere.source_html import read_wordpress_page
from mentorat.blog.moving.opening import open_source
from mentorat.blog.moving.refusals import UnreadableFileError
from mentorat.db.pool import Database
from tests.blog.moving import DATA, a_picture, a_store, imported, losses_of
from tests.builders import Rows, a_mentor

pytestmark = pytest.mark.anyio

EXPORT = DATA / "wordpress.xml"
TEXT = EXPORT.read_text(encoding="utf-8")
INTERVIEW = "Préparer un entretien & garder son calme"


async def test_articles_keep_their_words_dates_and_addresses(
    database: Database, rows: Rows, tmp_path: Path
) -> None:
    marc = await a_mentor(database, email="marc@courrier.example")
    report = await imported(database, a_store(tmp_path / "files"), EXPORT)
    outcomes = {post.title: (post.outcome, post.status, post.address) for post in report.posts}
    assert outcomes == {
        INTERVIEW: ("taken", "published", "/blog/preparer-un-entretien"),
        "Écrire court": ("taken", "published", "/blog/ecrire-court"),
        "Pour les abonnés": ("taken", "draft", "/blog/pour-les-abonnes"),
        "Une idée": ("left_out", None, None),
    }
    old = {post.title: post.old_address for post in report.posts}
    assert old[INTERVIEW] == "/2025/03/preparer-un-entretien/"
    (page,) = rows("select * from post_pages where slug = 'preparer-un-entretien'")
    assert (page["author_id"], page["language"], page["tags"]) == (
        marc, "fr", [["entretien", "Entretien"], ["methode", "Méthode"]],
    )  # fmt: skip
    assert str(page["published_at"]).startswith("2025-03-04 07:30:00")
    assert str(page["modified_at"]).startswith("2025-04-01 08:00:00")
    assert page["excerpt"].startswith("Ce qui se prépare la veille")
    assert page["markdown"] == (
        "Un entretien se prépare **la veille :** pas le matin.\n\n## Trois questions\n\n"
        "1. Pourquoi vous ?\n2. Pourquoi eux ?\n\n"
        '![Un bureau rangé](https://atelier.example/wp-content/uploads/2025/03/bureau.jpg "La veille au soir")\n\n'
        "<https://www.youtube.com/watch?v=dQw4w9WgXcQ>"
    )
    slugs = {row["slug"] for row in rows("select slug from post_slugs")}
    assert {"entretien", "reussir-son-entretien", "preparer-un-entretien"} <= slugs


async def test_what_stays_behind_is_named(database: Database, tmp_path: Path) -> None:
    await a_mentor(database, email="marc@courrier.example")
    report = await imported(database, a_store(tmp_path / "files"), EXPORT)
    photo = "https://atelier.example/wp-content/uploads/2025/03/bureau.jpg"
    assert [(loss.kind, loss.detail) for loss in report.losses] == [
        ("pages", "1 page"),
        ("comments", "1"),
    ]
    assert losses_of(report, INTERVIEW) == [
        ("block", "jetpack/contact-form"),
        ("embed", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
        ("cover", photo),
    ]  # fmt: skip
    assert losses_of(report, "Écrire court") == [
        ("shortcode", "[gallery]"),
        ("shortcode", "[contact-form-7]"),
        ("image", "https://atelier.example/wp-content/uploads/2012/05/page-300x200.png"),
        ("slug", "écrire-court → ecrire-court"),
    ]
    assert losses_of(report, "Pour les abonnés") == [("password", "")]
    assert losses_of(report, "Une idée") == [("author", "stagiaire@courrier.example")]
    assert report.needs_attention


async def test_an_old_editor_s_lines_are_paragraphs_and_words_in_brackets_stay(
    database: Database, rows: Rows, tmp_path: Path
) -> None:
    await a_mentor(database, email="marc@courrier.example")
    await imported(database, a_store(tmp_path / "files"), EXPORT)
    (post,) = rows("select markdown from posts where title = 'Écrire court'")
    assert post["markdown"] == (
        "Une phrase, une idée \\[sic\\].\\\nDeux lignes d'un même paragraphe.\n\n"
        '![Une page](https://atelier.example/wp-content/uploads/2012/05/page-300x200.png "La page d\'avant")\n\n'
        "*Fin.*"
    )


async def test_the_folder_of_uploads_gives_its_pictures(
    database: Database, rows: Rows, tmp_path: Path
) -> None:
    await a_mentor(database, email="marc@courrier.example")
    uploads = tmp_path / "uploads"
    (uploads / "2025" / "03").mkdir(parents=True)
    (uploads / "2025" / "03" / "bureau.jpg").write_bytes(a_picture())
    report = await imported(database, a_store(tmp_path / "files"), EXPORT, images=uploads)
    assert {"cover", "image"}.isdisjoint(kind for kind, _ in losses_of(report, INTERVIEW))
    (page,) = rows("select markdown, html, cover from post_pages where cover is not null")
    assert page["cover"]["alt"] == "Un bureau rangé, une lampe allumée"
    assert f"/files/{page['cover']['key']}/" in page["html"]


async def test_a_dry_run_tells_all_and_keeps_nothing(
    database: Database, rows: Rows, tmp_path: Path
) -> None:
    await a_mentor(database, email="marc@courrier.example")
    store = a_store(tmp_path / "files")
    dry = await imported(database, store, EXPORT, dry_run=True)
    for table in ("posts", "post_pages", "post_slugs", "post_images", "post_tags"):
        assert rows(f"select 1 from {table}") == []
    assert rows("select 1 from events where kind = 'post.imported'") == []
    assert list((tmp_path / "files").rglob("*.webp")) == []
    real = await imported(database, store, EXPORT)
    assert (dry.dry_run, dry.posts, dry.losses) == (True, real.posts, real.losses)


async def test_authors_are_whom_the_map_says_then_whom_was_named(
    database: Database, rows: Rows, tmp_path: Path
) -> None:
    lea = await a_mentor(database, first_name="Léa")
    zoe = await a_mentor(database, first_name="Zoé", email="zoe@courrier.example")
    report = await imported(
        database, a_store(tmp_path / "files"), EXPORT,
        author=lea, authors={"stagiaire@courrier.example": "zoe@courrier.example"},
    )  # fmt: skip
    assert [post.outcome for post in report.posts] == ["taken"] * 4
    whose = {row["title"]: row["author_id"] for row in rows("select title, author_id from posts")}
    assert (whose[INTERVIEW], whose["Une idée"]) == (lea, zoe)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda t: t.replace("<rss", "<!DOCTYPE rss [<!ENTITY a 'aaaaaaaa'>]>\n<rss", 1), "declares a document type"),
        (lambda t: t.replace("<rss", "<!DOCTYPE rss SYSTEM 'file:///etc/passwd'>\n<rss", 1), "declares a document type"),
        (lambda t: t.replace("Merci !", "&xxe;").replace("<![CDATA[&xxe;]]>", "&xxe;"), "is no XML from line 78"),
        (lambda t: t[: len(t) // 2], "is no XML from line"),
        (lambda t: t.replace("<channel>", "<channel>" + "<a>" * 50), "nested deeper"),
        (lambda t: t.replace("<channel>", f"<channel a='{'a' * 6_000_000}'>"), "has no end"),
        (lambda t: t.replace("<channel>", f"<channel><!--{'-a' * 3_000_000}-->"), "has no end"),
        (lambda t: "<?xml version='1.0'?><html><body/></html>", "is no export of WordPress"),
        (lambda t: "Bonjour", "is no zip of Markdown and no export"),
    ],
)  # fmt: skip
async def test_a_file_that_is_no_export_is_refused_before_anything_is_taken(
    database: Database, rows: Rows, tmp_path: Path, change: Any, said: str
) -> None:
    await a_mentor(database, email="marc@courrier.example")
    odd = tmp_path / "export.xml"
    odd.write_text(change(TEXT), encoding="utf-8")
    with pytest.raises(UnreadableFileError, match=said):
        await imported(database, a_store(tmp_path / "files"), odd)
    assert rows("select 1 from posts") == []


def test_exports_of_earlier_versions_are_read_the_same(tmp_path: Path) -> None:
    old = tmp_path / "old.xml"
    old.write_text(
        TEXT.replace("export/1.2/", "export/1.1/").replace("\t", "    "), encoding="utf-8"
    )
    read = [list(open_source(path).posts()) for path in (EXPORT, old)]
    assert read[0] == read[1]
    assert len(read[0]) == 4


def test_a_text_without_end_costs_no_other_and_is_told(tmp_path: Path) -> None:
    long = tmp_path / "long.xml"
    long.write_text(TEXT.replace("Réservé.", "mot " * 2_000_000), encoding="utf-8")
    tracemalloc.start()
    posts = list(open_source(long).posts())
    assert tracemalloc.get_traced_memory()[1] < 60_000_000
    tracemalloc.stop()
    assert [post.title for post in posts][2:] == ["Pour les abonnés", "Une idée"]
    assert [loss.kind for loss in posts[2].losses] == ["not_ready", "password"]


def test_an_export_takes_as_long_as_its_length_explains(tmp_path: Path) -> None:
    def seconds(items: int) -> float:
        head, _, rest = TEXT.partition("<item>")
        item, _, _ = rest.partition("</item>")
        path = tmp_path / f"{items}.xml"
        path.write_text(
            head + f"<item>{item}</item>" * items + "</channel></rss>", encoding="utf-8"
        )
        began = time.process_time()
        assert sum(1 for _ in open_source(path).posts()) == items
        return time.process_time() - began

    assert seconds(1200) < 12 * max(seconds(300), 0.05)


@pytest.mark.parametrize(
    "part", ["[a ", "[caption]", "[/a]", "[caption x]a", "[embed]", "<!-- wp:a", "[[", "[a b=c]x"]
)
def test_shortcodes_without_end_take_no_longer(part: str) -> None:
    def seconds(size: int) -> float:
        began = time.process_time()
        read_wordpress_page((part * size)[:size])
        return time.process_time() - began

    assert seconds(120_000) < 40 * max(min(seconds(15_000) for _ in range(2)), 0.02)
