"""Two people and their booking, on a clock that stands still."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.db.pool import Database
from tests.bookings.test_promises import an_eleve, book
from tests.builders import EVERY_DAY, a_mentor, open_on
from tests.directory.conftest import StillClock
from tests.fakes.clerk_tokens import bearer

Rows = Callable[..., list[dict[str, Any]]]
ROOM = "https://salle.example/marc"


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@dataclass
class Pair:
    """A mentor, an élève, and what they may send; hours are Paris time, two more than UTC."""

    client: httpx2.AsyncClient
    mentor_id: str
    mentee_id: str
    mentor: dict[str, str]
    mentee: dict[str, str]

    async def booked(self, at: str) -> str:
        """A session on Thursday the tenth, or whenever asked; its path in the API."""
        answer = await book(self.client, self.mentor_id, self.mentee, at)
        assert answer.status_code == 201, answer.text
        return f"/api/bookings/{answer.json()['id']}"

    async def by(
        self, who: dict[str, str], path: str, body: dict[str, Any] | None = None
    ) -> httpx2.Response:
        """Somebody posts something."""
        return await self.client.post(path, json=body or {}, headers=who)


@pytest.fixture
async def pair(
    client: httpx2.AsyncClient, database: Database, rows: Rows, clerk_key: RSAKey
) -> Pair:
    mentor = await a_mentor(
        database,
        first_name="Marc",
        last_name="Lenoir",
        availability=open_on(EVERY_DAY, ("09:00", "17:00")),
    )
    rows("update mentor_profiles set meeting_place = %s where user_id = %s", ROOM, mentor)
    mentee = await an_eleve(database, rows, clerk_key)
    mentee_id = rows("select id from users where id <> %s", mentor)[0]["id"]
    return Pair(client, mentor, mentee_id, bearer(clerk_key, mentor), mentee)


def code_of(answer: httpx2.Response) -> tuple[int, str]:
    """How something was refused."""
    return answer.status_code, answer.json()["type"].partition("problem-")[2]
