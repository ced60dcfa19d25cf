"""What an author sends and the site does not take, by the form and by the API: one table of cases."""

from typing import Any

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.db.pool import Database
from tests.blog.author import IN_FORM, author, clock, stored
from tests.blog.writing import a_draft, words
from tests.builders import Rows
from tests.fakes.clerk_tokens import bearer
from tests.forms import submit, typed

pytestmark = pytest.mark.anyio
__all__ = ["author", "clock"]
# What is refused: the change, where its form says so, the pointer and its code in the API.
REFUSED: dict[str, tuple[dict[str, Any], str, str]] = {
    "a title without end": ({"title": "a" * 151}, "/title", "string_too_long"),
    "a summary without end": ({"excerpt": "a" * 301}, "/excerpt", "string_too_long"),
    "a language that nobody reads here": ({"language": "de"}, "/language", "literal_error"),
    "an address of capitals": ({"slug": "Mon Article"}, "/slug", "slug"),
    "a skill that is not on the list": ({"skills": ["chasse"]}, "/skills/0", "unknown_skill"),
    "somebody else's picture": ({"coverKey": "images/" + "a" * 26}, "/coverKey", "unknown_image"),
    "nine topics": ({"tags": list("abcdefghi")}, "/tags", "too_long"),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_what_is_refused_is_told_beside_its_field_and_nothing_typed_is_lost(
    client: httpx2.AsyncClient, database: Database, rows: Rows, author: str, name: str
) -> None:
    change, pointer, _code = REFUSED[name]
    post_id = await a_draft(database, author)
    fields = {**IN_FORM, "version": "1", **change}
    fields["tags"] = ", ".join(change.get("tags", ["Relecture"]))
    fields["markdown"] = "Ce que je viens d'écrire."
    answer = await submit(client, f"/write/{post_id}", fields)
    assert answer.status_code == 422
    field = pointer.split("/")[1]
    assert f'id="{field}-problem"' in answer.text
    assert "Ce que je viens d'écrire." in typed(answer.text)
    assert stored(rows)["version"] == 1


@pytest.mark.parametrize("name", REFUSED)
async def test_the_api_refuses_the_same(
    client: httpx2.AsyncClient,
    database: Database,
    clerk_key: RSAKey,
    rows: Rows,
    author: str,
    name: str,
) -> None:
    change, pointer, code = REFUSED[name]
    post_id = await a_draft(database, author)
    document = words(version=1, **change)
    answer = await client.put(
        f"/api/me/posts/{post_id}", json=document, headers=bearer(clerk_key, author)
    )
    assert answer.status_code == 422
    problems = [(one["pointer"], one["code"]) for one in answer.json()["errors"]]
    assert problems == [(pointer, code)]
    assert stored(rows)["version"] == 1


@pytest.mark.parametrize("blank", ["", "\u200b"])
async def test_a_cover_and_a_series_without_a_name_are_none(
    client: httpx2.AsyncClient, clerk_key: RSAKey, rows: Rows, author: str, blank: str
) -> None:
    headers = bearer(clerk_key, author)
    document = words(coverKey=blank, series=blank)
    begun = await client.post("/api/me/posts", json=document, headers=headers)
    assert begun.status_code == 201, begun.text
    path = f"/api/me/posts/{begun.json()['id']}"
    saved = await client.put(path, json={**document, "version": 1}, headers=headers)
    assert saved.status_code == 200, saved.text
    assert {name: stored(rows)[name] for name in ("cover_key", "series_slug")} == {
        "cover_key": None,
        "series_slug": None,
    }


async def test_a_text_longer_than_any_article_is_told_beside_it_and_stays_in_the_form(
    client: httpx2.AsyncClient, database: Database, rows: Rows, author: str
) -> None:
    """Accents weigh six bytes each in a form: the longest text is still read."""
    post_id = await a_draft(database, author)
    whole, longer = "é" * 200_000, "é" * 200_001
    kept = await submit(client, f"/write/{post_id}", {**IN_FORM, "markdown": whole, "version": "1"})
    assert kept.status_code == 303
    refused = await submit(
        client, f"/write/{post_id}", {**IN_FORM, "markdown": longer, "version": "2"}
    )
    assert refused.status_code == 422
    assert 'id="markdown-problem"' in refused.text
    assert f"{longer}</textarea>" in refused.text
    assert stored(rows)["markdown"] == whole
    bomb = await submit(client, f"/write/{post_id}", {**IN_FORM, "markdown": "a" * 5_000_000})
    assert bomb.status_code == 413


async def test_a_text_nested_without_end_is_kept_and_refused_when_it_is_sent_in(
    client: httpx2.AsyncClient, database: Database, rows: Rows, author: str
) -> None:
    post_id = await a_draft(database, author)
    nested = "> " * 50 + "trop profond"
    fields = {**IN_FORM, "markdown": nested, "version": "1"}
    assert (await submit(client, f"/write/{post_id}", fields)).status_code == 303
    assert nested in typed((await client.get(f"/write/{post_id}")).text)
    fields = {**fields, "version": "2", "step": "submit"}
    sent = await submit(client, f"/write/{post_id}", fields, to=f"/write/{post_id}/step")
    assert sent.status_code == 422
    assert 'id="markdown-problem"' in sent.text
    assert stored(rows)["status"] == "draft"
