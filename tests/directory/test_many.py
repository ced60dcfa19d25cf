"""A directory of thousands: what is counted says where it stops, and lists go on in their order."""

import asyncio
from typing import Any

import httpx2
import pytest

from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.directory.actions.count_directory import count_directory
from mentorat.directory.facets import cache
from mentorat.directory.facets.counts import COUNTED_MAX, Facet
from mentorat.directory.search.matching import LOOKED_AT
from mentorat.directory.search.parameters import Search
from mentorat.mentors.actions.index_profile import forget_spellings
from tests.builders import MONDAY, Rows, a_mentor
from tests.directory.asking import everybody, facets, first_page

pytestmark = pytest.mark.anyio

# As many copies of a mentor as wanted, each with a rank of its own kind.
_PEOPLE = """
insert into users (id, first_name, last_name, bio, role, onboarded_at)
select 'user_copy' || n, 'Copie', 'Numéro', bio, role, onboarded_at
from users, generate_series(1, %s) n where id = %s
"""
_PROFILES = """
insert into mentor_profiles (user_id, headline, expertise, hourly_rate_cents, currency, languages,
    availability, status, published_at, skills, search, search_words, notice_minutes, rank,
    rank_parts, free_from_quarter, free_quarters)
select 'user_copy' || n, headline, expertise, hourly_rate_cents, currency, languages, availability,
    status, published_at, skills,
    case n %% 3 when 0 then setweight(search, 'C') else search end,
    search_words, notice_minutes, n * 7919 %% 101, rank_parts, free_from_quarter, free_quarters
from mentor_profiles, generate_series(1, %s) n where user_id = %s
"""


async def copies(database: Database, rows: Rows, many: int) -> None:
    """As many mentors as wanted and one; two in three offer guitar, the others only tell of it."""
    first = await a_mentor(database, expertise=["guitare"], headline="Une guitare", bio="Bonjour.")
    rows(_PEOPLE, many, first)
    rows(_PROFILES, many, first)


async def recounted(database: Database) -> None:
    async with database.unit(writes=True) as unit:
        count_directory(Db(unit))


def values(counted: dict[str, Any], kind: str) -> dict[str, tuple[int, bool]]:
    return {one["value"]: (one["count"], one["orMore"]) for one in counted[kind]}


async def test_more_than_are_counted_are_said_to_be_more(
    client: httpx2.AsyncClient, database: Database, rows: Rows
) -> None:
    await copies(database, rows, COUNTED_MAX)
    found = await facets(client, q="guitare")
    assert (found["total"], found["totalOrMore"]) == (COUNTED_MAX, True)
    assert values(found, "skill") == {"guitar": (COUNTED_MAX + 1, True)}
    page = (await client.get("/mentors?q=guitare")).text
    assert "Plus de 1\u202f000 mentors" in page or "Plus de 1000 mentors" in page, page
    few = await facets(client, q="guitare", price="free")
    assert (few["total"], few["totalOrMore"]) == (0, False)
    assert values(few, "price")["EUR-60"] == (COUNTED_MAX + 1, True)


async def test_what_everybody_has_is_what_was_counted_last(
    client: httpx2.AsyncClient, database: Database, rows: Rows
) -> None:
    await copies(database, rows, COUNTED_MAX + 20)
    await recounted(database)
    found = await facets(client)
    assert (found["total"], found["totalOrMore"]) == (COUNTED_MAX + 21, False)
    assert values(found, "skill") == {"guitar": (COUNTED_MAX + 21, False)}
    assert values(found, "language") == {"fr": (COUNTED_MAX + 21, False)}
    assert values(found, "price")["EUR-60"] == (COUNTED_MAX + 21, False)
    assert values(found, "free")["week"] == (COUNTED_MAX + 1, True)
    await recounted(database)  # twice is once
    assert (await facets(client, timezone="Asia/Tokyo"))["total"] == COUNTED_MAX + 21


async def test_a_word_of_many_is_read_in_its_order_to_the_last_page(
    client: httpx2.AsyncClient, database: Database, rows: Rows
) -> None:
    await copies(database, rows, LOOKED_AT + 50)
    cards = await everybody(client, q="guitare", limit=50)
    places = [(card["ranking"]["match"], card["ranking"]["score"]) for card in cards]
    ranks = {
        row["user_id"]: row["rank"] for row in rows("select user_id, rank from mentor_profiles")
    }
    order = [(match, ranks[card["id"]]) for (match, _), card in zip(places, cards, strict=True)]
    assert len({card["id"] for card in cards}) == len(cards) == LOOKED_AT + 51
    assert order == sorted(order, reverse=True)
    assert {match for match, _ in order} == {3, 2}


async def test_a_misspelt_word_of_many_brings_the_best_of_them(
    client: httpx2.AsyncClient, database: Database, rows: Rows
) -> None:
    await copies(database, rows, LOOKED_AT)
    cards = await first_page(client, q="guitarre")
    best = rows("select rank from mentor_profiles order by rank desc limit 20")
    ranks = {
        row["user_id"]: row["rank"] for row in rows("select user_id, rank from mentor_profiles")
    }
    assert [ranks[card["id"]] for card in cards] == [row["rank"] for row in best]
    assert {card["ranking"]["match"] for card in cards} == {1}


async def test_a_word_that_nobody_says_any_more_is_forgotten(
    database: Database, rows: Rows
) -> None:
    stays = await a_mentor(database, first_name="Aloïs", last_name="Vannier")
    goes = await a_mentor(database, first_name="Zébulon", last_name="Vannier")
    rows("update mentor_profiles set status = 'paused' where user_id = %s", goes)
    async with database.unit(writes=True) as unit:
        forget_spellings(Db(unit))
    words = {row["word"] for row in rows("select word from search_spellings")}
    assert stays
    assert {"alois", "vannier", "python"} <= words
    assert "zebulon" not in words


async def test_of_many_who_ask_the_same_one_counts(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = []

    async def slow(*_given: object, **_named: object) -> list[Facet]:
        begun.append(True)
        await asyncio.sleep(0.05)
        if len(begun) == 1:
            raise RuntimeError("the first one fails")
        return [Facet("all", "", len(begun))]

    monkeypatch.setattr(cache, "count_facets", slow)
    kept = cache.FacetCache()
    async with database.unit(writes=False) as unit:
        answers = await asyncio.gather(
            *(kept.count(Db(unit), Search(), [], "Europe/Paris", now=MONDAY) for _ in range(9)),
            return_exceptions=True,
        )
    assert isinstance(answers[0], RuntimeError)
    assert answers[1:] == [[Facet("all", "", 2)]] * 8
    assert len(begun) == 2
