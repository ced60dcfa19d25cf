"""What was read before a yes is what is promised: price, length, conditions, mode and place."""

import re
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.db.pool import Database
from tests.bookings.test_pages import hidden_fields
from tests.builders import EVERY_DAY, Rows, change_offer, open_on
from tests.forms import sign_in, typed
from tests.people import Pair, StillClock, an_eleve, book, code_of

pytestmark = pytest.mark.anyio
AT = "2027-06-10T08:00:00Z"
NOTE = "Relire mon premier projet"
HALF_HOURS = open_on(EVERY_DAY, ("09:00", "17:00"), slotMinutes=30)
CHANGES: dict[str, tuple[dict[str, Any], str]] = {
    "price": ({"rate_cents": 90000}, "Prix : 45 €, désormais 900 €"),
    "length": ({"availability": HALF_HOURS}, "Durée : 60 minutes, désormais 30"),
    "policy": ({"policy": "strict"}, "souple : 24 heures avant, désormais stricte"),
    "mode": ({"mode": "request"}, "désormais, votre mentor doit d'abord accepter"),
    "place": ({"meeting_place": "https://salle.example/ines"}, "Le lieu de la séance a changé"),
}


def read(page: httpx2.Response) -> str:
    return typed(re.sub(r"\s+", " ", page.text))


async def shown(pair: Pair) -> dict[str, str]:
    page = await pair.client.get(f"/bookings/new?mentor={pair.mentor_id}&slot={AT}")
    return {**hidden_fields(page.text), "note": NOTE}


@pytest.mark.parametrize("what", CHANGES)
async def test_what_changed_since_the_page_was_read_is_shown_and_accepted_by_one_more_click(
    pair: Pair, rows: Rows, database: Database, clerk_key: RSAKey, what: str
) -> None:
    change, told = CHANGES[what]
    await sign_in(pair.client, clerk_key, pair.mentee_id)
    form = await shown(pair)
    await change_offer(database, pair.mentor_id, **change)
    asked_again = await pair.client.post("/bookings", data=form)
    assert asked_again.status_code == 409
    assert told in read(asked_again)
    assert NOTE in read(asked_again)
    assert "salle.example" not in asked_again.text
    assert rows("select id from bookings") == []
    accepted = {**hidden_fields(asked_again.text), "note": NOTE}
    assert (await pair.client.post("/bookings", data=accepted)).status_code == 303
    assert len(rows("select id from bookings")) == 1


@pytest.mark.parametrize("what", CHANGES)
async def test_a_program_that_sends_the_terms_it_read_is_told_the_new_ones(
    pair: Pair, rows: Rows, database: Database, what: str
) -> None:
    slots = await pair.client.get(f"/api/mentors/{pair.mentor_id}/slots")
    detail = await pair.client.get(f"/api/mentors/{pair.mentor_id}")
    terms = slots.json()["terms"]
    assert detail.json()["terms"] == terms
    await change_offer(database, pair.mentor_id, **CHANGES[what][0])
    refused = await book(pair.client, pair.mentor_id, pair.mentee, AT, terms=terms["id"])
    assert code_of(refused) == (409, "terms_changed")
    now_offered = (await pair.client.get(f"/api/mentors/{pair.mentor_id}")).json()["terms"]
    assert refused.json()["terms"] == now_offered != terms
    assert rows("select id from bookings") == []
    made = await book(pair.client, pair.mentor_id, pair.mentee, AT, terms=now_offered["id"])
    assert made.status_code == 201, made.text
    assert made.json()["priceCents"] == now_offered["priceCents"]


async def test_a_program_that_sends_no_terms_books_under_those_that_hold(
    pair: Pair, database: Database
) -> None:
    await change_offer(database, pair.mentor_id, rate_cents=90000)
    assert (await book(pair.client, pair.mentor_id, pair.mentee, AT)).json()["priceCents"] == 90000


async def test_who_read_that_cancelling_is_free_is_asked_again_once_it_is_not(
    pair: Pair, rows: Rows, clock: StillClock, clerk_key: RSAKey
) -> None:
    clock.ahead = timedelta(days=2)  # two hours before the deadline
    await sign_in(pair.client, clerk_key, pair.mentee_id)
    form = await shown(pair)
    clock.ahead += timedelta(hours=3)
    asked_again = await pair.client.post("/bookings", data=form)
    assert asked_again.status_code == 409
    assert "limite d'annulation sans frais a changé" in read(asked_again)
    assert rows("select id from bookings") == []
    accepted = {**hidden_fields(asked_again.text), "note": NOTE}
    assert (await pair.client.post("/bookings", data=accepted)).status_code == 303


async def test_the_nearest_hours_are_booked_under_the_terms_that_were_read(
    pair: Pair, rows: Rows, database: Database, clerk_key: RSAKey
) -> None:
    await sign_in(pair.client, clerk_key, pair.mentee_id)
    form = await shown(pair)
    other = await an_eleve(database, clerk_key)
    assert (await book(pair.client, pair.mentor_id, other, AT)).status_code == 201
    gone = await pair.client.post("/bookings", data=form)
    nearest = hidden_fields(gone.text.replace('method="post" ', ""))
    await change_offer(database, pair.mentor_id, rate_cents=90000)
    asked_again = await pair.client.post("/bookings", data=nearest)
    assert asked_again.status_code == 409
    assert "Prix : 45 €, désormais 900 €" in read(asked_again)
    assert len(rows("select id from bookings")) == 1


@pytest.mark.parametrize("odd", ["x", "1-EUR-60-1-kind-instant-0000", "9" * 99, "<b>"])
async def test_terms_that_name_nothing_are_other_terms(
    pair: Pair, clerk_key: RSAKey, odd: str
) -> None:
    await sign_in(pair.client, clerk_key, pair.mentee_id)
    refused = await pair.client.post("/bookings", data={**await shown(pair), "terms": odd})
    assert refused.status_code == 409
    assert "<b>" not in refused.text


async def test_the_page_of_a_booking_says_with_each_form_which_state_it_shows(
    pair: Pair, database: Database, clerk_key: RSAKey
) -> None:
    await change_offer(database, pair.mentor_id, mode="request")
    page = (await pair.booked(AT)).removeprefix("/api")
    await sign_in(pair.client, clerk_key, pair.mentor_id)
    asked = (await pair.client.get(page)).text
    yes = hidden_fields(asked.replace(f'action="{page}/confirmation"', 'action="/bookings"'))
    assert yes["sequence"] == "0"
    for _ in range(2):  # the same click, sent twice
        assert (await pair.client.post(f"{page}/confirmation", data=yes)).status_code == 303
    confirmed = (await pair.client.get(f"{page}?hour=2027-06-11T08:00:00Z")).text
    forms = re.findall(r'action="/bookings/[^"]+/(\w+)"(.*?)</form>', confirmed, re.DOTALL)
    said = {verb: re.findall(r'name="sequence" value="(\d+)"', form) for verb, form in forms}
    assert said == {"move": ["1"], "cancellation": ["1"], "notes": []}
