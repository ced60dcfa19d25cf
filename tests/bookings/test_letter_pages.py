"""A letter as a page: a name says nothing but itself, and a button opens what is confirmed there."""

import re

import pytest
from joserfc.jwk import RSAKey

from mentorat.bookings.jobs import TELL_BOOKING
from mentorat.db.pool import Database
from mentorat.events.jobs import PUBLISH_EVENT
from mentorat.settings import Settings
from tests.builders import Rows, a_mentor, a_student, change_offer
from tests.people import Pair, book, session_of
from tests.working import Worker

pytestmark = pytest.mark.anyio
AT = "2027-06-10T08:00:00Z"
HOSTILE = '<img src=x onerror="alert(1)">'


@pytest.mark.parametrize(("mode", "rest"), [("instant", "open=cancel"), ("request", "open=refuse")])
async def test_a_hostile_name_is_only_a_name_and_every_button_opens_a_page(
    pair: Pair,
    database: Database,
    settings: Settings,
    rows: Rows,
    clerk_key: RSAKey,
    mode: str,
    rest: str,
) -> None:
    mentor = await a_mentor(database)
    await change_offer(database, mentor, mode=mode)
    eleve = session_of(clerk_key, await a_student(database, first_name=HOSTILE, last_name=""))
    rows("delete from procrastinate_jobs")
    booked = (await book(pair.client, mentor, eleve, AT)).json()
    await Worker(settings, database).take(rows, PUBLISH_EVENT, TELL_BOOKING)
    (letter,) = rows("select body_html, body_text from messages where recipient_id = %s", mentor)
    assert "<img src=x" not in letter["body_html"]
    assert "color-scheme" in letter["body_html"]
    links = re.findall(r'href="([^"]+)"', letter["body_html"])
    assert all(f"/bookings/{booked['id']}" in link for link in links)
    assert any(rest in link for link in links)
    assert all(link in letter["body_text"] for link in links)
