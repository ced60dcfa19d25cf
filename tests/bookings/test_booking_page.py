"""The page of a booking leads with who and when; what it offers opens a form, keeps or tells."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import RSAKey

from mentorat.bookings.routes.what_next import a_week_later
from mentorat.db.pool import Database
from tests.builders import MONDAY, Rows, a_student, change_offer
from tests.forms import sign_in, submit, typed
from tests.people import Pair

pytestmark = pytest.mark.anyio
AT = "2027-06-10T08:00:00Z"


async def page_of(pair: Pair, key: RSAKey, who: str, path: str, rest: str = "") -> str:
    await sign_in(pair.client, key, who)
    return typed((await pair.client.get(path.removeprefix("/api") + rest)).text)


async def test_the_page_leads_with_who_and_says_who_did_what(pair: Pair, clerk_key: RSAKey) -> None:
    path = await pair.booked(AT)
    page = await page_of(pair, clerk_key, pair.mentee_id, path)
    assert re.search(r"<h1>Séance avec \w+", page)
    assert re.search(r'<ol class="timeline".*Séance réservée', page, re.DOTALL)
    assert "l'autre" not in page.lower().replace("l'autre heure", "")


async def test_a_session_goes_into_a_calendar_with_its_instants_in_utc(
    pair: Pair, clerk_key: RSAKey
) -> None:
    path = (await pair.booked(AT)).removeprefix("/api")
    page = await page_of(pair, clerk_key, pair.mentee_id, path)
    google = re.search(
        r'href="(https://calendar\.google\.com[^"]+)" target="_blank" rel="noopener', page
    )
    assert google
    assert parse_qs(urlsplit(google[1]).query)["dates"] == ["20270610T080000Z/20270610T090000Z"]
    assert "https://outlook.live.com/" in page
    file = await pair.client.get(f"{path}/calendar.ics")
    assert file.headers["content-type"].startswith("text/calendar")
    assert "METHOD:PUBLISH" in file.text
    assert f"UID:{path.rpartition('/')[2]}@" in file.text
    await pair.by(pair.mentee, f"/api{path}/cancellation", {})
    assert (await pair.client.get(f"{path}/calendar.ics")).status_code == 404


async def test_another_hour_is_chosen_on_the_month_and_confirmed_once(
    pair: Pair, clerk_key: RSAKey, rows: Rows
) -> None:
    path = (await pair.booked(AT)).removeprefix("/api")
    await sign_in(pair.client, clerk_key, pair.mentee_id)
    day = (await pair.client.get(f"{path}?date=2027-06-11")).text
    hour = "2027-06-11T08:00:00Z"
    assert f'?hour={hour}#hours"' in day
    asked = typed((await pair.client.get(f"{path}?hour={hour}")).text)
    assert "Déplacer au vendredi 11 juin, 10:00" in asked
    assert rows("select moves from bookings") == [{"moves": 0}]  # looking moves nothing
    sent = {"startsAt": hour, "sequence": "0"}
    moved = await submit(pair.client, path, sent, to=f"{path}/move")
    assert moved.headers["location"].endswith("?done=move")


@pytest.mark.parametrize("odd", ["hour=x", "date=9999-99-99", "month=%00", "hour=" + "9" * 999])
async def test_an_address_that_names_no_hour_shows_the_page(
    pair: Pair, clerk_key: RSAKey, odd: str
) -> None:
    path = (await pair.booked(AT)).removeprefix("/api")
    await sign_in(pair.client, clerk_key, pair.mentee_id)
    assert (await pair.client.get(f"{path}?{odd}")).status_code < 500


async def test_after_a_cancellation_one_books_again_with_the_same_aim(
    pair: Pair, database: Database, clerk_key: RSAKey
) -> None:
    path = (await pair.booked(AT)).removeprefix("/api")
    await pair.by(pair.mentee, f"/api{path}/cancellation", {})
    page = await page_of(pair, clerk_key, pair.mentee_id, path)
    assert "Réserver à nouveau" in page
    assert "Rien n'est dû" in page
    again = re.search(r'href="(/bookings/new\?[^"]+again=[^"]+)"', page)
    assert again
    note = (await pair.client.get(f"/api{path}", headers=pair.mentee)).json()["note"]
    shown = await pair.client.get(again[1])
    assert note in typed(shown.text)
    await sign_in(pair.client, clerk_key, await a_student(database))
    assert note not in typed((await pair.client.get(again[1])).text)  # it is of its two people


async def test_notes_wait_for_a_yes(pair: Pair, database: Database, clerk_key: RSAKey) -> None:
    await change_offer(database, pair.mentor_id, mode="request")
    path = await pair.booked(AT)
    page = await page_of(pair, clerk_key, pair.mentor_id, path)
    assert 'name="body"' not in page
    assert not re.search(r'<option value="no_time" selected', page)
    listed = await page_of(pair, clerk_key, pair.mentor_id, "/bookings")
    assert f'action="{path.removeprefix("/api")}/confirmation"' in listed


def test_the_week_after_has_the_same_hour_on_the_clock_when_the_clock_changes() -> None:
    before = MONDAY.replace(month=10, day=25, hour=8)  # ten in Paris, a week before winter time
    later = a_week_later(before, "Europe/Paris", before + timedelta(hours=2))
    assert later == before + timedelta(days=7, hours=1)
