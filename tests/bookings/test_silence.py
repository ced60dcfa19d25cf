"""Who lets people wait in vain is warned, then paused; short notice, one person, or any answer at
all pause nobody."""

import html
from datetime import datetime, timedelta

import pytest
from joserfc.jwk import RSAKey

from mentorat.bookings.jobs import CHECK_SILENCE, EXPIRE_REQUESTS, REMIND_REQUEST
from mentorat.db.pool import Database
from mentorat.settings import Settings
from tests.builders import Rows, change_offer
from tests.forms import sign_in, submit
from tests.people import Pair, StillClock, an_eleve, book
from tests.working import Worker

pytestmark = pytest.mark.anyio
WARNING, PAUSED = "Des élèves attendent votre réponse", "Votre profil est en pause"


@pytest.fixture
async def worker(pair: Pair, database: Database, settings: Settings) -> Worker:
    await change_offer(database, pair.mentor_id, mode="request")
    return Worker(settings, database)


def status_of(rows: Rows, mentor: str) -> str:
    found = rows("select status::text from mentor_profiles where user_id = %s", mentor)
    return str(found[0]["status"])


def told(rows: Rows, mentor: str) -> list[str]:
    found = rows(
        "select subject from messages where recipient_id = %s and subject = any(%s) order by id",
        *(mentor, [WARNING, PAUSED]),
    )
    return [row["subject"] for row in found]


async def look(worker: Worker, rows: Rows, pair: Pair, now: datetime) -> None:
    """The worker comes by, twice, as a killed one does."""
    worker.work.clock = lambda: now
    for _ in range(2):
        await worker.do(EXPIRE_REQUESTS)
        await worker.do(CHECK_SILENCE, mentor_id=pair.mentor_id)


async def test_two_people_who_waited_in_vain_pause_a_mentor_who_was_warned_and_comes_back_by_a_click(
    pair: Pair,
    rows: Rows,
    database: Database,
    clerk_key: RSAKey,
    clock: StillClock,
    worker: Worker,
) -> None:
    other = await an_eleve(database, clerk_key)
    await book(pair.client, pair.mentor_id, pair.mentee, "2027-06-14T08:00:00Z")
    clock.ahead = timedelta(days=2)
    await look(worker, rows, pair, clock())
    assert (status_of(rows, pair.mentor_id), told(rows, pair.mentor_id)) == ("published", [WARNING])
    await book(pair.client, pair.mentor_id, other, "2027-06-16T08:00:00Z")
    clock.ahead = timedelta(days=4)
    await look(worker, rows, pair, clock())
    assert status_of(rows, pair.mentor_id) == "paused"
    assert told(rows, pair.mentor_id) == [WARNING, PAUSED]
    letter = rows("select body_text from messages where subject = %s", PAUSED)[0]["body_text"]
    assert "/profile#publication" in letter
    await sign_in(pair.client, clerk_key, pair.mentor_id)
    assert "Reprendre" in html.unescape((await pair.client.get("/profile")).text)
    back = await submit(pair.client, "/profile", {"step": "resume"}, to="/profile/publication")
    assert back.status_code == 303
    await look(worker, rows, pair, clock())
    assert status_of(rows, pair.mentor_id) == "published"


async def test_who_lets_two_people_wait_at_once_is_warned_while_both_still_wait(
    pair: Pair,
    rows: Rows,
    database: Database,
    clerk_key: RSAKey,
    clock: StillClock,
    worker: Worker,
) -> None:
    other = await an_eleve(database, clerk_key)
    asked = [
        await book(pair.client, pair.mentor_id, who, at)
        for who, at in ((pair.mentee, "2027-06-14T08:00:00Z"), (other, "2027-06-15T08:00:00Z"))
    ]
    clock.ahead = timedelta(days=1)
    worker.work.clock = clock
    for one in asked:
        await worker.do(REMIND_REQUEST, booking_id=one.json()["id"])
    assert (status_of(rows, pair.mentor_id), told(rows, pair.mentor_id)) == ("published", [WARNING])
    clock.ahead = timedelta(days=2)
    await look(worker, rows, pair, clock())
    assert status_of(rows, pair.mentor_id) == "paused"


async def test_neither_short_notice_nor_one_person_alone_takes_a_mentor_out_of_the_directory(
    pair: Pair,
    rows: Rows,
    database: Database,
    clerk_key: RSAKey,
    clock: StillClock,
    worker: Worker,
) -> None:
    soon = ("2027-06-07T08:00:00Z", "2027-06-07T10:00:00Z", "2027-06-08T10:00:00Z")
    for at in soon:  # three people, one after the other, an hour and a day before
        await book(pair.client, pair.mentor_id, await an_eleve(database, clerk_key), at)
    for days in (8, 12, 16):  # one person, three times
        clock.ahead = timedelta(days=days - 7)
        at = f"2027-06-{days + 6:02}T08:00:00Z"
        assert (await book(pair.client, pair.mentor_id, pair.mentee, at)).status_code == 201
        clock.ahead += timedelta(days=3)
        await look(worker, rows, pair, clock())
    assert {row["status"] for row in rows("select status::text from bookings")} == {"expired"}
    assert status_of(rows, pair.mentor_id) == "published"
    assert told(rows, pair.mentor_id) == [WARNING]


async def test_an_answer_to_anybody_meanwhile_is_no_silence(
    pair: Pair,
    rows: Rows,
    database: Database,
    clerk_key: RSAKey,
    clock: StillClock,
    worker: Worker,
) -> None:
    others = [await an_eleve(database, clerk_key) for _ in range(2)]
    await book(pair.client, pair.mentor_id, pair.mentee, "2027-06-14T08:00:00Z")
    await book(pair.client, pair.mentor_id, others[0], "2027-06-15T08:00:00Z")
    third = await book(pair.client, pair.mentor_id, others[1], "2027-06-16T08:00:00Z")
    clock.ahead = timedelta(hours=30)
    no = await pair.by(pair.mentor, f"/api/bookings/{third.json()['id']}/refusal")
    assert no.status_code == 200
    clock.ahead = timedelta(days=3)
    await look(worker, rows, pair, clock())
    assert (status_of(rows, pair.mentor_id), told(rows, pair.mentor_id)) == ("published", [])
