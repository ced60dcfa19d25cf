"""A back office reads all bookings and all accounts with a key, once each, and nobody's words."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from mentorat.db.pool import Database
from tests import people
from tests.builders import MONDAY, Rows, a_booking, a_mentor, a_student
from tests.machines import a_key, by_key

pytestmark = pytest.mark.anyio
clock = people.clock
DAY = timedelta(days=1)
WORDS = ("Relire mon code", "salle.example", "@", "Je pars")


async def whole(client: httpx2.AsyncClient, path: str, key: str, **query: Any) -> list[Any]:
    """Every page of a list, two at a time."""
    items: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        asked = {**query, **cursor, "limit": 2}
        answer = await client.get(path, params=asked, headers=by_key(key))
        assert answer.status_code == 200, answer.text
        for word in WORDS:
            assert word not in answer.text
        page = answer.json()
        items += page["items"]
        if page["nextCursor"] is None:
            return items
        assert len(page["items"]) == 2
        cursor = {"cursor": page["nextCursor"]}


async def test_every_booking_is_read_once_and_narrowed_by_who_and_how_it_stands(
    client: httpx2.AsyncClient, database: Database, rows: Rows
) -> None:
    ada, marc = await a_mentor(database), await a_mentor(database)
    zoe = await a_student(database)
    ids = {
        a_booking(rows, mentor, MONDAY + n * DAY, status=status, mentee_id=zoe): (mentor, status)
        for n, (mentor, status) in enumerate(
            [(ada, "confirmed"), (ada, "cancelled"), (marc, "confirmed"), (ada, "confirmed")], 1
        )
    }
    a_booking(rows, marc, MONDAY + 9 * DAY)
    rows(
        "update bookings set note = 'Relire mon code', reason = 'Je pars',"
        " meeting_place = 'https://salle.example/marc'"
    )
    key = await a_key(database, "bookings:read")
    everything = await whole(client, "/api/platform/bookings", key)
    assert [one["id"] for one in everything] == sorted(
        str(row["id"]) for row in rows("select id from bookings")
    )
    for query in (
        {"mentor": ada},
        {"status": "confirmed", "mentee": zoe},
        {"mentor": ada, "status": "cancelled", "mentee": zoe},
    ):
        found = await whole(client, "/api/platform/bookings", key, **query)
        assert {one["id"] for one in found} == {
            booking_id
            for booking_id, (mentor, status) in ids.items()
            if mentor == query.get("mentor", mentor) and status == query.get("status", status)
        }
    one = await client.get(f"/api/platform/bookings/{everything[0]['id']}", headers=by_key(key))
    assert one.json() == everything[0]


async def test_every_account_is_read_once_whoever_left_without_a_name(
    client: httpx2.AsyncClient, database: Database, rows: Rows
) -> None:
    mentors = {await a_mentor(database) for _ in range(2)}
    gone, *here = [await a_student(database) for _ in range(3)]
    rows("update users set bio = 'Relire mon code', banned = id = %s", here[0])
    rows(
        "update users set deleted_at = now(), forgotten_at = now(), email = null, image_url = null,"
        " email_verified = false, first_name = null, last_name = null where id = %s",
        gone,
    )
    key = await a_key(database, "users:read")
    found = {one["id"]: one for one in await whole(client, "/api/platform/users", key)}
    assert found.keys() == mentors | {gone, *here}
    assert (found[gone]["firstName"], found[gone]["deletedAt"] is None) == (None, False)
    assert (found[here[0]]["banned"], found[here[0]]["deletedAt"]) == (True, None)
    of_role = await whole(client, "/api/platform/users", key, role="MENTOR")
    assert {one["id"] for one in of_role} == mentors
    one = await client.get(f"/api/platform/users/{gone}", headers=by_key(key))
    assert one.json() == found[gone]
    assert (await client.get("/api/platform/users/user_x", headers=by_key(key))).status_code == 404


@pytest.mark.parametrize(
    ("path", "query", "pointer"),
    [
        ("bookings", {"cursor": "x"}, "/cursor"),
        ("bookings", {"status": "gone"}, "/status"),
        ("bookings", {"limit": "501"}, "/limit"),
        ("bookings", {"note": "x"}, "/note"),
        ("users", {"role": "BOSS"}, "/role"),
        ("users", {"email": "a@b.fr"}, "/email"),
    ],
)
async def test_a_filter_that_does_not_exist_is_named(
    client: httpx2.AsyncClient, database: Database, path: str, query: dict[str, str], pointer: str
) -> None:
    key = await a_key(database)
    answer = await client.get(f"/api/platform/{path}", params=query, headers=by_key(key))
    assert answer.status_code == 422
    assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]
