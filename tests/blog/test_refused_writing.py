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
