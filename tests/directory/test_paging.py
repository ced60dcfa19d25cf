"""From page to page: everybody once, with the time they really have; who leaves is gone at once."""

from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.accounts.actions.forget_user import forget_user
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.mentors.publication import StepName
from tests.builders import (
    EVERY_DAY,
    MONDAY,
    Rows,
    a_booking,
    a_mentor,
    a_person,
    move,
    open_on,
    refreshed,
)
from tests.directory.asking import everybody, facets, first_page, ids_found, starts_of
from tests.fakes.clerk_tokens import bearer

pytestmark = pytest.mark.anyio


async def a_crowd(database: Database) -> list[str]:
    """Nine mentors, several of them with the same score."""
    weeks = [("mon",), ("mon", "tue"), EVERY_DAY]
    return [
        await a_mentor(
            database,
            headline="Une guitare" if number % 2 else "Des accords",
            bio="Je joue de la guitare." if number % 3 else "Je joue.",
            expertise=["guitare"] if number % 4 == 0 else ["piano"],
            availability=open_on(weeks[number % 3], ("18:00", "20:00")),
        )
        for number in range(9)
    ]


@pytest.mark.parametrize("limit", [1, 2, 3, 9])
async def test_walking_the_pages_meets_everybody_once(
    client: httpx2.AsyncClient, database: Database, limit: int
) -> None:
    crowd = await a_crowd(database)
    searches: list[dict[str, Any]] = [{}, {"q": "guitare"}, {"free": "week"}, {"skill": "piano"}]
    searches.append({"q": "guitare", "free": "evenings", "timezone": "Europe/Paris"})
    searches += [{"q": "guitare piano"}, {"q": "cours d'accords de piano et de gutiare"}]
    for search in searches:
        whole = [card["id"] for card in await first_page(client, limit=50, **search)]
        assert len(set(whole)) == len(whole) > 2
        met = [card["id"] for card in await everybody(client, limit=limit, **search)]
        assert met == whole, search
    assert {card["id"] for card in await everybody(client, limit=limit)} == set(crowd)


async def test_the_last_page_knows_that_it_is_the_last(
    client: httpx2.AsyncClient, database: Database
) -> None:
    await a_crowd(database)
    exactly = (await client.get("/api/mentors?limit=9")).json()
    assert (len(exactly["items"]), exactly["nextCursor"]) == (9, None)
    page = (await client.get("/mentors?limit=8")).text
    assert page.count('<article class="card mentor-card"') == 8
    assert 'rel="next"' in page


async def test_a_pause_between_two_pages_hides_one_mentor_and_repeats_nobody(
    client: httpx2.AsyncClient, database: Database
) -> None:
    await a_crowd(database)
    order = [card["id"] for card in await first_page(client)]
    for limit in (1, 2, 3):
        first = (await client.get("/api/mentors", params={"limit": limit})).json()
        gone = {order[0], order[limit - 1], order[limit], order[-1]}
        for mentor_id in gone:
            await move(database, mentor_id, "pause")
        rest = []
        cursor = first["nextCursor"]
        while cursor:
            asked = {"limit": limit, "cursor": cursor}
            page = (await client.get("/api/mentors", params=asked)).json()
            rest += [card["id"] for card in page["items"]]
            cursor = page["nextCursor"]
        assert rest == [one for one in order[limit:] if one not in gone]
        for mentor_id in gone:
            await move(database, mentor_id, "resume")


async def test_the_next_slot_of_a_card_is_the_first_that_the_mentor_offers(
    client: httpx2.AsyncClient, database: Database, rows: Rows
) -> None:
    schedules = [
        open_on(EVERY_DAY, ("09:00", "11:00")),
        open_on(["mon"], ("08:00", "09:00"), minNoticeMinutes=1),
        open_on([], overrides={"2027-06-28": [["22:00", "02:00"]]}, timezone="Asia/Tokyo"),
        open_on([], overrides={"2027-07-30": [["10:00", "12:00"]]}),
        open_on(["sun"], ("10:00", "10:30"), slotMinutes=30, horizonDays=3),
        open_on(EVERY_DAY, ("00:00", "24:00"), buffersMinutes={"before": 45, "after": 50}),
        open_on(EVERY_DAY, ("09:00", "11:00"), maxSessionsPerDay=1),
    ]
    mentors = [await a_mentor(database, availability=one) for one in schedules]
    for mentor_id in (mentors[0], mentors[5], mentors[6]):
        a_booking(rows, mentor_id, datetime(2027, 6, 7, 7, 0, tzinfo=UTC))
    cards = {card["id"]: card for card in await everybody(client, limit=2)}
    for mentor_id in mentors:
        offered = await starts_of(client, mentor_id, **{"from": "2027-06-07T06:00:00Z"})
        later = await starts_of(client, mentor_id, to="2027-08-07T06:00:00Z")
        shown = cards[mentor_id]["nextSlot"]
        assert (shown and shown["startsAt"]) == next(iter(later), None)
        if offered:
            assert shown["startsAt"] == offered[0]
        told = (await client.get(f"/api/mentors/{mentor_id}")).json()
        assert told["nextSlot"] == shown
    assert [cards[one]["nextSlot"] is None for one in mentors] == [*[False] * 4, True, False, False]


async def test_nobody_is_shown_for_time_that_they_no_longer_have(
    client: httpx2.AsyncClient, database: Database, rows: Rows
) -> None:
    honest = await a_mentor(database, availability=open_on(["tue"], ("18:00", "20:00")))
    moved = await a_mentor(database, availability=open_on(["tue"], ("18:00", "20:00")))
    booked = await a_mentor(database, availability=open_on(["tue"], ("18:00", "19:00")))
    rows(
        "update mentor_profiles set availability = jsonb_set(availability, '{weekly,tue}', '[]')"
        " where user_id = %s",
        moved,
    )
    for day in (8, 15):
        a_booking(rows, booked, datetime(2027, 6, day, 16, 0, tzinfo=UTC))
    asked: list[dict[str, Any]] = [{"free": "week"}, {"free": "evenings"}, {"day": "2027-06-08"}]
    asked += [{"at": "18:00"}, {"part": "evening", "q": "python"}]
    for search in asked:
        for limit in (1, 2, 3):
            found = await everybody(client, limit=limit, timezone="Europe/Paris", **search)
            assert [card["id"] for card in found] == [honest], (search, limit)
    assert len(rows("select distinct mentor_number from free_runs")) == 3
    await refreshed(database, moved)
    assert len(rows("select distinct mentor_number from free_runs")) == 2


async def test_a_short_horizon_is_kept_whatever_the_search_copy_reaches(
    client: httpx2.AsyncClient, database: Database
) -> None:
    # It is Monday; one may book until Tuesday, and the only hours are on Thursday.
    mentor = await a_mentor(
        database, availability=open_on(["thu"], ("18:00", "20:00"), horizonDays=1)
    )
    assert await starts_of(client, mentor) == []
    assert await ids_found(client, free="week") == set()
    counts = await facets(client, free="week")
    assert (counts["total"], [one["count"] for one in counts["free"]]) == (0, [0, 0, 0, 0])


async def sight(client: httpx2.AsyncClient, mentor_id: str, **headers: str) -> list[int | bool]:
    """Whether the list, the facets, the page, the API and the slots know this mentor."""
    listed = (await client.get("/api/mentors", headers=headers)).json()["items"]
    counted = (await client.get("/api/mentors/facets", headers=headers)).json()["total"]
    shown = (await client.get("/mentors", headers=headers)).text
    one = f"/mentors/{mentor_id}"
    pages = [one, f"/api{one}", f"/api{one}/slots"]
    return [
        mentor_id in {card["id"] for card in listed},
        counted,
        f'href="{one}"' in shown,
        *[(await client.get(path, headers=headers)).status_code for path in pages],
    ]


SEEN, GONE = [True, 1, True, 200, 200, 200], [False, 0, False, 404, 404, 404]


@pytest.mark.parametrize("step", ["pause", "withdraw", "refuse"])
async def test_who_leaves_the_directory_is_gone_at_once_but_not_for_themself(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey, rows: Rows, step: StepName
) -> None:
    mentor = await a_mentor(database)
    assert await sight(client, mentor) == SEEN
    await move(database, mentor, step)  # the worker has not come yet
    assert await sight(client, mentor) == GONE
    operator = await a_person(database)
    assert await sight(client, mentor, **bearer(clerk_key, operator)) == GONE
    rows("update users set role = 'ADMIN' where id = %s", operator)
    for viewer in (mentor, operator):
        seen = await sight(client, mentor, **bearer(clerk_key, viewer))
        assert seen == [*GONE[:3], 200, 200, 200]


@pytest.mark.parametrize("fate", ["banned", "deleted"])
async def test_who_is_banned_or_deleted_is_gone_at_once(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey, rows: Rows, fate: str
) -> None:
    mentor = await a_mentor(database)
    if fate == "banned":
        rows("update users set banned = true where id = %s", mentor)
    else:
        async with database.unit(writes=True) as unit:
            await forget_user(Db(unit), mentor, deleted_at=MONDAY, now=MONDAY)
    assert await sight(client, mentor) == GONE
    operator = await a_person(database)
    rows("update users set role = 'ADMIN' where id = %s", operator)
    seen = await sight(client, mentor, **bearer(clerk_key, operator))
    assert seen == [*GONE[:3], 200, 200, 200]
    assert (
        await client.get(f"/api/mentors/{mentor}", headers=bearer(clerk_key, mentor))
    ).status_code == 401


async def test_no_address_of_a_mentor_is_a_mistake_of_ours(
    client: httpx2.AsyncClient, database: Database
) -> None:
    await a_mentor(database)
    for odd in [
        "user_unknown",
        "%00",
        "a%00b",
        "%ED%A0%80",
        "%F0%9F%98%80",
        "x" * 2000,
        "'",
        "%25",
    ]:
        for path in (f"/mentors/{odd}", f"/api/mentors/{odd}", f"/api/mentors/{odd}/slots"):
            assert (await client.get(path)).status_code == 404, path
