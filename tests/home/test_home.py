"""The first page: what is next for whoever comes."""

from datetime import timedelta

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.db.pool import Database
from tests.builders import MONDAY, Rows, a_booking, a_mentor, a_student
from tests.fakes.clerk_tokens import bearer
from tests.forms import typed
from tests.people import StillClock

pytestmark = pytest.mark.anyio


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


async def test_a_stranger_meets_mentors_with_their_next_free_hour(
    client: httpx2.AsyncClient, database: Database
) -> None:
    await a_mentor(database, first_name="Marc", last_name="Lenoir", headline="Python relu ensemble")
    page = typed((await client.get("/")).text)
    for words in (
        "Marc Lenoir",
        "Python relu ensemble",
        "Réserver avec",
        "Comment ça marche",
        'name="q"',
    ):
        assert words in page
    assert "@" not in page.partition("<main")[2]


async def test_an_eleve_sees_the_next_session_and_who_still_has_to_answer(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey, rows: Rows
) -> None:
    mentor = await a_mentor(database, first_name="Marc", last_name="Lenoir")
    zoe = await a_student(database)
    empty = typed((await client.get("/", headers=bearer(clerk_key, zoe))).text)
    assert "Rien de prévu pour l'instant." in empty
    booked = a_booking(rows, mentor, MONDAY + timedelta(days=2), mentee_id=zoe)
    page = typed((await client.get("/", headers=bearer(clerk_key, zoe))).text)
    assert "avec Marc Lenoir" in page
    assert f"/bookings/{booked}" in page
    rows("update bookings set status = 'requested', expires_at = %s", MONDAY + timedelta(days=1))
    asked = typed((await client.get("/", headers=bearer(clerk_key, zoe))).text)
    assert "Demandes en attente" in asked
    assert "Votre réponse est attendue" not in asked
    told = typed((await client.get("/", headers=bearer(clerk_key, mentor))).text)
    assert "Votre réponse est attendue" in told
    stranger = await a_student(database)
    assert str(booked) not in (await client.get("/", headers=bearer(clerk_key, stranger))).text


async def test_a_mentor_is_told_the_one_next_step(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey, rows: Rows
) -> None:
    mentor = await a_mentor(database)
    published = typed((await client.get("/", headers=bearer(clerk_key, mentor))).text)
    assert "Plus vous proposez de créneaux" in published
    rows("update mentor_profiles set status = 'draft'")
    draft = typed((await client.get("/", headers=bearer(clerk_key, mentor))).text)
    assert "Votre profil n'est pas encore visible." in draft
