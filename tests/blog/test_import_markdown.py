"""Folders of site generators come over, as far as their files say what they mean."""

from pathlib import Path

import pytest

from mentorat.blog.moving.importing import ImportPlan, PostImport
from mentorat.blog.moving.markdown.front_matter import FrontMatterError, parse_file
from mentorat.blog.moving.opening import open_source
from mentorat.blog.moving.report import PostOutcome
from mentorat.db.pool import Database
from tests.blog.moving import BY, a_picture, a_store, a_zip, imported, losses_of
from tests.builders import MONDAY, Rows, a_mentor

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
    store = a_store(tmp_path / "files")
    dry = await imported(database, store, path, author=marc, dry_run=True)
    assert [loss.kind for loss in dry.posts[1].losses] == ["slug"]
    report = await imported(database, store, path, author=marc)
    first, second = report.posts
    assert (first.address, second.address) == ("/blog/plan", "/blog/plan-2")
    assert [(loss.kind, loss.detail) for loss in second.losses] == [
        ("slug", "plan → plan-2"),
        ("former_slug", "ancien"),
    ]


async def test_an_import_that_was_stopped_is_taken_up_where_it_was(
    database: Database, rows: Rows, tmp_path: Path
) -> None:
    marc = await a_mentor(database)
    entries = {f"{n}.md": f"# Texte {n}\n\nBonjour." for n in range(5)}
    path, store = a_zip(tmp_path / "site.zip", entries), a_store(tmp_path / "files")
    told: list[PostOutcome] = []

    def stop(outcome: PostOutcome) -> None:
        told.append(outcome)
        if len(told) == 3:
            raise KeyboardInterrupt

    work = PostImport(database, store, ImportPlan(by=BY, author=marc), now=MONDAY)
    with pytest.raises(KeyboardInterrupt):
        await work.run(open_source(path), stop)
    assert rows("select count(*) as n from posts") == [{"n": 3}]
    report = await imported(database, store, path, author=marc)
    assert [post.outcome for post in report.posts] == ["already_here"] * 3 + ["taken"] * 2
    assert rows("select count(*) as n from posts") == [{"n": 5}]


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
    assert sorted(kinds) == ["slug", "tag", "title_cut"]
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
