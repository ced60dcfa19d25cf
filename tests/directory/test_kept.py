"""Mentors kept for later, and those whose time somebody waits for."""

from datetime import timedelta

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.accounts.actions.forget_user import forget_user
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.directory.jobs import REFRESH_MENTOR, TELL_FREE_TIME
from mentorat.settings import Settings
from mentorat.worker.jobs import TIDY
from tests.builders import (
    EVERY_DAY,
    MONDAY,
    Rows,
    a_mentor,
    a_student,
    change_offer,
    move,
    open_on,
    refreshed,
)
from tests.directory.asking import first_page
from tests.forms import typed
from tests.people import StillClock, code_of, session_of
from tests.working import Worker

pytestmark = pytest.mark.anyio
SAVED, ALERTS = "/api/me/saved-mentors", "/api/me/alerts"
FULL = open_on([], overrides={"2027-06-01": [["10:00", "12:00"]]})  # of last week alone
SOME = open_on(EVERY_DAY, ("09:00", "17:00"))


@pytest.fixture
def worker(settings: Settings, database: Database, clock: StillClock) -> Worker:
    found = Worker(settings, database)
    found.work.clock = clock
    return found


async def ids_of(client: httpx2.AsyncClient, path: str, who: dict[str, str]) -> list[str]:
    items = (await client.get(path, headers=who)).json()["items"]
    return [one.get("id") or one["mentorId"] for one in items]


async def pressed(
    client: httpx2.AsyncClient, mentor: str, who: dict[str, str], **fields: str
) -> httpx2.Response:
    return await client.post(f"/mentors/{mentor}/saved", data=fields, headers=who)


async def test_a_heart_keeps_and_releases_the_same_by_form_and_by_api(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey
) -> None:
    first, second = await a_mentor(database), await a_mentor(database)
    zoe = session_of(clerk_key, await a_student(database))
    back = {"next": f"/mentors?q=python#mentor-{first}"}
    for _ in range(2):  # pressing twice keeps once
        answer = await pressed(client, first, zoe, keep="yes", **back)
        assert (answer.status_code, answer.headers["location"]) == (303, back["next"])
    assert (await client.put(f"{SAVED}/{second}", headers=zoe)).status_code == 204
    assert set(await ids_of(client, SAVED, zoe)) == {first, second}
    seen = (await client.get("/api/mentors", headers=zoe)).json()["items"]
    assert all(card["isSaved"] for card in seen)
    assert not any(card["isSaved"] for card in await first_page(client))
    assert (await client.get(f"/api/mentors/{first}", headers=zoe)).json()["isSaved"]
    page = (await client.get("/mentors", headers=zoe)).text
    assert page.count('name="keep" value="no" aria-pressed="true"') == 2
    assert (await client.delete(f"{SAVED}/{second}", headers=zoe)).status_code == 204
    elsewhere = await pressed(client, first, zoe, keep="no", next="https://evil.example/")
    assert elsewhere.headers["location"] == "/mentors?saved=yes"
    assert await ids_of(client, SAVED, zoe) == []
    empty = typed((await client.get("/mentors?saved", headers=zoe)).text)
    assert "Aucun favori pour l'instant." in empty


async def test_a_stranger_who_presses_a_heart_signs_in_and_comes_back_to_it(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey
) -> None:
    mentor = await a_mentor(database, first_name="Marc", last_name="Lenoir")
    assert f'class="heart" href="/mentors/{mentor}/saved"' in (await client.get("/mentors")).text
    for path in (f"/mentors/{mentor}/saved", f"/mentors/{mentor}/alert", "/mentors?saved=yes"):
        answer = await client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (
            303,
            f"/sign-in?next={path.replace('?', '%3F').replace('=', '%3D')}",
        )
    zoe = session_of(clerk_key, await a_student(database))
    page = typed((await client.get(f"/mentors/{mentor}/saved", headers=zoe)).text)
    assert 'name="keep" value="yes"' in page
    assert await ids_of(client, SAVED, zoe) == []  # looking keeps nobody


async def test_who_leaves_the_directory_is_shown_no_longer_and_back_when_they_are(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey
) -> None:
    mentor = await a_mentor(database)
    zoe = session_of(clerk_key, await a_student(database))
    await client.put(f"{SAVED}/{mentor}", headers=zoe)
    await move(database, mentor, "pause")
    assert await ids_of(client, SAVED, zoe) == []
    for path in (f"{SAVED}/{mentor}", f"{SAVED}/nobody", f"{ALERTS}/{mentor}"):
        assert (await client.put(path, headers=zoe)).status_code == 404
    await move(database, mentor, "resume")
    assert await ids_of(client, SAVED, zoe) == [mentor]


async def test_odd_presses_are_named_and_change_nothing(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey
) -> None:
    mentor = await a_mentor(database)
    zoe = session_of(clerk_key, await a_student(database))
    for fields in (
        {"next": "/"},
        {"keep": "perhaps"},
        {"keep": "yes", "keeps": "no"},
        {"keep": "a\x00"},
    ):
        for kind in ("saved", "alert"):
            answer = await client.post(f"/mentors/{mentor}/{kind}", data=fields, headers=zoe)
            assert (answer.status_code, "À corriger" in typed(answer.text)) == (422, True), fields
    for path in (
        "/mentors?saved=no",
        "/mentors?saved=yes&q=python",
        "/mentors?saved=yes&saved=yes",
    ):
        assert (await client.get(path, headers=zoe)).status_code == 422, path


async def test_who_waits_is_told_once_when_an_hour_appears(
    client: httpx2.AsyncClient,
    database: Database,
    clerk_key: RSAKey,
    rows: Rows,
    worker: Worker,
) -> None:
    full = await a_mentor(database, first_name="Marc", last_name="Lenoir", availability=FULL)
    zoe = await a_student(database, timezone="Europe/Paris")
    lea = await a_student(database, locale="en", timezone="America/Montreal")
    gone = await a_student(database)
    for who in (zoe, lea, gone):
        asked = {"keep": "yes", "next": f"/mentors/{full}"}
        headers = session_of(clerk_key, who)
        answer = await client.post(f"/mentors/{full}/alert", data=asked, headers=headers)
        assert answer.status_code == 303
    async with database.unit(writes=True) as unit:
        await forget_user(Db(unit), gone, deleted_at=MONDAY, now=MONDAY)
    assert await ids_of(client, ALERTS, session_of(clerk_key, zoe)) == [full]
    await worker.take(rows, REFRESH_MENTOR, TELL_FREE_TIME)
    assert rows("select 1 from messages where topic like 'free_time:%%'") == []
    too_soon = open_on(["mon"], ("09:00", "10:00"), minNoticeMinutes=120, horizonDays=1)
    for offer in (too_soon, SOME, FULL, SOME):
        await change_offer(database, full, availability=offer)
        await refreshed(database, full)
        await worker.take(rows, TELL_FREE_TIME, times=2)
    said = rows(
        "select recipient_id as who, subject, body_text as text from messages"
        " where topic like 'free_time:%%' order by recipient_id"
    )
    assert [one["who"] for one in said] == [zoe, lea]
    assert said[0]["subject"] == "Marc Lenoir a de nouveau un créneau libre"
    assert "lundi 7 juin, 09:00 (Paris, UTC+02:00)" in typed(said[0]["text"])
    assert f"/bookings/new?mentor={full}&slot=2027-06-07T07:00:00Z" in said[0]["text"]
    assert said[1]["subject"] == "Marc Lenoir has a free slot again"
    assert "Monday 7 June, 03:00" in said[1]["text"]
    assert rows("select 1 from free_time_alerts") == []


async def test_nobody_waits_for_who_has_time_and_an_alert_is_stopped_where_it_was_asked(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey, rows: Rows, worker: Worker
) -> None:
    free, full = await a_mentor(database), await a_mentor(database, availability=FULL)
    zoe = session_of(clerk_key, await a_student(database))
    assert code_of(await client.put(f"{ALERTS}/{free}", headers=zoe)) == (409, "has_free_time")
    by_form = await client.post(f"/mentors/{free}/alert", data={"keep": "yes"}, headers=zoe)
    assert (by_form.status_code, "sans attendre" in typed(by_form.text)) == (409, True)
    page = typed((await client.get("/mentors", headers=zoe)).text)
    assert f'href="/mentors/{full}/alert"' in page
    for _ in range(2):
        assert (await client.put(f"{ALERTS}/{full}", headers=zoe)).status_code == 204
    assert "Ne plus me prévenir" in typed((await client.get("/mentors?saved", headers=zoe)).text)
    await client.get(f"/mentors/{full}/alert", headers=zoe)  # looking stops nothing
    assert await ids_of(client, ALERTS, zoe) == [full]
    await client.post(f"/mentors/{full}/alert", data={"keep": "no"}, headers=zoe)
    await change_offer(database, full, availability=SOME)
    await refreshed(database, full)
    await worker.take(rows, TELL_FREE_TIME)
    assert rows("select 1 from messages where topic like 'free_time:%%'") == []


@pytest.mark.parametrize("who", ["member", "mentor"])
async def test_nothing_is_kept_of_who_left(
    client: httpx2.AsyncClient,
    database: Database,
    clerk_key: RSAKey,
    rows: Rows,
    worker: Worker,
    clock: StillClock,
    who: str,
) -> None:
    mentor, zoe = await a_mentor(database, availability=FULL), await a_student(database)
    for path in (SAVED, ALERTS):
        await client.put(f"{path}/{mentor}", headers=session_of(clerk_key, zoe))
    async with database.unit(writes=True) as unit:
        left = zoe if who == "member" else mentor
        await forget_user(Db(unit), left, deleted_at=MONDAY, now=MONDAY)
    clock.ahead += timedelta(days=31)
    await worker.do(TIDY)
    assert rows("select 1 from saved_mentors union all select 1 from free_time_alerts") == []
