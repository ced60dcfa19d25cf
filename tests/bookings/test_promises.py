"""An élève books a mentor's free hour, and both can rely on it."""

import asyncio
from datetime import timedelta

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.db.pool import Database
from tests.builders import Rows, a_mentor, change_offer
from tests.fakes.clerk_tokens import bearer
from tests.people import TEN, StillClock, an_eleve, book

pytestmark = pytest.mark.anyio


@pytest.fixture
async def mentor(database: Database) -> str:
    return await a_mentor(database)


@pytest.fixture
async def eleve(database: Database, clerk_key: RSAKey) -> dict[str, str]:
    return await an_eleve(database, clerk_key)


async def test_a_free_hour_is_promised_with_its_price_and_conditions(
    client: httpx2.AsyncClient, mentor: str, eleve: dict[str, str], database: Database
) -> None:
    answer = await book(client, mentor, eleve)
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert (told["status"], told["priceCents"], told["currency"]) == ("confirmed", 4500, "EUR")
    assert (told["startsAt"], told["endsAt"]) == (TEN, "2027-06-08T09:00:00Z")
    assert told["cancelBy"] == "2027-06-07T08:00:00Z"
    await change_offer(database, mentor, rate_cents=9900, policy="strict")
    again = await client.get(f"/api/bookings/{told['id']}", headers=eleve)
    assert {**again.json(), "actions": told["actions"]} == told
    slots = (await client.get(f"/api/mentors/{mentor}/slots")).json()["items"]
    assert TEN not in [slot["startsAt"] for slot in slots]


async def test_a_taken_hour_is_refused_with_the_three_nearest(
    client: httpx2.AsyncClient,
    mentor: str,
    eleve: dict[str, str],
    database: Database,
    clerk_key: RSAKey,
) -> None:
    await book(client, mentor, eleve)
    late = await book(client, mentor, await an_eleve(database, clerk_key))
    assert (late.status_code, late.json()["type"].split("-")[-1]) == (409, "slot_taken")
    nearest = [slot["startsAt"] for slot in late.json()["nearest"]]
    assert nearest == ["2027-06-08T07:00:00Z", "2027-06-08T09:00:00Z", "2027-06-08T09:30:00Z"]
    for slot in nearest[:1]:
        taken = await book(client, mentor, await an_eleve(database, clerk_key), slot)
        assert taken.status_code == 201


@pytest.mark.parametrize(
    ("at", "code"),
    [
        ("2027-06-07T05:00:00Z", "slot_too_close"),
        ("2027-06-08T08:07:00Z", "slot_not_offered"),
        ("2027-06-08T20:00:00Z", "slot_not_offered"),
        ("2029-06-08T08:00:00Z", "slot_not_offered"),
    ],
)
async def test_only_what_is_offered_can_be_booked(
    client: httpx2.AsyncClient, mentor: str, eleve: dict[str, str], at: str, code: str
) -> None:
    answer = await book(client, mentor, eleve, at)
    assert (answer.status_code, answer.json()["type"].split("-")[-1]) == (409, code)


async def test_of_many_who_want_one_hour_one_gets_it(
    client: httpx2.AsyncClient, mentor: str, database: Database, clerk_key: RSAKey
) -> None:
    people = [await an_eleve(database, clerk_key) for _ in range(24)]
    ats = (TEN, "2027-06-08T08:30:00Z", "2027-06-08T07:30:00Z")
    answers = await asyncio.gather(
        *(book(client, mentor, one, ats[n % 3]) for n, one in enumerate(people))
    )
    statuses = [answer.status_code for answer in answers]
    won = [answer.json()["startsAt"] for answer in answers if answer.status_code == 201]
    assert set(statuses) <= {201, 409}
    assert won in (
        [TEN],
        ["2027-06-08T07:30:00Z", "2027-06-08T08:30:00Z"],
        ["2027-06-08T08:30:00Z", "2027-06-08T07:30:00Z"],
    )


async def test_an_eleve_cannot_be_in_two_places(
    client: httpx2.AsyncClient, mentor: str, eleve: dict[str, str], database: Database
) -> None:
    other = await a_mentor(database, first_name="Inès")
    answers = await asyncio.gather(
        *(book(client, one, eleve) for one in (mentor, other, mentor, other))
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


async def test_one_click_sent_twice_is_one_booking(
    client: httpx2.AsyncClient, mentor: str, eleve: dict[str, str], rows: Rows
) -> None:
    keyed = {**eleve, "Idempotency-Key": "k-1"}
    first, second = await asyncio.gather(*(book(client, mentor, keyed) for _ in range(2)))
    assert (first.status_code, first.json()) == (201, second.json())
    assert len(rows("select id from bookings")) == 1
    other = await book(client, mentor, keyed, "2027-06-09T08:00:00Z")
    assert other.status_code == 422


async def test_a_request_waits_for_a_yes_and_ends_by_itself(
    client: httpx2.AsyncClient,
    mentor: str,
    eleve: dict[str, str],
    clerk_key: RSAKey,
    clock: StillClock,
    database: Database,
) -> None:
    await change_offer(database, mentor, mode="request")
    asked = (await book(client, mentor, eleve)).json()
    assert (asked["status"], asked["actions"]) == ("requested", ["withdraw"])
    assert asked["expiresAt"] == "2027-06-07T19:00:00Z"
    twice = await book(client, mentor, eleve, "2027-06-09T08:00:00Z")
    assert twice.json()["type"].endswith("requested_already")
    yes = await client.post(
        f"/api/bookings/{asked['id']}/confirmation", headers=bearer(clerk_key, mentor)
    )
    assert (yes.status_code, yes.json()["status"]) == (200, "confirmed")
    waiting = (await book(client, mentor, eleve, "2027-06-09T08:00:00Z")).json()
    clock.ahead = timedelta(days=1, hours=3)
    other = await an_eleve(database, clerk_key)
    taken_over = await book(client, mentor, other, "2027-06-09T08:00:00Z")
    assert taken_over.status_code == 201
    old = (await client.get(f"/api/bookings/{waiting['id']}", headers=eleve)).json()
    assert old["status"] == "expired"


async def test_cancelling_shows_its_price_first_and_is_bound_to_it(
    client: httpx2.AsyncClient, mentor: str, eleve: dict[str, str], clock: StillClock
) -> None:
    booked = (await book(client, mentor, eleve)).json()
    path = f"/api/bookings/{booked['id']}/cancellation"
    quote = (await client.get(path, headers=eleve)).json()
    assert (quote["isLate"], quote["refundCents"]) == (False, 4500)
    clock.ahead = timedelta(hours=2, seconds=1)
    changed = await client.post(path, json={"quote": quote["id"]}, headers=eleve)
    assert changed.json()["type"].endswith("quote_changed")
    late = (await client.get(path, headers=eleve)).json()
    assert (late["isLate"], late["refundCents"], late["keptCents"]) == (True, 0, 4500)
    done = await client.post(path, json={"quote": late["id"]}, headers=eleve)
    assert (done.json()["status"], done.json()["isLate"]) == ("cancelled", True)
    assert (await book(client, mentor, eleve)).status_code == 201


async def test_a_move_is_one_step_and_never_extends_the_deadline(
    client: httpx2.AsyncClient,
    mentor: str,
    eleve: dict[str, str],
    database: Database,
    clerk_key: RSAKey,
) -> None:
    booked = (await book(client, mentor, eleve, "2027-06-10T08:00:00Z")).json()
    await book(client, mentor, await an_eleve(database, clerk_key), "2027-06-11T08:00:00Z")
    path = f"/api/bookings/{booked['id']}/move"
    taken = await client.post(path, json={"startsAt": "2027-06-11T08:00:00Z"}, headers=eleve)
    assert taken.status_code == 409
    half = await client.post(path, json={"startsAt": "2027-06-10T08:30:00Z"}, headers=eleve)
    assert (half.status_code, half.json()["sequence"]) == (200, 1)
    later = await client.post(path, json={"startsAt": "2027-06-15T08:00:00Z"}, headers=eleve)
    assert (later.json()["startsAt"], later.json()["cancelBy"]) == (
        "2027-06-15T08:00:00Z",
        booked["cancelBy"],
    )
    third = await client.post(path, json={"startsAt": "2027-06-16T08:00:00Z"}, headers=eleve)
    assert third.json()["type"].endswith("moved_too_often")


async def test_strangers_see_nothing_and_roles_do_what_is_theirs(
    client: httpx2.AsyncClient,
    mentor: str,
    eleve: dict[str, str],
    database: Database,
    clerk_key: RSAKey,
) -> None:
    booked = (await book(client, mentor, eleve)).json()
    stranger = await an_eleve(database, clerk_key)
    for path in ("", "/cancellation"):
        found = await client.get(f"/api/bookings/{booked['id']}{path}", headers=stranger)
        assert found.status_code == 404
    yes = await client.post(f"/api/bookings/{booked['id']}/confirmation", headers=eleve)
    assert yes.status_code == 403
    own = await book(client, mentor, bearer(clerk_key, mentor))
    assert own.status_code == 403
    listed = (await client.get("/api/bookings", headers=bearer(clerk_key, mentor))).json()["items"]
    assert [one["id"] for one in listed] == [booked["id"]]
    assert (await client.get("/api/bookings", headers=stranger)).json()["items"] == []
