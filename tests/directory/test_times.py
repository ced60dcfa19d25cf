"""Asking for time: this week, evenings, a date, an hour, all in the reader's own time zone."""

import itertools

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.db.pool import Database
from tests.builders import EVERY_DAY, a_mentor, open_on
from tests.directory.asking import first_page, ids_found
from tests.fakes.clerk_tokens import ALICE, bearer

pytestmark = pytest.mark.anyio

LOS_ANGELES, PARIS, AUCKLAND = "America/Los_Angeles", "Europe/Paris", "Pacific/Auckland"


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


async def test_a_day_has_three_parts(client: httpx2.AsyncClient, database: Database) -> None:
    hours = ["05:30", "06:00", "11:30", "12:00", "17:30", "18:00", "22:30", "23:00"]
    ids = {}
    for at in hours:
        end = f"{(int(at[:2]) + 1) % 24:02}{at[2:]}"
        ids[await a_mentor(database, availability=open_on(["tue"], (at, end)))] = at
    found = {
        part: sorted(ids[one] for one in await ids_found(client, part=part, timezone=PARIS))
        for part in ("morning", "afternoon", "evening")
    }
    assert found == {
        "morning": ["06:00", "11:30"],
        "afternoon": ["12:00", "17:30"],
        "evening": ["18:00", "22:30"],
    }


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
