"""A mentor with a start every five minutes: a page stays a page, and every hour is on one of them."""

import re
import time
from datetime import timedelta

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.db.pool import Database
from tests.builders import EVERY_DAY, a_mentor, a_student, open_on
from tests.directory.asking import starts_of
from tests.fakes.clerk_tokens import bearer
from tests.forms import sign_in, submit
from tests.people import StillClock, book

pytestmark = pytest.mark.anyio
OFFERED = re.compile(r'slot=([^"&]+)"')
FROM, TO = "2027-10-25T00:00:00Z", "2027-11-04T00:00:00Z"  # a day of 25 hours among them


@pytest.fixture
async def mentor(database: Database, clock: StillClock) -> str:
    clock.ahead = timedelta(days=140)
    rules = {"slotMinutes": 5, "stepMinutes": 5, "horizonDays": 60}
    schedule = open_on(EVERY_DAY, ("00:00", "24:00"), **rules)
    return await a_mentor(database, now=clock(), availability=schedule)


async def test_the_days_of_a_month_offer_everything_together(
    client: httpx2.AsyncClient, mentor: str
) -> None:
    offered: list[str] = []
    for day in range(28, 32):
        page = await client.get(f"/mentors/{mentor}?date=2027-10-{day}&timezone=Europe/Paris")
        offered += OFFERED.findall(
            page.text.partition('class="hour-list"')[2].partition("</ul>")[0]
        )
        assert len(page.content) < 200_000
    everything = await starts_of(client, mentor, **{"from": FROM, "to": TO})
    assert offered == [start for start in everything if offered[0] <= start <= offered[-1]]
    assert len(offered) == len(set(offered)) == 4 * 288 + 12


async def test_62_days_are_answered_whole_over_json(
    client: httpx2.AsyncClient, mentor: str
) -> None:
    started = time.perf_counter()
    found = await starts_of(client, mentor, **{"from": FROM, "to": "2027-12-20T00:00:00Z"})
    assert len(found) == 56 * 288 - 6 * 12  # the clock is at six
    assert time.perf_counter() - started < 5


async def test_the_hours_to_move_to_are_a_list_that_can_be_read(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey, mentor: str
) -> None:
    person = await a_student(database)
    made = await book(client, mentor, bearer(clerk_key, person), "2027-10-30T08:00:00Z")
    await sign_in(client, clerk_key, person)
    page = await client.get(f"/bookings/{made.json()['id']}?date=2027-10-29")
    hours = re.findall(r'hour=([^"]+Z)#hours"', page.text)
    assert len(hours) == 72  # every twenty minutes of a day
    moved = await submit(
        client,
        f"/bookings/{made.json()['id']}",
        {"startsAt": "2027-10-30T09:05:00Z"},
        to=f"/bookings/{made.json()['id']}/move",
    )
    assert moved.status_code == 303  # one that is not listed may be had
