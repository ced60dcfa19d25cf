"""Narrowing a search: prices, languages, skills, and hours in the reader's own time zone."""

import itertools
import random
from datetime import date, timedelta
from typing import Any

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.db.pool import Database
from tests.builders import EVERY_DAY, MONDAY, a_mentor, open_on
from tests.directory.asking import everybody, first_page, ids_found, problems
from tests.fakes.clerk_tokens import ALICE, bearer

pytestmark = pytest.mark.anyio

LOS_ANGELES, PARIS, AUCKLAND = "America/Los_Angeles", "Europe/Paris", "Pacific/Auckland"


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
    chance = random.Random(7)
    for _ in range(30):
        await a_mentor(
            database,
            headline=chance.choice(["Une guitare", "Un piano", "Les deux : guitare et piano"]),
            expertise=chance.sample(["Python", "maths", "droit"], 2),
            languages=chance.sample(["fr", "en", "de"], 2),
            rate_cents=chance.choice([0, 2500, 9000]),
            availability=open_on(chance.sample(EVERY_DAY, 2), ("17:00", "20:00")),
        )
    filters: dict[str, Any] = {
        "q": "guitare",
        "skill": "python",
        "language": "en",
        "price": "EUR-40",
        "free": "weekend",
        "part": "evening",
    }
    # A time of day changes which hours of the weekend count, so the two are one question.
    alone = {name: await ids_found(client, **{name: filters[name]}) for name in filters}
    assert all(0 < len(found) < 30 for found in alone.values())
    for names in itertools.chain(*(itertools.combinations(filters, n) for n in (2, 3, 4, 5))):
        if {"free", "part"} <= set(names):
            continue
        wanted = set.intersection(*(alone[name] for name in names))
        assert await ids_found(client, **{n: filters[n] for n in names}) == wanted, names


async def test_this_week_evenings_and_weekends_are_the_readers(
    client: httpx2.AsyncClient, database: Database
) -> None:
    office = await a_mentor(database, availability=open_on(EVERY_DAY[:5], ("09:00", "17:00")))
    tuesday = await a_mentor(database, availability=open_on(["tue"], ("19:00", "21:00")))
    saturday = await a_mentor(database, availability=open_on(["sat"], ("10:00", "12:00")))
    next_week = open_on([], overrides={"2027-06-17": [["10:00", "12:00"]]})
    thursday = await a_mentor(database, availability=next_week)
    far = open_on([], overrides={"2027-06-30": [["18:00", "22:00"]]})
    await a_mentor(database, availability=far)
    assert await ids_found(client, free="week", timezone=PARIS) == {office, tuesday, saturday}
    assert await ids_found(client, free="evenings", timezone=PARIS) == {tuesday}
    assert await ids_found(client, free="weekend", timezone=PARIS) == {saturday}
    assert await ids_found(client, day="2027-06-17", timezone=PARIS) == {office, thursday}
    # In Auckland it is ten hours later: Friday afternoon in Paris is Saturday there already.
    evenings = await ids_found(client, free="evenings", timezone=AUCKLAND)
    assert evenings == {office, saturday, thursday}
    assert await ids_found(client, free="weekend", timezone=AUCKLAND) == {office, saturday}


async def test_an_evening_may_fall_on_another_date_in_utc(
    client: httpx2.AsyncClient, database: Database
) -> None:
    # Wednesday 03:30 in Paris is Tuesday 18:30 in Los Angeles, 01:30 on Wednesday in UTC.
    early = open_on(["wed"], ("03:30", "05:30"), overrides={"2027-06-16": []})
    mentor = await a_mentor(database, availability=early)
    asked = {
        "evenings there": {"free": "evenings", "timezone": LOS_ANGELES},
        "evenings in Paris": {"free": "evenings", "timezone": PARIS},
        "Tuesday evening there": {"day": "2027-06-08", "part": "evening", "timezone": LOS_ANGELES},
        "Wednesday evening there": {"day": "2027-06-09", "part": "evening"}
        | {"timezone": LOS_ANGELES},
        "Tuesday at six there": {"day": "2027-06-08", "at": "18:00", "timezone": LOS_ANGELES},
        "Tuesday at eight there": {"day": "2027-06-08", "at": "20:00", "timezone": LOS_ANGELES},
        "Tuesday in UTC": {"day": "2027-06-08"},
        "Wednesday in UTC": {"day": "2027-06-09"},
        "Wednesday in Paris": {"day": "2027-06-09", "at": "03:30", "timezone": PARIS},
    }
    found = {name for name, search in asked.items() if await ids_found(client, **search)}
    assert found == {
        "evenings there",
        "Tuesday evening there",
        "Tuesday at six there",
        "Wednesday in UTC",
        "Wednesday in Paris",
    }
    (card,) = await first_page(client, **asked["Tuesday at six there"])
    assert (card["id"], card["nextSlot"]["startsAt"]) == (mentor, "2027-06-09T01:30:00Z")


async def test_an_hour_finds_what_starts_within_it(
    client: httpx2.AsyncClient, database: Database
) -> None:
    half_past = open_on(["tue"], ("18:30", "19:30"), stepMinutes=60)
    mentor = await a_mentor(database, availability=half_past)
    hours = ["17:30", "17:31", "18:00", "18:30", "18:31", "19:00", "23:59"]
    found = [at for at in hours if mentor in await ids_found(client, at=at, timezone=PARIS)]
    assert found == ["17:31", "18:00", "18:30"]


async def test_a_mentor_who_wants_notice_is_not_found_for_today(
    client: httpx2.AsyncClient, database: Database
) -> None:
    hasty = await a_mentor(database, availability=open_on(["mon", "tue"], ("09:00", "11:00")))
    careful = open_on(["mon", "tue"], ("09:00", "11:00"), minNoticeMinutes=24 * 60 + 61)
    slow = await a_mentor(database, availability=careful)
    assert await ids_found(client, day="2027-06-07", timezone=PARIS) == {hasty}
    assert await ids_found(client, day="2027-06-08", timezone=PARIS) == {hasty, slow}
    first = {card["id"]: card["nextSlot"]["startsAt"] for card in await first_page(client)}
    assert first == {hasty: "2027-06-07T07:00:00Z", slow: "2027-06-08T07:30:00Z"}


async def test_a_member_and_a_browser_that_said_their_zone_need_not_repeat_it(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey
) -> None:
    mentor = await a_mentor(database, availability=open_on(["wed"], ("03:30", "05:30")))
    assert await ids_found(client, part="evening") == set()
    headers = bearer(clerk_key, ALICE)
    assert (
        await client.patch("/api/me", json={"timezone": LOS_ANGELES}, headers=headers)
    ).status_code == 200
    theirs = await client.get("/api/mentors?part=evening", headers=headers)
    assert [card["id"] for card in theirs.json()["items"]] == [mentor]
    client.cookies.set("mentorat_zone", "America%2FLos_Angeles")
    assert await ids_found(client, part="evening") == {mentor}
    assert await ids_found(client, part="evening", timezone=PARIS) == set()


async def test_any_date_of_the_calendar_may_be_asked_about(
    client: httpx2.AsyncClient, database: Database
) -> None:
    await a_mentor(database)
    dates = ["0001-01-01", "1969-12-31", "2027-06-06", "9999-12-30", "9999-12-31"]
    for path, day, zone in itertools.product(
        ["/api/mentors", "/api/mentors/facets", "/mentors"], dates, ["Pacific/Kiritimati", AUCKLAND]
    ):
        answer = await client.get(path, params={"day": day, "timezone": zone})
        assert answer.status_code in {200, 422}, (path, day)


WRONG = {
    "q": ["a" * 201, "x\x01"],
    "skill": ["Python", "a--b", "é"],
    "language": ["klingon", "FR", "x"],
    "price": ["0", "EUR", "EUR-0", "EUR-1.5", "eur-40", "free-1", "EUR--1"],
    "free": ["now", "WEEK"],
    "day": ["tomorrow", "2027-6-7", "2027-02-30", "20270607", "2027-06-07T00:00"],
    "part": ["night"],
    "at": ["24:00", "9:00", "18h", "18:00:00"],
    "timezone": ["Mars/Phobos", "CET", "+02:00", "../etc/passwd"],
    "lang": ["de"],
    "cursor": ["x", "W10", "é", "eyJ9", "WzEsMiwzLDRd", "W251bGwsMSwyXQ"],
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
