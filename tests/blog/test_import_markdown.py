"""Folders of site generators come over; what is hostile in a zip is named and never read."""

import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from mentorat.blog.moving.archive import ENTRIES_MAX, PostArchive
from mentorat.blog.moving.front_matter import FrontMatterError, parse_file
from mentorat.blog.moving.opening import open_source
from mentorat.blog.moving.refusals import UnreadableFileError
from mentorat.db.pool import Database
from tests.blog.moving import a_picture, a_store, a_zip, imported, losses_of
from tests.builders import Rows, a_mentor

pytestmark = pytest.mark.anyio

HUGO = """+++
title = "Écrire un plan"
date = 2024-05-01T08:00:00+02:00
draft = false
tags = ["Plan", "Écriture"]
description = "Un plan tient sur une page."
image = "couverture.jpg"
aliases = ["/vieux/plan-ecrit/"]
[params]
theme = "clair"
+++

![Un plan](plan.png "Le plan")

{{< youtube abc >}}

<div class="boite">Une boîte</div>

```html
<div>{{< pas-un-code >}}</div>
```

Voir [l'autre](../autre/index.md) et ![rien](rien.png).
"""
JEKYLL = """---
layout: post
title: "Relire : trois fois"
categories: methode relecture
published: false
---
Un texte.
"""


async def test_a_folder_of_a_site_generator_comes_over(
    database: Database, rows: Rows, tmp_path: Path
) -> None:
    marc = await a_mentor(database)
    path = a_zip(
        tmp_path / "site.zip",
        {
            "content/posts/un-plan/index.md": HUGO,
            "content/posts/un-plan/plan.png": a_picture(),
            "content/posts/un-plan/couverture.jpg": a_picture(900, 500),
            "_posts/2023-11-02-relire-trois-fois.md": JEKYLL,
            "notes.md": "# Sans en-tête\n\nUn texte sans rien avant.",
            "README.md": "# Le site",
            "config.toml": "baseURL = 'x'",
            "autre.zip": b"PK\x03\x04",
        },
    )
    report = await imported(database, a_store(tmp_path / "files"), path, author=marc)
    assert {post.title: (post.status, post.address) for post in report.posts} == {
        "Écrire un plan": ("published", "/blog/un-plan"),
        "Relire : trois fois": ("draft", "/blog/relire-trois-fois"),
        "Sans en-tête": ("draft", "/blog/notes"),
    }
    assert losses_of(report, "Écrire un plan") == [
        ("shortcode", "youtube"),
        ("html", "div"),
        ("links", "../autre/index.md"),
        ("image", "rien.png"),
        ("alt", ""),
    ]
    assert [(loss.kind, loss.detail) for loss in report.losses] == [
        ("other_files", "2 (autre.zip, config.toml…)")
    ]
    (page,) = rows("select markdown, html, cover, published_at from post_pages")
    assert page["markdown"].startswith("![Un plan](/files/images/")
    assert page["html"].count("<img ") == 1
    assert str(page["published_at"]).startswith("2024-05-01 06:00:00")
    assert {r["slug"] for r in rows("select slug from post_slugs")} == {"un-plan", "plan-ecrit"}


async def test_an_address_that_is_taken_is_changed_and_told(
    database: Database, rows: Rows, tmp_path: Path
) -> None:
    marc = await a_mentor(database)
    text = "---\ntitle: Un plan\ndate: 2024-05-01\nexcerpt: Court.\naliases: [ancien]\n---\nTexte."
    path = a_zip(tmp_path / "site.zip", {"a/plan.md": text, "b/plan.md": text})
    report = await imported(database, a_store(tmp_path / "files"), path, author=marc)
    first, second = report.posts
    assert (first.address, second.address) == ("/blog/plan", "/blog/plan-2")
    assert [(loss.kind, loss.detail) for loss in second.losses] == [
        ("slug", "plan → plan-2"),
        ("former_slug", "ancien"),
    ]


async def test_what_readers_could_not_see_is_a_draft_and_what_nobody_may_save_is_left_out(
    database: Database, rows: Rows, tmp_path: Path
) -> None:
    marc = await a_mentor(database)
    head = "---\ntitle: {}\ndate: 2024-05-01\nexcerpt: Court.\ntags: [{}]\n---\n"
    path = a_zip(
        tmp_path / "site.zip",
        {
            "profond.md": head.format("Trop profond", "a") + "> " * 30 + "Texte.",
            "long.md": head.format("Trop long", "a") + "mot " * 60_000,
            "vide.md": head.format("Vide", "a"),
            "tags.md": head.format("Titre " + "long " * 60, "a, b, c, d, e, f, g, h, i") + "Texte.",
        },
    )
    report = await imported(database, a_store(tmp_path / "files"), path, author=marc)
    outcomes = {post.place: (post.outcome, post.status, post.why) for post in report.posts}
    assert outcomes == {
        "profond.md": ("taken", "draft", None),
        "long.md": ("left_out", None, "invalid: /markdown"),
        "vide.md": ("taken", "draft", None),
        "tags.md": ("taken", "published", None),
    }
    assert losses_of(report, "Trop profond") == [
        ("not_ready", "text too nested: /markdown too_nested")
    ]
    assert losses_of(report, "Vide") == [("not_ready", "invalid: /markdown missing")]
    kinds = [loss.kind for post in report.posts for loss in post.losses if post.place == "tags.md"]
    assert kinds == ["title_cut", "tag"]
    assert len(rows("select title from posts where status = 'published'")[0]["title"]) <= 150


async def test_a_broken_picture_is_named_and_the_article_comes(
    database: Database, tmp_path: Path
) -> None:
    marc = await a_mentor(database)
    text = "---\ntitle: Images\n---\n![a](faux.png) ![b](vrai.jpg)"
    path = a_zip(
        tmp_path / "site.zip",
        {"a.md": text, "faux.png": b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "vrai.jpg": a_picture()},
    )
    report = await imported(database, a_store(tmp_path / "files"), path, author=marc)
    assert losses_of(report, "Images") == [("image", "faux.png (invalid)")]


def hostile(path: Path, change: Callable[[zipfile.ZipInfo], None], name: str = "a.md") -> Path:
    """A zip with a good article, and one entry that says something else of itself."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("bon.md", "# Bon\n\nTexte.")
        entry = zipfile.ZipInfo(name)
        change(entry)
        target.writestr(entry, "# Autre\n\nTexte.")
    return path


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.md",
        "/etc/a.md",
        "a/../../b.md",
        "C:/a.md",
        "..\\a.md",
        "a\x07.md",
        "a" * 400 + ".md",
    ],
)
def test_names_that_lead_elsewhere_are_never_read(tmp_path: Path, name: str) -> None:
    source = open_source(hostile(tmp_path / "odd.zip", lambda _entry: None, name))
    assert [post.place for post in source.posts()] == ["bon.md"]
    assert [loss.kind for loss in source.losses] == ["unsafe_entry"]


def test_links_and_doubles_and_what_is_encrypted_are_named(tmp_path: Path) -> None:
    def link(entry: zipfile.ZipInfo) -> None:
        entry.external_attr = 0o120777 << 16

    linked = open_source(hostile(tmp_path / "link.zip", link))
    assert [loss.detail for loss in linked.losses] == ["a.md (a link)"]
    encrypted = hostile(tmp_path / "encrypted.zip", lambda _entry: None)
    body = bytearray(encrypted.read_bytes())
    at = body.rindex(b"PK\x01\x02")
    body[at + 8] |= 1
    encrypted.write_bytes(body)
    assert [loss.detail for loss in open_source(encrypted).losses] == ["a.md (encrypted)"]
    double = tmp_path / "double.zip"
    with zipfile.ZipFile(double, "w") as target:
        target.writestr("a.md", "# Un")
        with pytest.warns(UserWarning, match="Duplicate"):
            target.writestr("a.md", "# Deux")
    source = open_source(double)
    assert list(source.posts()) == []
    assert [loss.detail for loss in source.losses] == ["a.md (its name is there twice)"] * 2


def test_bombs_are_never_unpacked(tmp_path: Path) -> None:
    tight = a_zip(tmp_path / "tight.zip", {"bon.md": "# Bon\n\nA.", "a.md": b"a" * 9_000_000})
    source = open_source(tight)
    assert [post.place for post in source.posts()] == ["bon.md"]
    assert source.losses[0].detail == "a.md (packed as no text or picture is)"
    large = a_zip(tmp_path / "large.zip", {f"{n}.png": b"" for n in range(300)})
    body = large.read_bytes()
    at = 0
    while (at := body.find(b"PK\x01\x02", at)) >= 0:
        body = body[: at + 20] + struct.pack("<II", 9_000_000, 9_000_000) + body[at + 28 :]
        at += 4
    large.write_bytes(body)
    with pytest.raises(UnreadableFileError, match="more than 2 GB"):
        open_source(large)


def test_an_entry_that_lies_about_its_size_is_read_to_its_bound(tmp_path: Path) -> None:
    path = a_zip(tmp_path / "lie.zip", {"a.md": b"a" * 60_000_000})
    body = bytearray(path.read_bytes())
    at = body.rindex(b"PK\x01\x02")
    body[at + 24 : at + 28] = struct.pack("<I", 1_000)
    path.write_bytes(body)
    archive = PostArchive(path)
    tracemalloc.start()
    assert archive.read("a.md") is None or len(archive.read("a.md") or b"") <= 1_000
    assert tracemalloc.get_traced_memory()[1] < 30_000_000
    tracemalloc.stop()


def test_a_hundred_thousand_entries_are_refused_before_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as target:
        for number in range(100_000):
            target.writestr(zipfile.ZipInfo(f"{number}.md"), b"")
    began = time.process_time()
    tracemalloc.start()
    with pytest.raises(UnreadableFileError, match=f"{ENTRIES_MAX:,}"):
        open_source(path)
    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()
    assert time.process_time() - began < 1


@pytest.mark.parametrize("cut", [0, 1, 4, 30, 60, 100])
def test_a_zip_that_is_cut_or_no_zip_is_refused(tmp_path: Path, cut: int) -> None:
    path = a_zip(tmp_path / "cut.zip", {"a.md": "# Un\n\nTexte."})
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(UnreadableFileError):
        open_source(path)


def test_names_in_old_letters_are_read_as_they_were_meant(tmp_path: Path) -> None:
    path = hostile(tmp_path / "old.zip", lambda _entry: None, "XXXX.md")
    body = path.read_bytes().replace(b"XXXX", "été"[:2].encode() + b"a")
    path.write_bytes(body)
    assert {post.place for post in open_source(path).posts()} == {"bon.md", "éta.md"}
    latin = hostile(tmp_path / "latin.zip", lambda _entry: None, "XXXX.md")
    latin.write_bytes(latin.read_bytes().replace(b"XXXX", b"\xe9t\xe9a"))
    assert len(list(open_source(latin).posts())) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("---\na: &x [1]\nb: *x\n---\n", "alias"),
        ("---\na: " + "[" * 5000 + "\n---\n", "nested too deep"),
        ("---\n" + "a:\n" + "".join(f"{' ' * n}b:\n" for n in range(1, 120)) + "---\n", "nested too deep"),
        ("---\na: 1\n" + "b: 2\n" * 20_000 + "---\n", "does not end, or is too long"),
        ("---\n- a\n---\n", "no list of names"),
        ("---\na: \x01\n---\n", "no YAML"),
        ("---\n? [a]\n: b\n---\n", "no YAML"),
        ("+++\na = " + "[" * 5000 + "\n+++\n", "nested too deep"),
        ("+++\na = \n+++\n", "no TOML"),
    ],
)  # fmt: skip
def test_lines_before_an_article_are_refused_where_they_are_odd(text: str, said: str) -> None:
    with pytest.raises(FrontMatterError, match=said):
        parse_file(text)


def test_yaml_makes_words_and_nothing_else() -> None:
    text = "---\na: !!python/object/apply:os.system ['true']\nb: 2024-01-01\nc: yes\nd: 0x10\n---\n"
    values = parse_file(text).values
    assert values == {"a": ["true"], "b": "2024-01-01", "c": "yes", "d": "0x10"}
