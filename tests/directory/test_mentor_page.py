"""One mentor's page: a month of free days, and hours that are one tap from a booking."""

import re
from datetime import timedelta

import httpx2
import pytest

from mentorat.db.pool import Database
from mentorat.text.french import typeset
from tests.builders import MONDAY, Rows, a_booking, a_mentor, open_on

pytestmark = pytest.mark.anyio
PARIS = {"timezone": "Europe/Paris"}
HOUR = re.compile(r'class="hour" href="/bookings/new\?mentor=(\w+)&amp;slot=([0-9TZ:-]+)"')
FREE_DAY = re.compile(r'href="[^"]*date=([0-9-]+)"[^>]*aria-label')


async def look(client: httpx2.AsyncClient, mentor: str, **asked: str) -> str:
    answer = await client.get(f"/mentors/{mentor}", params=PARIS | asked)
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_every_hour_that_is_offered_is_a_link_on_its_day_of_the_month(
    client: httpx2.AsyncClient, database: Database
) -> None:
    week = open_on(["tue", "fri"], ("09:00", "12:00"), ("22:00", "24:00"))
    mentor = await a_mentor(database, availability=week)
    asked = {"from": "2027-06-30T22:00:00Z", "to": "2027-07-31T22:00:00Z"}
    slots = (await client.get(f"/api/mentors/{mentor}/slots", params=asked)).json()["items"]
    offered = [slot["startsAt"] for slot in slots]
    days = FREE_DAY.findall(await look(client, mentor, month="2027-07"))
    assert len(days) == 9  # four Tuesdays and five Fridays
    found = [hour for day in days for hour in HOUR.findall(await look(client, mentor, date=day))]
    assert found == [(mentor, at) for at in offered]


async def test_the_month_opens_where_there_is_room_and_turns_to_others(
    client: httpx2.AsyncClient, database: Database
) -> None:
    later = open_on((), overrides={"2027-08-03": [["10:00", "11:00"]]})
    mentor = await a_mentor(database, availability=later)
    page = await look(client, mentor)
    for words in ("août 2027", "mardi 3 août", 'aria-current="date"', "month=2027-07"):
        assert words in page
    june = await look(client, mentor, month="2027-06")
    assert "Aucun créneau libre ce mois-ci." in june
    assert "date=2027-08-03" in june  # the way on
    assert "month=2027-05" not in june  # nobody turns back to what is over


async def test_older_links_to_a_day_or_an_hour_still_lead_there(
    client: httpx2.AsyncClient, database: Database, rows: Rows
) -> None:
    mentor = await a_mentor(database)
    assert "jeudi 10 juin" in await look(client, mentor, **{"from": "2027-06-10"})
    at = MONDAY + timedelta(days=3, hours=2)
    chosen = await look(client, mentor, slot=f"{at:%Y-%m-%dT%H:%M:%SZ}")
    assert "jeudi 10 juin, 10:00–11:00" in chosen
    a_booking(rows, mentor, at)
    gone = await look(client, mentor, slot=f"{at:%Y-%m-%dT%H:%M:%SZ}")
    assert typeset("Ce créneau n'est plus libre.") in gone
    assert "jeudi 10 juin" in gone


@pytest.mark.parametrize(
    "asked", ["date=hier", "month=2027", "month=2027-13", "from=demain", "slot=midi", "date=9999"]
)
async def test_what_is_no_day_is_named_and_the_month_stands(
    client: httpx2.AsyncClient, database: Database, asked: str
) -> None:
    mentor = await a_mentor(database)
    answer = await client.get(f"/mentors/{mentor}?{asked}")
    assert answer.status_code == 422
    assert "Indiquez un jour et une heure valables." in answer.text
    assert HOUR.search(answer.text)


async def test_a_full_mentor_leads_to_others_who_have_time(
    client: httpx2.AsyncClient, database: Database
) -> None:
    over = open_on((), overrides={"2027-06-01": [["10:00", "11:00"]]})
    full = await a_mentor(database, availability=over)
    other = await a_mentor(database, first_name="Inès", last_name="Benali")
    page = await look(client, full)
    assert "Complet pour le moment" in page
    assert f'href="/mentors/{other}"' in page
    assert "/bookings/new" not in page


async def test_names_of_zones_are_fetched_by_those_who_choose(
    client: httpx2.AsyncClient, database: Database
) -> None:
    page = await look(client, await a_mentor(database))
    assert "Africa/Abidjan" not in page
    listed = await client.get("/time-zones")
    assert {"Africa/Abidjan", "Europe/Paris", "UTC"} <= set(listed.json())
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    form = {"csrf_token": token[1], "next": "/mentors"}
    for written, zone in (("paris", "Europe/Paris"), ("New York", "America/New_York")):
        told = await client.post("/time-zone", data={**form, "timezone": written})
        assert told.status_code == 303
        kept = client.cookies["mentorat_zone"].strip('"').replace("%2F", "/")
        assert kept == zone
    odd = await client.post("/time-zone", data={**form, "timezone": "Atlantis"})
    assert odd.status_code == 422
    assert "Europe/Paris" in odd.text  # an example of what is meant
    guessed = {**form, "timezone": "Mars/Base", "guess": "device"}
    assert (await client.post("/time-zone", data=guessed)).status_code == 303
