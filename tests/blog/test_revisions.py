"""Every save is kept: versions are listed, compared and taken up again, and nothing is lost."""

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import RSAKey

from mentorat.blog.shown.line_changes import line_changes
from mentorat.db.pool import Database
from tests.blog.author import author, clock, stored
from tests.blog.writing import a_draft, saved, words
from tests.builders import Rows
from tests.fakes.clerk_tokens import bearer
from tests.forms import submit, typed

pytestmark = pytest.mark.anyio
__all__ = ["author", "clock"]
LINES = st.lists(st.sampled_from(["", "Un", "Deux", "Trois"]), max_size=12).map("\n".join)


async def test_an_earlier_version_is_taken_up_and_all_of_them_stay(
    client: httpx2.AsyncClient, database: Database, rows: Rows, author: str
) -> None:
    post_id = await a_draft(database, author, markdown="La première.")
    await saved(database, author, post_id, markdown="La deuxième.")
    page = await client.get(f"/write/{post_id}/revisions/1")
    assert "<del>La <strong>première</strong>.</del>" in page.text
    assert "<ins>La <strong>deuxième</strong>.</ins>" in page.text
    answer = await submit(
        client,
        f"/write/{post_id}/revisions/1",
        {"restore": "1"},
        to=f"/write/{post_id}/revisions",
    )
    assert answer.headers["location"] == f"/write/{post_id}?restored=1"
    assert "La version 1 est reprise" in typed((await client.get(answer.headers["location"])).text)
    assert (stored(rows)["markdown"], stored(rows)["tags"]) == ("La première.", words()["tags"])
    kept = rows("select version, markdown from post_revisions order by version")
    assert [row["markdown"] for row in kept] == ["La première.", "La deuxième.", "La première."]


async def test_versions_have_no_end_and_are_read_a_page_at_a_time(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey, author: str
) -> None:
    post_id = await a_draft(database, author)
    for number in range(55):
        await saved(database, author, post_id, markdown=f"Version {number}.")
    place, headers = f"/api/me/posts/{post_id}/revisions", bearer(clerk_key, author)
    first = (await client.get(place, headers=headers)).json()
    rest = (await client.get(f"{place}?before={first['nextBefore']}", headers=headers)).json()
    assert [one["version"] for one in (*first["items"], *rest["items"])] == [*range(56, 0, -1)]
    assert rest["nextBefore"] is None
    assert "Marc Lenoir" in (await client.get(f"/write/{post_id}/revisions")).text
    one = await client.get(f"{place}/7", headers=headers)
    assert one.json()["markdown"] == "Version 5."
    for missing in (0, 57, 10**30):
        assert (await client.get(f"{place}/{missing}", headers=headers)).status_code == 404


@given(LINES, LINES)
def test_what_differs_between_two_texts_makes_each_of_them_again(before: str, after: str) -> None:
    found = line_changes(before, after)
    if before == after:
        assert found == []
        return
    skipped = sum(line.lines for line in found if line.kind == "skipped")
    sides = (
        (before, [line.before for line in found if line.kind in {"same", "changed", "removed"}]),
        (after, [line.after for line in found if line.kind in {"same", "changed", "added"}]),
    )
    for text, shown in sides:
        whole, lines = text.split("\n"), ["".join(p.text for p in pieces) for pieces in shown]
        assert len(lines) + skipped == len(whole)
        assert set(lines) <= set(whole)
    assert any(line.kind not in {"same", "skipped"} for line in found)
