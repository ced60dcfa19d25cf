"""A mentor gives the address of their calendar, and its busy times are no longer anybody's."""

from datetime import UTC, date, datetime, timedelta

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.db.pool import Database
from tests import people
from tests.builders import MONDAY, Rows, a_booking, refreshed
from tests.directory.asking import ids_found
from tests.external_calendars.calendar_files import calendar, event, lines
from tests.external_calendars.calendar_life import ADDRESS, MINUTE, PATH, SECRET, Life
from tests.external_calendars.calendar_server import HOST, Site, reply
from tests.forms import sign_in, submit, typed
from tests.people import StillClock, an_eleve, book

pytestmark = pytest.mark.anyio
PAGE = "/availability/calendar"
API = "/api/me/busy-calendar"
TEN = datetime(2027, 6, 8, 8, tzinfo=UTC)  # in Paris, on Tuesday
HALF = timedelta(minutes=30)


clock = people.clock


@pytest.fixture
async def life(life: Life, client: httpx2.AsyncClient, clerk_key: RSAKey) -> Life:
    """A mentor at their browser, whose calendar is busy on Tuesday from ten to half past eleven."""
    life.site.holds(PATH, calendar(event(TEN, TEN + 3 * HALF)))
    await sign_in(client, clerk_key, life.mentor)
    return life


async def tuesdays_starts(client: httpx2.AsyncClient, mentor: str) -> list[str]:
    """What anybody is offered of Tuesday, as clocks in Paris show it."""
    asked = f"/api/mentors/{mentor}/slots?from=2027-06-08T00:00:00Z&to=2027-06-09T00:00:00Z"
    found = (await client.get(asked)).json()["items"]
    return [f"{int(slot['startsAt'][11:13]) + 2:02d}{slot['startsAt'][13:16]}" for slot in found]


ALL = [f"{hour:02d}:{minute}" for hour in range(9, 17) for minute in ("00", "30")][:-1]
FREE = [start for start in ALL if not "09:00" < start < "11:30"]


async def test_busy_elsewhere_is_not_offered_and_cannot_be_booked(
    client: httpx2.AsyncClient,
    life: Life,
    site: Site,
    database: Database,
    rows: Rows,
    clerk_key: RSAKey,
) -> None:
    assert await tuesdays_starts(client, life.mentor) == ALL
    await sign_in(client, clerk_key, life.mentor)
    answer = await submit(client, PAGE, {"do": "save", "address": ADDRESS})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?done=save")
    assert await life.jobs() == ["refresh_calendar", "refresh_mentor"]
    await life.refresh()
    assert await tuesdays_starts(client, life.mentor) == FREE
    why = await client.get("/availability/why?date=2027-06-08&time=10:30")
    told = "Votre agenda externe est occupé, du mardi 8 juin, 10:00 au mardi 8 juin, 11:30."
    assert told in why.text
    eleve = await an_eleve(database, clerk_key)
    refused = await book(client, life.mentor, eleve, "2027-06-08T08:00:00Z")
    assert (refused.status_code, refused.json()["type"].split("-")[-1]) == (409, "slot_taken")
    nearest = [slot["startsAt"] for slot in refused.json()["nearest"]]
    assert nearest == ["2027-06-08T07:00:00Z", "2027-06-08T09:30:00Z", "2027-06-08T10:00:00Z"]
    rows("update busy_calendars set good_at = %s", MONDAY - timedelta(hours=24))
    assert await tuesdays_starts(client, life.mentor) == ALL  # too old to count
    booked = await book(client, life.mentor, eleve, "2027-06-08T08:00:00Z")
    assert booked.status_code == 201


async def test_search_finds_nobody_whose_free_time_is_busy_elsewhere(
    client: httpx2.AsyncClient, life: Life, database: Database
) -> None:
    asked = {"day": "2027-06-08", "at": "10:00", "timezone": "Europe/Paris"}
    await refreshed(database, life.mentor)
    assert await ids_found(client, **asked) == {life.mentor}
    await life.put()
    await life.refresh()
    assert await ids_found(client, **asked) == set()  # the page itself looks again
    await refreshed(database, life.mentor)
    assert await ids_found(client, **asked) == set()


async def test_the_page_shows_the_address_masked_and_what_it_gave(
    client: httpx2.AsyncClient, life: Life, clock: StillClock
) -> None:
    empty = (await client.get(PAGE)).text
    assert "Relier un agenda" in empty
    assert "Actualiser maintenant" not in empty
    await submit(client, PAGE, {"address": ADDRESS.replace("https", "webcal")})
    page = typed((await client.get(f"{PAGE}?done=save")).text)
    assert f"https://{HOST}/…51e2" in page
    assert page.count("pas encore") == 2
    assert "aucune n'est prise en compte" in page
    await life.refresh()
    clock.ahead = MINUTE
    page = (await client.get(PAGE)).text
    assert page.count("lundi 7 juin, 08:00") == 2
    assert "1 plage" in page
    assert "Prochaine actualisation possible : lundi 7 juin, 08:15." in typed(page)
    assert SECRET not in page
    assert PAGE in (await client.get("/availability")).text
    english = (await client.get(f"{PAGE}?lang=en")).text
    assert "1 time range<" in english
    assert "Next possible refresh: Monday 7 June, 08:15." in english


async def test_reading_now_is_possible_every_fifteen_minutes(
    client: httpx2.AsyncClient, life: Life, clock: StillClock
) -> None:
    none = await submit(client, PAGE, {"do": "read"})
    assert (none.status_code, "Aucun agenda externe" in none.text) == (404, True)
    await life.put()
    await life.refresh()
    await life.jobs()
    clock.ahead = 14 * MINUTE
    early = await submit(client, PAGE, {"do": "read"})
    assert early.status_code == 409
    assert "toutes les 15 minutes au plus" in early.text
    assert "Prochaine actualisation possible : lundi 7 juin, 08:15." in typed(early.text)
    assert await life.jobs() == []
    clock.ahead = 15 * MINUTE
    done = await submit(client, PAGE, {"do": "read"})
    assert (done.status_code, await life.jobs()) == (303, ["refresh_calendar"])


async def test_whole_days_count_or_not_at_once(
    client: httpx2.AsyncClient, life: Life, site: Site
) -> None:
    site.holds(PATH, calendar(event(date(2027, 6, 8))))
    await life.put()
    await life.refresh()
    assert await tuesdays_starts(client, life.mentor) == []
    await life.jobs()
    await submit(client, PAGE, {"do": "days", "ignoresAllDay": "on"})
    assert await tuesdays_starts(client, life.mentor) == ALL
    assert await life.jobs() == ["refresh_mentor"]
    assert "0 plage" in (await client.get(PAGE)).text
    await submit(client, PAGE, {"do": "days"})
    assert await tuesdays_starts(client, life.mentor) == []
    assert len(site.questions) == 1


async def test_what_is_taken_out_is_forgotten(client: httpx2.AsyncClient, life: Life) -> None:
    await life.put()
    await life.refresh()
    answer = await submit(client, PAGE, {"do": "remove"})
    assert answer.headers["location"] == f"{PAGE}?done=remove"
    assert await tuesdays_starts(client, life.mentor) == ALL
    assert life.times() == []
    row = life.row()
    assert (row["address_encrypted"], row["masked"], row["etag"], row["good_at"]) == (
        None,
        "",
        None,
        None,
    )
    assert (await client.get(API, headers={})).status_code == 404


async def test_a_clash_is_shown_and_nothing_is_cancelled(
    client: httpx2.AsyncClient, life: Life, rows: Rows
) -> None:
    a_booking(rows, life.mentor, TEN + HALF, ends_at=TEN + 3 * HALF)
    a_booking(rows, life.mentor, TEN + 3 * HALF)  # begins as the other ends
    await life.put()
    await life.refresh()
    page = (await client.get(PAGE)).text
    assert "<li>mardi 8 juin, 10:30–11:30</li>" in page
    assert "11:30–12:30" not in page
    assert "1 séance confirmée tombe" in (await client.get("/availability")).text
    told = (await client.get(API)).json()["clashes"]
    assert told == [{"startsAt": "2027-06-08T08:30:00Z", "endsAt": "2027-06-08T09:30:00Z"}]
    assert [row["status"] for row in rows("select status::text from bookings")] == ["confirmed"] * 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"<html></html>", "pas un agenda complet au format iCal"),
        (b"x" * (16 * 1024 * 1024 + 1), "16 Mo et 50 000 événements"),
        (
            lines("DTSTART:20270608T090000Z", "SUMMARY:Chorale", "RRULE:FREQ=SECONDLY"),
            "L'événement du mardi 8 juin 2027 se répète trop souvent.",
        ),
    ],
)
async def test_a_mentor_reads_what_is_wrong_with_their_calendar_and_what_to_do(
    client: httpx2.AsyncClient, life: Life, site: Site, text: bytes, told: str
) -> None:
    site.holds(PATH, text)
    await life.put()
    await life.refresh()
    page = typed((await client.get(PAGE)).text)
    assert told in page
    assert "Chorale" not in page


async def test_events_that_cannot_be_read_whole_are_named_by_their_dates(
    client: httpx2.AsyncClient, life: Life, site: Site
) -> None:
    text = lines("DTSTART:20270608T080000Z", "DTEND:pouet", "SUMMARY:Chorale")
    site.holds(PATH, text, 'ETag: "one"')
    await life.put()
    await life.refresh()
    site.replies[PATH] = reply(304, b"", length=False)
    await life.refresh(MONDAY + 15 * MINUTE)  # unchanged, and so is what cannot be read
    page = typed((await client.get(PAGE)).text)
    assert "1 événement n'est lisible qu'en partie ; cette partie est prise en compte." in page
    assert "enregistrez-les de nouveau : mardi 8 juin 2027." in page
    assert "Chorale" not in page
    assert "10:30" not in await tuesdays_starts(client, life.mentor)
    english = (await client.get(f"{PAGE}?lang=en")).text
    assert "save them again: Tuesday 8 June 2027." in english
    assert (await client.get(API)).json()["trouble"] is None


async def test_trouble_of_the_network_is_told_without_saying_which(
    client: httpx2.AsyncClient, life: Life, site: Site, clock: StillClock, clerk_key: RSAKey
) -> None:
    await life.put()
    await life.refresh()
    site.replies[PATH] = reply(503, b"")
    await life.refresh(MONDAY + 15 * MINUTE)
    page = (await client.get(PAGE)).text
    assert "ne renvoie pas d'agenda" in typed(page)
    assert "restent prises en compte" in page
    clock.ahead = timedelta(hours=25)
    await life.refresh(MONDAY + clock.ahead)
    await sign_in(client, clerk_key, life.mentor)
    page = typed((await client.get(PAGE)).text)
    assert "ne sont plus prises en compte" in page
    assert "aucune n'est prise en compte" in page
