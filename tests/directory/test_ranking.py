"""Why a mentor stands where they stand: points that anybody may add up, and never money."""

from datetime import timedelta

import httpx2
import pytest

from mentorat.db.pool import Database
from tests.builders import MONDAY, Rows, a_mentor, open_on, refreshed
from tests.directory.asking import everybody, first_page

pytestmark = pytest.mark.anyio

PHOTO = "https://img.clerk.com/ines.png"


async def test_the_parts_add_up_to_the_score_and_the_score_is_the_order(
    client: httpx2.AsyncClient, database: Database
) -> None:
    for days in range(8):
        await a_mentor(
            database,
            bio="Bonjour à toutes et à tous. " * (3 * (days % 4) + 1),
            image_url=PHOTO if days % 2 else "",
            expertise=["Python", "maths", "droit"][: days % 3 + 1],
            availability=open_on(
                ["mon", "tue", "wed", "thu", "fri", "sat"][:days], ("09:00", "12:00")
            )
            if days
            else open_on([], overrides={"2027-09-01": [["09:00", "12:00"]]}),
            published_at=MONDAY - timedelta(days=29 + days),
        )
    cards = await everybody(client, limit=3)
    scores = [card["ranking"]["score"] for card in cards]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) > 4
    for card in cards:
        parts = card["ranking"]["parts"]
        assert sum(part["points"] for part in parts) == card["ranking"]["score"]
        assert {part["code"] for part in parts} == {"free_time", "profile", "newcomer", "fresh"}
        assert all(0 <= part["points"] <= part["maxPoints"] for part in parts)


async def test_each_reason_counts_for_what_it_says(
    client: httpx2.AsyncClient, database: Database
) -> None:
    one_day = open_on(["tue"], ("09:00", "10:00"))
    old = MONDAY - timedelta(days=100)
    plain = await a_mentor(database, bio="Oui.", availability=one_day, published_at=old)
    pictured = await a_mentor(
        database, bio="Oui.", availability=one_day, published_at=old, image_url=PHOTO
    )
    newcomer = await a_mentor(
        database, bio="Oui.", availability=one_day, published_at=MONDAY - timedelta(days=29)
    )
    cards = {card["id"]: card for card in await first_page(client)}
    points = {
        mentor_id: {part["code"]: part["points"] for part in card["ranking"]["parts"]}
        for mentor_id, card in cards.items()
    }
    assert points == {
        plain: {"free_time": 8, "profile": 6, "newcomer": 0, "fresh": 0},
        pictured: {"free_time": 8, "profile": 12, "newcomer": 0, "fresh": 0},
        newcomer: {"free_time": 8, "profile": 6, "newcomer": 20, "fresh": 10},
    }
    assert [card["isNew"] for card in cards.values()] == [True, False, False]
    page = (await client.get("/mentors?lang=en")).text
    assert "40 points" in page


async def test_money_moves_nobody(
    client: httpx2.AsyncClient, database: Database, rows: Rows
) -> None:
    mentors = [await a_mentor(database) for _ in range(6)]
    order = [card["id"] for card in await first_page(client)]
    rankings = [card["ranking"] for card in await first_page(client)]
    for rates in ([0, 1, 4500, 1_000_000, 0, 99], [1_000_000, 0, 0, 3, 2, 1]):
        for mentor_id, rate in zip(mentors, rates, strict=True):
            rows(
                "update mentor_profiles set hourly_rate_cents = %s where user_id = %s",
                *(rate, mentor_id),
            )
            await refreshed(database, mentor_id)
        cards = await first_page(client)
        assert [card["id"] for card in cards] == order
        assert [card["ranking"] for card in cards] == rankings
