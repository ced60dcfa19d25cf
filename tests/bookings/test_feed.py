"""A private calendar: for whoever knows its address, until it is revoked."""

import re
from datetime import timedelta

import httpx2
import icalendar
import pytest
from joserfc.jwk import RSAKey

from mentorat.bookings.jobs import END_FOR_LEAVER
from mentorat.db.pool import Database
from mentorat.settings import Settings
from tests.builders import Rows
from tests.forms import sign_in, submit, typed
from tests.people import Pair, StillClock
from tests.working import Worker

pytestmark = pytest.mark.anyio
THURSDAY, FRIDAY = "2027-06-10T08:00:00Z", "2027-06-11T08:00:00Z"


async def address_of(pair: Pair, who: dict[str, str]) -> str:
    made = await pair.by(who, "/api/me/calendar-feed")
    assert made.status_code == 201, made.text
    return str(made.json()["url"]).removeprefix("https://mentorat.example")


async def test_both_sides_read_their_sessions_and_nobody_s_address(pair: Pair) -> None:
    path = await pair.booked(THURSDAY)
    gone = await pair.booked(FRIDAY)
    await pair.by(pair.mentee, f"{gone}/cancellation")
    for who in (pair.mentor, pair.mentee):
        answer = await pair.client.get(await address_of(pair, who))
        assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
        assert not re.search(r"mailto|courrier\.example", answer.text)
        assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in answer.text
        found = icalendar.Calendar.from_ical(answer.text).walk("VEVENT")
        assert [(str(each["STATUS"]), str(each["TRANSP"])) for each in found] == [
            ("CONFIRMED", "OPAQUE"),
            ("CANCELLED", "TRANSPARENT"),
        ]
        assert typed(str(found[1]["SUMMARY"])).startswith("Annulée : Séance avec ")
        # No message to anybody: RFC 5546, 3.2.1, would ask an organizer of a published one.
        assert "METHOD" not in icalendar.Calendar.from_ical(answer.text)
        assert found[0]["UID"] == f"{path.rpartition('/')[2]}@mentorat.example"


async def test_an_unchanged_calendar_is_not_sent_again(pair: Pair, clock: StillClock) -> None:
    path = await pair.booked(THURSDAY)
    address = await address_of(pair, pair.mentee)
    tag = (await pair.client.get(address)).headers["etag"]
    clock.ahead = timedelta(hours=5)
    same = await pair.client.get(address, headers={"If-None-Match": f'"other", {tag}'})
    assert (same.status_code, same.content) == (304, b"")
    await pair.by(pair.mentee, f"{path}/move", {"startsAt": FRIDAY})
    moved = await pair.client.get(address, headers={"If-None-Match": tag})
    assert (moved.status_code, "SEQUENCE:1" in moved.text) == (200, True)


async def test_an_address_that_was_replaced_or_revoked_opens_nothing(
    pair: Pair, rows: Rows, database: Database, settings: Settings
) -> None:
    first = await address_of(pair, pair.mentee)
    second = await address_of(pair, pair.mentee)
    assert (await pair.client.get(first)).status_code == 404
    assert (await pair.client.get(second)).status_code == 200
    assert (await pair.client.get(second.removesuffix(".ics"))).status_code == 404
    kept = rows("select secret_hash from calendar_feeds")[0]["secret_hash"]
    assert second.split("/")[-1].removesuffix(".ics").encode() not in bytes(kept)
    await pair.client.delete("/api/me/calendar-feed", headers=pair.mentee)
    assert (await pair.client.get(second)).status_code == 404
    third = await address_of(pair, pair.mentee)
    rows(
        "update users set deleted_at = now(), forgotten_at = now(), email = null,"
        " email_verified = false, first_name = null, last_name = null, image_url = null"
        " where id = %s",
        pair.mentee_id,
    )
    assert (await pair.client.get(third)).status_code == 404
    await Worker(settings, database).do(END_FOR_LEAVER, user_id=pair.mentee_id)
    assert rows("select user_id from calendar_feeds") == []


async def test_the_page_shows_an_address_once(
    client: httpx2.AsyncClient, pair: Pair, clerk_key: RSAKey
) -> None:
    await sign_in(client, clerk_key, pair.mentee_id)
    made = await submit(client, "/bookings/calendar", {"do": "make"})
    address = re.search(r'value="https://mentorat\.example(/calendar/[^"]+)"', made.text)
    assert address
    assert (await client.get(address[1])).status_code == 200
    assert "/calendar/" not in (await client.get("/bookings/calendar")).text.replace(
        "/bookings/calendar", ""
    )
    again = await submit(client, "/bookings/calendar", {"do": "make", "terms": "none"})
    assert again.status_code == 409  # somebody who has not seen that there is one
    assert (await client.get(address[1])).status_code == 200
    shown = re.search(r'name="terms" value="([^"]+)"', again.text)
    assert shown
    seen = {"do": "revoke", "terms": shown[1]}
    revoked = await submit(client, "/bookings/calendar", seen)
    assert revoked.status_code == 303
    assert (await client.get(address[1])).status_code == 404
