"""A mentor at their desk: signed in with a browser whose clock is that of Paris."""

from typing import Any

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.db.pool import Database
from tests.blog.writing import words
from tests.builders import Rows, a_mentor
from tests.forms import sign_in
from tests.people import StillClock

IN_FORM = {
    **{name: words()[name] for name in ("title", "excerpt", "markdown")},
    "tags": "Relecture, Métier",
    "words": "1",
    "language": "fr",
}


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
async def author(client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey) -> str:
    """Their id; `client` is their browser."""
    mentor_id = await a_mentor(database)
    await sign_in(client, clerk_key, mentor_id)
    client.cookies.set("mentorat_zone", "Europe/Paris", domain="mentorat.example")
    return mentor_id


def stored(rows: Rows) -> dict[str, Any]:
    """The one article there is."""
    (found,) = rows("select * from posts")
    return found
