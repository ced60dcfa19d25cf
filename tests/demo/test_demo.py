"""The demo people are alive: each is what they are there to show."""

from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.demo import seed
from mentorat.demo.forget import forget_demo
from mentorat.demo.people import MENTORS, PEOPLE
from tests.builders import Rows
from tests.directory.asking import ids_found, starts_of
from tests.faults.invariants import questions

pytestmark = pytest.mark.anyio
PUBLIC = [mentor for mentor in MENTORS if mentor.state != "submitted"]


@pytest.fixture
def clock() -> object:
    return lambda: datetime.now(UTC)  # the demo is made relative to today


async def test_whoever_starts_twice_meets_the_same_people(database: Database, rows: Rows) -> None:
    assert await seed(database) == len(PEOPLE)
    before = rows("select count(*) as n from bookings")
    assert await seed(database) == 0
    assert rows("select count(*) as n from users") == [{"n": len(PEOPLE)}]
    assert rows("select count(*) as n from bookings") == before


async def test_a_visitor_finds_every_mentor_but_the_one_who_waits_for_review(
    client: httpx2.AsyncClient, database: Database
) -> None:
    await seed(database)
    assert {*await ids_found(client, limit=50)} == {mentor.id for mentor in PUBLIC}


async def test_the_full_one_and_the_one_on_holiday_have_nothing_free_soon_and_the_others_do(
    client: httpx2.AsyncClient, database: Database
) -> None:
    await seed(database)
    week = {"from": _day(1), "to": _day(7)}
    free = {m.id for m in PUBLIC if await starts_of(client, m.id, **week)}
    assert free == {m.id for m in PUBLIC if m.state not in {"full", "on_holiday"}}


def _day(ahead: int) -> str:
    return f"{datetime.now(UTC).date() + timedelta(days=ahead)}T00:00:00Z"


async def test_nothing_in_the_demo_breaks_what_must_always_hold(
    database: Database, rows: Rows
) -> None:
    await seed(database)
    assert [row for question in questions().values() for row in rows(question)] == []


async def test_mentors_wrote_articles_of_every_state_in_both_languages(
    client: httpx2.AsyncClient, database: Database, rows: Rows
) -> None:
    await seed(database)
    states = {
        (row["status"], row["language"]): row["count"]
        for row in rows("select status, language, count(*) from posts group by 1, 2")
    }
    assert states == {
        ("published", "fr"): 6,
        ("published", "en"): 3,
        ("draft", "fr"): 1,
        ("in_review", "fr"): 1,
        ("scheduled", "fr"): 1,
    }
    lengths = rows("select markdown, language from post_pages")
    assert all(400 <= len(row["markdown"].split()) <= 900 for row in lengths)
    for word in ("```", "[^", "\n1. "):
        assert sum(word in row["markdown"] for row in lengths) >= 3, word
    series = (await client.get("/blog/series/preparer-un-entretien")).text
    assert series.count("<article") == 2
    english = (await client.get("/api/posts?lang=en")).json()["items"]
    assert [one["language"] for one in english].count("en") == 3


async def test_the_articles_of_the_demo_go_with_its_people(database: Database, rows: Rows) -> None:
    await seed(database)
    async with database.unit(writes=True) as unit:
        await forget_demo(Db(unit))
    for table in ("posts", "post_pages", "post_listings", "post_slugs", "series"):
        assert rows(f"select count(*) as n from {table}") == [{"n": 0}], table
