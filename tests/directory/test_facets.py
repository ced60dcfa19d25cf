"""The number beside a filter is the number of mentors behind it."""

import random
import re
from html import unescape
from typing import Any

import httpx2
import pytest

from mentorat.db.pool import Database
from tests.builders import EVERY_DAY, a_mentor, open_on
from tests.directory.asking import everybody, facets

pytestmark = pytest.mark.anyio

SKILLS = ("Python", "maths", "droit", "guitare", "anglais", "macramé")
RATES = ((0, "EUR"), (0, "CAD"), (1900, "EUR"), (2000, "EUR"), (3500, "EUR"), (6000, "CAD"))
ZONES = ("Europe/Paris", "America/Montreal", "Asia/Tokyo", "Indian/Reunion")
HOURS = (("09:00", "12:00"), ("18:30", "21:00"), ("22:00", "02:00"), ("05:00", "07:00"))
READERS = ("Europe/Paris", "America/Los_Angeles", "Pacific/Auckland", "Asia/Kathmandu")
SINGLE = re.compile(r'<a class="facet-value" href="([^"]*)"(?: aria-current="true")?>(.*?)</a>')
COUNT = re.compile(r'<span class="count">(\d+)</span>')
TOTAL = re.compile(r'<h2 id="results">\D*(\d+)\D*</h2>')


async def a_crowd(database: Database, seed: int, size: int = 30) -> None:
    """Mentors of every kind, as chance has them."""
    chance = random.Random(seed)
    for _ in range(size):
        rate_cents, currency = chance.choice(RATES)
        await a_mentor(
            database,
            headline=chance.choice(["Apprendre la guitare", "Reprendre confiance", "Oser parler"]),
            expertise=chance.sample(SKILLS, chance.randint(1, 3)),
            rate_cents=rate_cents,
            currency=currency,
            languages=chance.sample(["fr", "en", "ar", "de"], chance.randint(1, 3)),
            availability=open_on(
                chance.sample(EVERY_DAY, chance.randint(0, 2)) or ["mon"],
                *chance.sample(HOURS, chance.randint(1, 2)),
                timezone=chance.choice(ZONES),
                minNoticeMinutes=chance.choice([0, 60, 2880, 8640]),
                horizonDays=chance.choice([20, 60]),
                slotMinutes=chance.choice([45, 60]),
            ),
        )


async def wrong_counts(client: httpx2.AsyncClient, search: dict[str, Any]) -> dict[str, Any]:
    """Each value whose count is not how many mentors its search finds: what is said, what is."""
    counts = await facets(client, **search)
    wrong = {}
    if len(await everybody(client, **search)) != counts["total"]:
        wrong["total"] = counts["total"]
    several = {"skill", "language"} & search.keys()  # one more of these is another question
    for kind in sorted({"skill", "language", "price", "free"} - several):
        for value, said in ((one["value"], one["count"]) for one in counts[kind]):
            found = len(await everybody(client, **{**search, kind: value}))
            if said != found:
                wrong[f"{kind}={value}"] = (said, found)
    return wrong


@pytest.mark.parametrize("seed", [1, 2])
async def test_every_count_is_what_its_search_finds(
    client: httpx2.AsyncClient, database: Database, seed: int
) -> None:
    await a_crowd(database, seed)
    chance = random.Random(seed)
    searches: list[dict[str, Any]] = [
        {},
        {"q": "guitare"},
        {"q": "guitar"},
        {"q": "macrame"},
        {"q": "cours de guitare"},
        {"q": "oser parler guitare macrame"},
        {"q": "giutare plomberie", "free": "week"},
        {"q": "personne du tout"},
        {"price": "free"},
        {"price": "EUR-40", "free": "evenings"},
        {"free": "weekend", "q": "parler"},
        {"free": "week", "price": "CAD-60"},
        {"skill": "python", "language": "fr"},
        {"skill": ["guitar", "english"], "free": "week"},
    ]
    for search in searches:
        asked = {**search, "timezone": chance.choice(READERS)}
        assert await wrong_counts(client, asked) == {}, asked
    assert (await facets(client))["total"] == 30


async def test_every_value_that_somebody_has_is_offered(
    client: httpx2.AsyncClient, database: Database
) -> None:
    await a_crowd(database, 4)
    counts, cards = await facets(client), await everybody(client)
    slugs = {skill["slug"] for card in cards for skill in card["skills"]}
    assert {one["value"] for one in counts["skill"]} == slugs
    assert {one["value"] for one in counts["language"]} == {"fr", "en", "ar", "de"}
    assert [one["value"] for one in counts["free"]] == ["today", "week", "evenings", "weekend"]
    prices = {one["value"] for one in counts["price"]}
    assert prices == {"free", "EUR-20", "EUR-40", "EUR-60", "EUR-100", "CAD-60", "CAD-100"}
    assert all(one["count"] > 0 for kind in ("skill", "language", "price") for one in counts[kind])


async def test_one_more_skill_or_language_leaves_as_many_as_it_says(
    client: httpx2.AsyncClient, database: Database
) -> None:
    await a_crowd(database, 5)
    wrong = {}
    chosen = {"skill": "python", "language": "fr"}
    for kind, first in chosen.items():
        for one in (await facets(client, **{kind: first}))[kind]:
            both: dict[str, Any] = {kind: sorted({first, one["value"]})}
            found = await everybody(client, **both)
            if len(found) != one["count"]:
                wrong[f"{kind}={first}+{one['value']}"] = (one["count"], len(found))
    assert wrong == {}


async def test_a_time_of_day_stays_when_a_preset_is_chosen(
    client: httpx2.AsyncClient, database: Database
) -> None:
    await a_crowd(database, 6)
    searches = [{"part": "morning"}, {"day": "2027-06-12"}, {"at": "19:00", "free": "week"}]
    wrong = [await wrong_counts(client, {**one, "timezone": "Europe/Paris"}) for one in searches]
    assert wrong == [{}, {}, {}]


@pytest.mark.parametrize(
    "search",
    ["", "q=guitare", "skill=python", "language=fr&price=EUR-40", "free=weekend", "part=morning"],
)
async def test_a_reader_who_follows_a_filter_finds_as_many_as_stood_beside_it(
    client: httpx2.AsyncClient, database: Database, search: str
) -> None:
    await a_crowd(database, 7)
    address = f"/mentors?timezone=Europe/Paris&{search}".rstrip("&")
    page = (await client.get(address)).text
    links = {unescape(href): inside for href, inside in SINGLE.findall(page)}
    assert len(links) > 8
    wrong = {}
    for href, inside in links.items():
        shown = COUNT.search(inside)
        found = TOTAL.search((await client.get(href)).text)
        is_choice = "visually-hidden" not in inside  # a chosen value says how many it leaves now
        if is_choice and (shown and shown[1]) != (found and found[1]):
            wrong[href] = (shown and shown[1], found and found[1])
    assert wrong == {}
