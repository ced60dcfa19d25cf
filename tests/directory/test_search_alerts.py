"""«Prévenez-moi» of a search: told once when somebody fits it."""

from datetime import timedelta

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.db.pool import Database
from mentorat.directory.jobs import TELL_SEARCHES
from mentorat.settings import Settings
from mentorat.worker.jobs import TIDY
from tests.builders import EVERY_DAY, Rows, a_mentor, a_student, open_on, refreshed
from tests.forms import typed
from tests.people import StillClock, session_of
from tests.working import Worker

pytestmark = pytest.mark.anyio
ALERTS = "/api/me/search-alerts"
TOLD = (
    "select recipient_id as who, subject, body_text as text from messages"
    " where topic like 'search:%%' order by recipient_id"
)


@pytest.fixture
def worker(settings: Settings, database: Database, clock: StillClock) -> Worker:
    found = Worker(settings, database)
    found.work.clock = clock
    return found


async def four_arrive(database: Database) -> None:
    """Four mentors of the harpsichord, who all have time."""
    week = open_on(EVERY_DAY, ("09:00", "17:00"))
    for name in ("Aya", "Bo", "Cleo", "Dia"):
        mentor = await a_mentor(
            database,
            first_name=name,
            last_name="Zidane",
            expertise=["clavecin"],
            availability=week,
        )
        await refreshed(database, mentor)


async def test_who_waits_for_a_search_is_told_once_when_somebody_fits_it(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey, rows: Rows, worker: Worker
) -> None:
    zoe = await a_student(database, timezone="Europe/Paris")
    lea = await a_student(database, locale="en", timezone="America/Montreal")
    await a_mentor(database, expertise=["piano"])
    search = "q=clavecin&language=fr&free=week"
    for who in (zoe, zoe, lea):  # asking twice waits once
        headers = session_of(clerk_key, who)
        back = {"next": f"/mentors?{search}"}
        answer = await client.post(f"/search-alerts?{search}", data=back, headers=headers)
        assert (answer.status_code, answer.headers["location"]) == (303, back["next"])
    page = typed((await client.get(f"/mentors?{search}", headers=session_of(clerk_key, zoe))).text)
    assert "Ne plus me prévenir" in page
    await worker.take(rows, TELL_SEARCHES)
    assert rows(TOLD) == []
    await four_arrive(database)
    await worker.take(rows, TELL_SEARCHES, times=2)
    french, english = rows(TOLD)
    assert french["who"] == zoe
    assert typed(french["subject"]) == "Un mentor correspond à votre recherche"
    assert "« clavecin » · Dans les 7 jours · Français" in typed(french["text"])
    assert french["text"].count("Zidane") == 3
    assert "lundi 7 juin" in french["text"]
    assert "/mentors?q=clavecin&language=fr&free=week&timezone=Europe%2FParis" in french["text"]
    assert english["subject"] == "A mentor matches your search"
    assert rows("select 1 from search_alerts") == []
    await worker.take(rows, TELL_SEARCHES)
    assert len(rows(TOLD)) == 2


async def test_a_search_is_waited_for_no_longer_when_its_button_says_so_or_its_time_is_over(
    client: httpx2.AsyncClient,
    database: Database,
    clerk_key: RSAKey,
    rows: Rows,
    worker: Worker,
    clock: StillClock,
) -> None:
    zoe, lea = await a_student(database), await a_student(database)
    headers = session_of(clerk_key, zoe)
    made = [
        (await client.post(f"{ALERTS}?{search}", headers=headers)).json()["id"]
        for search in ("q=clavecin", "free=today", "q=luth", "skill=nothing&skill=none&cursor=")
    ]
    again = await client.post(f"{ALERTS}?skill=none&skill=nothing&lang=en&limit=5", headers=headers)
    assert again.json()["id"] == made[3]
    items = (await client.get(ALERTS, headers=headers)).json()["items"]
    assert {one["search"] for one in items} == {
        "/mentors?q=clavecin",
        "/mentors?q=luth",
        "/mentors?skill=none&skill=nothing",
        "/mentors?day=2027-06-07&timezone=UTC",
    }
    page = typed((await client.get("/mentors?saved", headers=headers)).text)
    assert "Recherches suivies" in page
    other = session_of(clerk_key, lea)
    await client.post(f"/search-alerts/{made[0]}/end", data={"next": "/"}, headers=other)
    assert len(rows("select 1 from search_alerts")) == 4  # nobody stops another's
    await client.post(f"/search-alerts/{made[0]}/end", data={"next": "/"}, headers=headers)
    await client.delete(f"{ALERTS}/{made[2]}", headers=headers)
    rows("update search_alerts set criteria = 'no search' where id = %s", made[3])
    assert (await client.get("/mentors?saved", headers=headers)).status_code == 200
    clock.ahead += timedelta(days=2)
    await worker.take(rows, TELL_SEARCHES)
    assert rows("select 1 from search_alerts") == []
    await client.post(f"{ALERTS}?q=clavecin", headers=session_of(clerk_key, zoe))
    clock.ahead += timedelta(days=91)
    await worker.do(TIDY)
    assert rows("select 1 from search_alerts") == []
    assert rows(TOLD) == []


async def test_a_stranger_signs_in_and_comes_back_to_the_search(
    client: httpx2.AsyncClient, database: Database
) -> None:
    await a_mentor(database)
    page = (await client.get("/mentors?q=clavecin")).text
    assert 'href="/sign-in?next=/mentors%3Fq%3Dclavecin"' in page
    assert "Prévenez-moi" not in (await client.get("/mentors?day=2020-06-07")).text
    assert 'id="waiting"' not in (await client.get("/mentors")).text
