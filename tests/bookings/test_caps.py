"""Nobody takes a mentor's whole month: how many bookings a person may have, in every race."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.db.pool import Database
from mentorat.settings import Settings
from tests.builders import MONDAY, Rows, a_booking, a_mentor, change_offer
from tests.conftest import clerk_settings
from tests.fakes.clerk_tokens import bearer
from tests.people import Pair, StillClock, an_eleve, book, code_of

pytestmark = pytest.mark.anyio
OTHER = "user_3FmInesMoreau0000000000007"


@pytest.fixture
def settings(settings: Settings, clerk_key: RSAKey) -> Settings:
    """Small caps: a pair may have three sessions ahead, an élève five, and eight new ones a day."""
    caps = {"bookings_pair_max": 3, "bookings_open_max": 5, "bookings_daily_max": 8}
    return clerk_settings(settings.mentorat_home, clerk_key, **caps)


def hours(count: int) -> list[str]:
    """That many hours that a mentor offers, each on a day of its own."""
    return [f"2027-06-{8 + day:02}T08:00:00Z" for day in range(count)]


def codes(answers: Sequence[httpx2.Response]) -> list[tuple[int, str]]:
    """How each was answered: its status, and for a refusal its code."""
    return [code_of(one) if one.is_error else (one.status_code, "") for one in answers]


async def test_seven_clicks_at_once_leave_a_pair_its_three_sessions(pair: Pair) -> None:
    asked = (book(pair.client, pair.mentor_id, pair.mentee, at) for at in hours(7))
    assert sorted(codes(await asyncio.gather(*asked))) == [(201, "")] * 3 + [(409, "pair_full")] * 4


async def test_clicks_at_many_mentors_at_once_leave_an_eleve_five_sessions(
    pair: Pair, database: Database
) -> None:
    mentors = [await a_mentor(database) for _ in range(7)]
    asked = (
        book(pair.client, mentor, pair.mentee, at)
        for mentor, at in zip(mentors, hours(7), strict=True)
    )
    assert (
        sorted(codes(await asyncio.gather(*asked))) == [(201, "")] * 5 + [(409, "mentee_full")] * 2
    )


async def test_two_mentors_yes_at_once_do_not_pass_the_cap(
    pair: Pair, database: Database, clerk_key: RSAKey, rows: Rows
) -> None:
    rows("insert into users (id) values (%s)", OTHER)
    for week in range(4):
        a_booking(rows, OTHER, MONDAY + timedelta(weeks=9 + week), mentee_id=pair.mentee_id)
    answers = []
    for at in hours(2):
        mentor = await a_mentor(database, mode="request")
        asked = await book(pair.client, mentor, pair.mentee, at)
        path = f"/api/bookings/{asked.json()['id']}/confirmation"
        answers.append(pair.by(bearer(clerk_key, mentor), path))
    assert sorted(codes(await asyncio.gather(*answers))) == [(200, ""), (409, "mentee_full")]


async def test_asking_and_taking_back_ends_for_the_day(
    pair: Pair, database: Database, clock: StillClock
) -> None:
    await change_offer(database, pair.mentor_id, mode="request")
    for at in hours(8):
        path = await pair.booked(at)
        await pair.by(pair.mentee, f"{path}/cancellation")
    refused = await book(pair.client, pair.mentor_id, pair.mentee, hours(9)[-1])
    assert code_of(refused) == (409, "day_full")
    clock.ahead = timedelta(hours=24)
    assert (await book(pair.client, pair.mentor_id, pair.mentee, hours(9)[-1])).status_code == 201


async def test_what_is_over_or_cancelled_makes_room_again(pair: Pair, clock: StillClock) -> None:
    paths = [await pair.booked(at) for at in hours(3)]
    refused = await book(pair.client, pair.mentor_id, pair.mentee, hours(4)[-1])
    assert code_of(refused) == (409, "pair_full")
    assert "3 séances" in refused.json()["detail"]
    await pair.by(pair.mentee, f"{paths[-1]}/cancellation")
    await pair.booked(hours(4)[-1])
    clock.ahead = timedelta(days=1, hours=4)  # the first is over, whoever has not closed it yet
    await pair.booked(hours(5)[-1])


async def test_a_full_pair_still_moves_its_sessions(pair: Pair) -> None:
    paths = [await pair.booked(at) for at in hours(3)]
    moved = await pair.by(pair.mentee, f"{paths[-1]}/move", {"startsAt": hours(6)[-1]})
    assert moved.status_code == 200, moved.text


async def test_another_eleve_is_not_held_to_it(
    pair: Pair, database: Database, clerk_key: RSAKey
) -> None:
    for at in hours(3):
        await pair.booked(at)
    other = await an_eleve(database, clerk_key)
    assert (await book(pair.client, pair.mentor_id, other, hours(4)[-1])).status_code == 201
