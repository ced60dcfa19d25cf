"""Booking and living with it, by forms alone."""

import re
from datetime import timedelta

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.db.pool import Database
from tests.builders import Rows, a_mentor, a_student, change_offer
from tests.forms import sign_in, submit, typed
from tests.people import StillClock

pytestmark = pytest.mark.anyio
TEN = "2027-06-10T08:00:00Z"  # Thursday, ten o'clock in Paris
NOTE = {"note": "Relire mon premier projet"}


@pytest.fixture
async def mentor(database: Database) -> str:
    return await a_mentor(database)


@pytest.fixture
async def zoe(client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey) -> str:
    """An élève in this browser, who reads hours in Paris."""
    user_id = await a_student(
        database, first_name="Zoé", last_name="Marchand", timezone="Europe/Paris"
    )
    await sign_in(client, clerk_key, user_id)
    return user_id


def asked(mentor: str, at: str = TEN) -> str:
    return f"/bookings/new?mentor={mentor}&slot={at}"


def hidden_fields(page: str) -> dict[str, str]:
    """What the form of a page sends along."""
    form = page.partition('action="/bookings"')[2].partition("</form>")[0]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))


async def book(client: httpx2.AsyncClient, mentor: str, at: str = TEN) -> httpx2.Response:
    page = await client.get(asked(mentor, at))
    return await client.post("/bookings", data={**hidden_fields(page.text), **NOTE})


async def test_the_way_from_the_mentors_page_to_a_promise_is_two_taps(
    client: httpx2.AsyncClient, mentor: str, zoe: str
) -> None:
    page = (await client.get(f"/mentors/{mentor}")).text
    assert f'href="/bookings/new?mentor={mentor}&amp;slot=' in page
    shown = (await client.get(asked(mentor))).text
    for words in ("jeudi 10 juin, 10:00–11:00", "45 €", "24 heures", "mercredi 9 juin, 10:00"):
        assert words in shown.replace("\u00a0", " "), words
    made = await book(client, mentor)
    assert re.fullmatch(r"/bookings/[0-9a-f-]{36}\?new=1", made.headers["location"])
    booking = (await client.get(made.headers["location"])).text
    assert "C'est réservé" in typed(booking)
    assert "Relire mon premier projet" in booking
    assert "jeudi 10 juin" in (await client.get("/bookings")).text


async def test_an_aim_is_asked_for_and_nothing_typed_is_lost(
    client: httpx2.AsyncClient, mentor: str, zoe: str
) -> None:
    fields = {"mentorId": mentor, "startsAt": TEN}
    empty = await submit(client, asked(mentor), fields, to="/bookings")
    assert (empty.status_code, 'id="note-problem"' in empty.text) == (422, True)
    short = await submit(client, asked(mentor), {**fields, "note": "<b"}, to="/bookings")
    assert (short.status_code, "&lt;b" in short.text) == (422, True)


async def test_one_form_sent_twice_is_one_booking(
    client: httpx2.AsyncClient, mentor: str, zoe: str, rows: Rows
) -> None:
    page = (await client.get(asked(mentor))).text
    hidden = hidden_fields(page)
    first, second = [await client.post("/bookings", data={**hidden, **NOTE}) for _ in range(2)]
    assert first.headers["location"] == second.headers["location"]
    assert len(rows("select id from bookings")) == 1


async def test_who_comes_too_late_is_shown_the_nearest_hours(
    client: httpx2.AsyncClient,
    mentor: str,
    zoe: str,
    database: Database,
    clerk_key: RSAKey,
) -> None:
    await book(client, mentor)
    other = await a_student(database, locale="en")
    await sign_in(client, clerk_key, other)
    late = await book(client, mentor)
    assert late.status_code == 409
    assert len(re.findall(r'name="startsAt" value="', late.text)) == 3
    hidden = hidden_fields(late.text)
    assert hidden["note"] == NOTE["note"]  # what was typed is not asked for again
    made = await client.post("/bookings", data=hidden)
    assert made.status_code == 303
    assert '<html lang="en">' in late.text


@pytest.mark.parametrize(
    "query",
    [
        "",
        "mentor=x",
        "slot=2027-06-10T08:00:00Z",
        "mentor=x&slot=hier",
        "mentor=%00&slot=2027-06-10T08:00:00Z",
    ],
)
async def test_what_cannot_be_booked_does_not_exist(
    client: httpx2.AsyncClient, zoe: str, query: str
) -> None:
    assert (await client.get(f"/bookings/new?{query}")).status_code == 404


async def test_cancelling_says_its_price_and_asks_again_when_it_changed(
    client: httpx2.AsyncClient, mentor: str, zoe: str, clock: StillClock, clerk_key: RSAKey
) -> None:
    place = (await book(client, mentor)).headers["location"].partition("?")[0]
    page = (await client.get(place)).text
    assert "Rien n'est dû" in typed(page)
    quote = re.search(r'name="quote" value="([^"]+)"', page)
    assert quote
    clock.ahead = timedelta(days=2, hours=3)
    await sign_in(client, clerk_key, zoe)
    sent = {"quote": quote[1], "reason": "Je suis malade"}
    changed = await submit(client, place, sent, to=f"{place}/cancellation")
    assert changed.status_code == 409
    assert "45 €" in changed.text.replace("\u00a0", " ")
    again = re.search(r'name="quote" value="([^"]+)"', changed.text)
    assert again
    done = await submit(client, place, {"quote": again[1]}, to=f"{place}/cancellation")
    assert done.headers["location"] == f"{place}?done=cancel"
    assert "annulée" in (await client.get(place)).text


async def test_moving_and_answering_are_forms_too(
    client: httpx2.AsyncClient, mentor: str, zoe: str, database: Database, clerk_key: RSAKey
) -> None:
    place = (await book(client, mentor)).headers["location"].partition("?")[0]
    later = {"startsAt": "2027-06-11T09:00:00Z"}
    moved = await submit(client, place, later, to=f"{place}/move")
    assert moved.headers["location"] == f"{place}?done=move"
    odd = await submit(client, place, {"startsAt": "2027-06-11T21:00:00Z"}, to=f"{place}/move")
    assert odd.status_code == 409
    await change_offer(database, mentor, mode="request")
    wanted = (await book(client, mentor, "2027-06-12T08:00:00Z")).headers["location"]
    wanted = wanted.partition("?")[0]
    await sign_in(client, clerk_key, mentor)
    assert "Demandes en attente" in (await client.get("/bookings")).text
    said = await submit(client, wanted, {}, to=f"{wanted}/confirmation")
    assert said.headers["location"] == f"{wanted}?done=accept"
    refused = await submit(client, wanted, {"reason": "Trop tard"}, to=f"{wanted}/refusal")
    assert refused.status_code == 409
