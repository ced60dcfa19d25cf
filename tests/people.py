"""A mentor and an élève, what they send each other, and a clock that waits for them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.db.pool import Database
from tests.builders import MONDAY, a_mentor, a_student
from tests.conftest import Clock
from tests.fakes.clerk_tokens import bearer

ROOM = "https://salle.example/marc"
WIDE_CAPS = dict.fromkeys(("bookings_pair_max", "bookings_open_max", "bookings_daily_max"), 999)
TEN = "2027-06-08T08:00:00Z"  # ten o'clock in Paris, the day after the clock's Monday


class StillClock(Clock):
    """A clock that stands until a test moves it."""

    def __init__(self) -> None:
        super().__init__()
        self.at = MONDAY

    def __call__(self) -> datetime:
        return self.at + self.ahead


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
async def pair(client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey) -> Pair:
    mentor = await a_mentor(database, meeting_place=ROOM)
    mentee = await a_student(database)
    return Pair(client, mentor, mentee, bearer(clerk_key, mentor), session_of(clerk_key, mentee))


async def an_eleve(database: Database, key: RSAKey) -> dict[str, str]:
    """What somebody new who learns sends along."""
    return session_of(key, await a_student(database))


def session_of(key: RSAKey, user_id: str) -> dict[str, str]:
    """What somebody sends along, in a session of their own."""
    return bearer(key, user_id, sid=f"sess_{user_id}")


async def book(
    client: httpx2.AsyncClient, mentor: str, eleve: dict[str, str], at: str = TEN, **more: Any
) -> httpx2.Response:
    """An élève books an hour, or asks for it."""
    choice = {"mentorId": mentor, "startsAt": at, "note": "Relire mon code", **more}
    return await client.post("/api/bookings", json=choice, headers=eleve)


def code_of(answer: httpx2.Response) -> tuple[int, str]:
    """How something was refused."""
    return answer.status_code, answer.json()["type"].partition("problem-")[2]
