"""Narrowing a search by prices, languages and skills; what cannot be read is named at once."""

import itertools
import random
from datetime import date, timedelta
from typing import Any

import httpx2
import pytest

from mentorat.db.pool import Database
from tests.builders import EVERY_DAY, MONDAY, a_mentor, open_on
from tests.directory.asking import everybody, ids_found, problems

pytestmark = pytest.mark.anyio

PARIS = "Europe/Paris"


async def test_each_price_finds_what_costs_no_more_and_who_helps_for_free(
    client: httpx2.AsyncClient, database: Database
) -> None:
    rates = [(0, "EUR"), (0, "CAD"), (1, "EUR"), (4000, "EUR"), (4001, "EUR"), (3000, "CAD")]
    ids = {(c, code): await a_mentor(database, rate_cents=c, currency=code) for c, code in rates}
    gratis = {(0, "EUR"), (0, "CAD")}
    expected = {
        "free": gratis,
        "EUR-40": {*gratis, (1, "EUR"), (4000, "EUR")},
        "EUR-41": {*gratis, (1, "EUR"), (4000, "EUR"), (4001, "EUR")},
        "CAD-20": gratis,
        "CAD-30": {*gratis, (3000, "CAD")},
        "JPY-99999": gratis,
    }
    found = {price: await ids_found(client, price=price) for price in expected}
    assert found == {price: {ids[rate] for rate in rates} for price, rates in expected.items()}


async def test_several_skills_or_languages_are_all_wanted(
    client: httpx2.AsyncClient, database: Database
) -> None:
    both = await a_mentor(database, expertise=["Python", "maths"], languages=["fr", "ar"])
    one = await a_mentor(database, expertise=["python"], languages=["fr"])
    other = await a_mentor(database, expertise=["mathématiques"], languages=["ar", "en"])
    assert await ids_found(client, skill="python") == {both, one}
    assert await ids_found(client, skill=["python", "mathematics"]) == {both}
    assert await ids_found(client, language="ar") == {both, other}
    assert await ids_found(client, language=["fr", "ar"]) == {both}
    assert await ids_found(client, skill="no-such-skill") == set()
    assert await ids_found(client, language="de") == set()


async def test_filters_add_up(client: httpx2.AsyncClient, database: Database) -> None:
    chance, hours = random.Random(7), [("17:00", "20:00"), ("09:00", "12:00")]
    for _ in range(30):
        await a_mentor(
            database,
            headline=chance.choice(["Une guitare", "Un piano", "Les deux : guitare et piano"]),
            expertise=chance.sample(["Python", "maths", "droit"], 2),
            languages=chance.sample(["fr", "en", "de"], 2),
            rate_cents=chance.choice([0, 2500, 9000]),
            availability=open_on(chance.sample(EVERY_DAY, 2), chance.choice(hours)),
        )
    filters: dict[str, Any] = {
        "q": "guitare",
        "skill": "python",
        "language": "en",
        "price": "EUR-40",
        "free": "weekend",
        "part": "evening",
    }

    async def found_by(*names: str) -> set[str]:
        return await ids_found(client, timezone=PARIS, **{name: filters[name] for name in names})

    # A time of day changes which hours of the weekend count, so the two are one question.
    alone = {name: await found_by(name) for name in filters}
    assert all(0 < len(found) < 30 for found in alone.values())
    for names in itertools.chain(*(itertools.combinations(filters, n) for n in (2, 3, 4, 5))):
        if {"free", "part"} <= set(names):
            continue
        wanted = set.intersection(*(alone[name] for name in names))
        assert await found_by(*names) == wanted, names


WRONG = {
    "q": ["a" * 201, "x\ue000"],
    "skill": ["Python", "a--b", "é"],
    "language": ["klingon", "FR", "x"],
    "price": ["0", "EUR", "EUR-0", "EUR-1.5", "eur-40", "free-1", "EUR--1"],
    "free": ["now", "WEEK"],
    "day": ["tomorrow", "2027-6-7", "2027-02-30", "20270607", "2027-06-07T00:00"],
    "part": ["night"],
    "at": ["24:00", "9:00", "18h", "18:00:00"],
    "timezone": ["Mars/Phobos", "CET", "+02:00", "../etc/passwd"],
    "lang": ["de"],
    "cursor": ["x", "W10", "é", "eyJ9", "W251bGwsMSwyXQ"],
    "limit": ["0", "51", "-1", "1.5", "ten", "1e1", "9" * 30, "٣"],
    "sort": ["price"],
    "page": ["2"],
    "Q": ["python"],
}


async def test_every_problem_of_an_address_is_named_at_once(
    client: httpx2.AsyncClient, database: Database
) -> None:
    several = {"skill", "language"}
    for path in ("/api/mentors", "/api/mentors/facets"):
        for turn in range(max(map(len, WRONG.values()))):
            asked = {name: values[turn % len(values)] for name, values in WRONG.items()}
            address = f"{path}?{httpx2.QueryParams(asked)}"
            expected = {f"/{name}/0" if name in several else f"/{name}" for name in asked}
            assert {pointer for pointer, _ in await problems(client, address)} == expected, asked
            page = await client.get(f"/mentors?{httpx2.QueryParams(asked)}")
            assert page.status_code == 422
            assert all(f"<code>{pointer.lstrip('/')}</code>" in page.text for pointer in expected)


async def test_what_may_be_said_once_is_not_said_twice(client: httpx2.AsyncClient) -> None:
    once = {"q": "a", "price": "free", "free": "week", "day": "2027-06-08", "part": "evening"}
    once |= {"at": "18:00", "timezone": PARIS, "lang": "fr", "limit": "3"}
    twice = "&".join(str(httpx2.QueryParams({name: value})) for name, value in once.items())
    found = await problems(client, f"/api/mentors?{twice}&{twice}&cursor=WzAsMSwyXQ&cursor=x")
    assert {pointer for pointer, _ in found} == {*(f"/{name}" for name in once), "/cursor"}


@pytest.mark.parametrize("name", ["USER", "MENTOR", "a/b~c", "foo", "is_narrow", "é"])
async def test_an_unknown_parameter_is_named_whatever_its_name(
    client: httpx2.AsyncClient, name: str
) -> None:
    pointer = "/" + name.replace("~", "~0").replace("/", "~1")
    address = f"/api/mentors?{httpx2.QueryParams({name: '1'})}"
    assert await problems(client, address) == [(pointer, "extra_forbidden")]


async def test_empty_fields_of_a_form_ask_for_nothing(
    client: httpx2.AsyncClient, database: Database
) -> None:
    mentor = await a_mentor(database)
    assert await ids_found(client, q="", day="", part="", at=" ", price="") == {mentor}
    everything = await everybody(client)
    assert [card["id"] for card in everything] == [mentor]
    assert date.fromisoformat(
        everything[0]["nextSlot"]["startsAt"][:10]
    ) - MONDAY.date() < timedelta(1)
