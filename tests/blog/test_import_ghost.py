"""A Ghost site comes over, whichever editor its articles were written in."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from mentorat.blog.moving.elsewhere.ghost_editors import LexicalReader, MobiledocReader
from mentorat.blog.moving.opening import open_source
from mentorat.blog.moving.refusals import UnreadableFileError
from mentorat.db.pool import Database
from tests.blog.moving import DATA, a_picture, a_store, imported, losses_of
from tests.builders import Rows, a_mentor

pytestmark = pytest.mark.anyio

EXPORT = DATA / "ghost.json"
DRAFTED = "Garder un brouillon trois jours"


async def test_articles_of_every_editor_keep_their_words(
    database: Database, rows: Rows, tmp_path: Path
) -> None:
    await a_mentor(database, email="marc@courrier.example")
    report = await imported(database, a_store(tmp_path / "files"), EXPORT)
    assert {post.title: (post.outcome, post.status) for post in report.posts} == {
        DRAFTED: ("taken", "published"),
        "Lire à voix haute": ("taken", "draft"),
        "Il y a longtemps": ("taken", "published"),
        "À paraître": ("taken", "scheduled"),
    }
    texts = {row["title"]: row["markdown"] for row in rows("select title, markdown from posts")}
    assert texts[DRAFTED] == (
        "Un brouillon **se garde** trois jours : [pourquoi ?](/pourquoi/).\n\n## Le premier jour\n\n"
        "1. écrire\n2. dormir\n\n"
        '![Un carnet ouvert](/content/images/2024/02/carnet.jpg "Le carnet")\n\n'
        "```python\nprint('bonjour')\n```\n\n| Jour | Geste |\n|---|---|\n| 1 | écrire |\n\n"
        "> 💡\n>\n> Relisez **à voix haute**.\n\n[Lire lentement](https://courrier.example/lire)\n\n***\n\n"
        "> Une citation."
    )
    assert texts["Il y a longtemps"] == (
        "## Il y a longtemps\n\nUn **gras** et un [lien](https://courrier.example/)\\\nfin.\n\n"
        "- un\n- deux\n\n## Une liste\n\n- un\n- deux\n\n"
        "![Un vieux carnet](/content/images/2019/01/vieux.jpg)"
    )


async def test_dates_tags_and_hours_are_those_of_the_site(
    database: Database, rows: Rows, tmp_path: Path
) -> None:
    await a_mentor(database, email="marc@courrier.example")
    await imported(database, a_store(tmp_path / "files"), EXPORT)
    (page,) = rows("select * from post_pages where slug = 'garder-un-brouillon'")
    assert [label for _, label in page["tags"]] == ["Écriture", "Méthode"]
    assert page["excerpt"] == "Ce que le temps fait à un texte."
    assert str(page["published_at"]).startswith("2024-02-02 06:30:00")
    assert str(page["modified_at"]).startswith("2024-02-05 09:15:00")
    (waiting,) = rows("select publish_at, excerpt, slug from posts where status = 'scheduled'")
    assert str(waiting["publish_at"]).startswith("2027-09-01 06:30:00")
    assert (waiting["excerpt"], waiting["slug"]) == ("Un texte qui attend son heure.", "a-paraitre")


async def test_what_stays_behind_is_named(database: Database, tmp_path: Path) -> None:
    await a_mentor(database, email="marc@courrier.example")
    report = await imported(database, a_store(tmp_path / "files"), EXPORT)
    assert [(loss.kind, loss.detail) for loss in report.losses] == [("pages", "1 page")]
    photo = "/content/images/2024/02/carnet.jpg"
    assert losses_of(report, DRAFTED) == [
        ("code_injection", ""),
        ("block", "signup"),
        ("cover", photo),
    ]
    assert losses_of(report, "Lire à voix haute") == [
        ("members_only", "members"),
        ("embed", "https://www.youtube.com/embed/abc"),
    ]
    assert losses_of(report, "Il y a longtemps")[:2] == [
        ("block", "product"),
        ("image", "/content/images/2019/01/vieux.jpg"),
    ]


async def test_the_folder_of_images_gives_its_pictures(
    database: Database, rows: Rows, tmp_path: Path
) -> None:
    await a_mentor(database, email="marc@courrier.example")
    images = tmp_path / "images"
    (images / "2024" / "02").mkdir(parents=True)
    (images / "2024" / "02" / "carnet.jpg").write_bytes(a_picture())
    await imported(database, a_store(tmp_path / "files"), EXPORT, images=images)
    (page,) = rows("select html, cover from post_pages where slug = 'garder-un-brouillon'")
    assert page["cover"]["alt"] == "Un carnet ouvert sur une table"
    assert f'<img src="/files/{page["cover"]["key"]}/640.webp"' in page["html"]


def test_exports_of_other_versions_are_read_the_same(tmp_path: Path) -> None:
    document: dict[str, Any] = json.loads(EXPORT.read_text(encoding="utf-8"))["db"][0]
    bare = tmp_path / "bare.json"
    bare.write_text(json.dumps(document), encoding="utf-8")
    assert list(open_source(bare).posts()) == list(open_source(EXPORT).posts())
    first = document["data"]["posts"][0]
    ancient = {
        "id": 7, "title": "Ancien", "slug": "ancien", "status": "published", "page": 0, "author_id": 1,
        "language": "en_US", "markdown": "Un **vieux** texte", "published_at": 1408552443891,
    }  # fmt: skip
    old = tmp_path / "old.json"
    users = [{"id": 1, "name": "Marc", "email": "marc@courrier.example"}]
    old.write_text(json.dumps({"data": {"posts": [ancient], "users": users}}), encoding="utf-8")
    (post,) = open_source(old).posts()
    assert (post.markdown, post.author, post.language) == (
        "Un **vieux** texte",
        "marc@courrier.example",
        None,
    )
    assert str(post.published_at).startswith("2014-08-20 16:34:03")
    assert first["lexical"]


@pytest.mark.parametrize(
    "body",
    [
        "{}",
        '{"db": []}',
        '{"db": [{"data": 1}]}',
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"db": [{"data": {"posts": "x"}}]}',
        "{\x00",
    ],
)
def test_a_file_that_is_no_export_is_refused(tmp_path: Path, body: str) -> None:
    odd = tmp_path / "odd.json"
    odd.write_text(body, encoding="utf-8")
    with pytest.raises(UnreadableFileError, match="no export of Ghost"):
        open_source(odd)


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"title": 1, "html": [], "tags": None},
        {"lexical": "{", "mobiledoc": "[]"},
        {"published_at": {}},
        {"lexical": '{"root":{"children":[1,{"type":[]}]}}'},
    ],
)
def test_a_post_that_is_odd_is_read_as_far_as_it_goes(tmp_path: Path, row: dict[str, Any]) -> None:
    odd = tmp_path / "odd.json"
    odd.write_text(
        json.dumps({"data": {"posts": [row, {"title": "Suivant", "html": "<p>Oui</p>"}]}}),
        encoding="utf-8",
    )
    assert [post.markdown for post in open_source(odd).posts()][-1] == "Oui"


def test_editors_nested_without_end_are_read_to_a_bound() -> None:
    deep = '{"type":"list","children":[' * 900 + "]}" * 900
    page = LexicalReader().read('{"root":{"children":[' + deep + "]}}")
    assert page is None or len(page.html) < 100_000
    wide = json.dumps(
        {"sections": [[1, "p", [[0, [0] * 5000, 5000, "a"]]]] * 20, "markups": [["b"]]}
    )
    began = time.process_time()
    found = MobiledocReader().read(wide)
    assert found is not None
    assert time.process_time() - began < 2
