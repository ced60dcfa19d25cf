"""An operator takes a blog in, and out again."""

import json
from pathlib import Path
from typing import Any

import pytest

from mentorat.db.pool import Database
from tests.blog.moving import DATA, a_zip
from tests.builders import Rows, a_mentor

pytestmark = pytest.mark.anyio


async def test_a_blog_is_tried_taken_in_and_taken_along(
    run: Any, database: Database, rows: Rows, tmp_path: Path
) -> None:
    marc = await a_mentor(database, email="marc@courrier.example")
    export = str(DATA / "wordpress.xml")
    tried = run("blog", "import", export, "--dry-run", "--json")
    assert tried.returncode == 3, tried.stderr
    report = json.loads(tried.stdout)
    assert (report["source"], report["dryRun"], len(report["posts"])) == ("wordpress", True, 4)
    assert rows("select 1 from posts") == []
    assert tried.stderr.splitlines()[0] == "taken: Préparer un entretien & garder son calme"
    taken = run("blog", "import", export, "--author", "marc@courrier.example")
    assert taken.returncode == 3
    assert taken.stdout.splitlines()[:2] == [
        "wordpress: 4 taken, 0 already here, 0 left out",
        "  pages and other things that are no articles: 1 page",
    ]
    assert {row["author_id"] for row in rows("select author_id from posts")} == {marc}
    (event,) = rows("select actor from events where kind = 'post.imported' limit 1")
    assert event["actor"].startswith("command line")
    along = run("blog", "export", "articles.zip", "--status", "published", "--json")
    assert (along.returncode, json.loads(along.stdout)["posts"]) == (0, 2)
    again = run("blog", "import", "articles.zip", "--json")
    assert again.returncode == 0
    assert {post["outcome"] for post in json.loads(again.stdout)["posts"]} == {"already_here"}
    rows("update post_pages set render_version = 0")
    assert json.loads(run("blog", "rerender", "--json").stdout) == {"rendered": 2}


async def test_what_cannot_be_done_is_said_in_a_sentence(
    run: Any, database: Database, rows: Rows, tmp_path: Path
) -> None:
    bare = a_zip(tmp_path / "a.zip", {"a.md": "# \x1b[31mRouge\n\nTexte."})
    refusals = (
        (("blog", "import", "nowhere.zip"), 1, "nowhere.zip cannot be read"),
        (
            ("blog", "import", str(bare), "--author", "nobody@courrier.example"),
            1,
            "Nobody here has",
        ),
        (("blog", "export", "no/such/folder.zip"), 1, "cannot be written"),
        (("blog", "import"), 2, ""),
    )
    for words, code, said in refusals:
        refused = run(*words)
        assert (refused.returncode, "Traceback" in refused.stderr) == (code, False), refused.stderr
        assert said in refused.stderr
    left = run("blog", "import", str(bare))
    assert left.returncode == 3
    assert "\x1b" not in left.stdout + left.stderr
    assert "nobody here is this author" in left.stdout
