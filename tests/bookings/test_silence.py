"""Who lets people wait in vain is warned, then paused; short notice, one person, or any answer at
all pause nobody."""

import html
import random
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from joserfc.jwk import RSAKey

from mentorat.bookings.automatic.auto_pause import find_silence
from mentorat.bookings.automatic.silence import time_awake
from mentorat.bookings.jobs import CHECK_SILENCE, EXPIRE_REQUESTS, REMIND_REQUEST
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.settings import Settings
from tests.builders import MONDAY, Rows, change_offer
from tests.forms import sign_in, submit
from tests.people import Pair, StillClock, an_eleve, book
from tests.working import Worker

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
ZONES = ("Europe/Paris", "Asia/Kolkata", "America/Santiago", "Australia/Lord_Howe", "Pacific/Apia")
WARNING, PAUSED = "Des élèves attendent votre réponse", "Votre profil est en pause"


class Waiting(NamedTuple):
    """A request of somebody's, asked and due at instants, in the mentor's zone."""

    who: str
    asked: datetime
    due: datetime
    zone: str = "Europe/Paris"


def awake_by_the_minute(since: datetime, until: datetime, zone: str) -> timedelta:
    minutes = int((until - since) / MINUTE)
    clocks = ((since + n * MINUTE).astimezone(ZoneInfo(zone)) for n in range(minutes))
    return sum(8 <= clock.hour < 22 for clock in clocks) * MINUTE


@given(
    st.integers(0, 10_000_000),
    st.integers(0, 72 * 60),
    st.sampled_from(ZONES),
)
@example(12_960, 72 * 60, "Pacific/Apia")  # a date left out
@example(8_030_160, 48 * 60, "Europe/Paris")  # a short night
def test_time_awake_is_what_the_clocks_on_the_wall_count(
    begins: int, minutes: int, zone: str
) -> None:
    since = datetime(2011, 12, 20, tzinfo=UTC) + begins * MINUTE
    until = since + minutes * MINUTE
    assert time_awake(since, until, zone) == awake_by_the_minute(since, until, zone)


def left_in_vain(requests: list[Waiting], answers: list[datetime], now: datetime) -> set[str]:
    """The rule as it is told: who had a day to be answered in, most of it awake, and was not; nor
    was anybody since they asked."""
    return {
        one.who
        for one in requests
        if now - timedelta(days=30) < one.due <= now
        and one.due - one.asked >= 24 * HOUR
        and awake_by_the_minute(one.asked, one.due, one.zone) >= 8 * HOUR
        and not any(one.asked <= answer <= now for answer in answers)
    }


@pytest.mark.anyio
async def test_random_lives_of_mentors_are_judged_as_the_rule_is_told(
    rows: Rows, database: Database
) -> None:
    judged = set()
    for seed in range(24):
        chance = random.Random(seed)
        mentor = f"user_3FbSilent{seed:010d}"
        rows("insert into users (id, role) values (%s, 'MENTOR')", mentor)
        rows(
            "insert into mentor_profiles (user_id, status, status_at) values (%s, 'published', %s)",
            *(mentor, MONDAY - timedelta(days=90)),
        )
        requests = []
        for number in range(chance.randint(1, 5)):
            asked = MONDAY - chance.randint(1, 40 * 96) * 15 * MINUTE
            due = asked + chance.choice((2, 23, 24, 48)) * HOUR
            requests.append(Waiting(f"{mentor}{chance.randint(1, 3)}", asked, due))
            ask(rows, mentor, requests[-1], number)
        answers = [MONDAY - chance.randint(0, 40 * 96) * 15 * MINUTE for _ in range(seed % 2)]
        for answer in answers:
            give(rows, mentor, answer, by_note=bool(chance.randint(0, 1)))
        async with database.unit(writes=False) as unit:
            found = await find_silence(Db(unit), mentor, now=MONDAY)
        assert found.unanswered == len(left_in_vain(requests, answers, MONDAY)), seed
        judged.add(found.is_enough)
    assert judged == {True, False}


def ask(rows: Rows, mentor: str, one: Waiting, number: int) -> str:
    rows("insert into users (id) values (%s) on conflict do nothing", one.who)
    start = MONDAY + timedelta(days=10, hours=2 * number)
    status = "expired" if one.due <= MONDAY else "requested"
    (made,) = rows(
        "insert into bookings (id, mentor_id, mentee_id, starts_at, ends_at, blocked_from,"
        " blocked_until, status, created_at, expires_at, mentor_timezone)"
        " values (gen_random_uuid(), %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) returning id",
        *(mentor, one.who, start, start + HOUR, start, start + HOUR, status, one.asked, one.due),
        one.zone,
    )
    return str(made["id"])


def give(rows: Rows, mentor: str, at: datetime, *, by_note: bool) -> None:
    """The mentor answers somebody else: by a step, or by a word in the notes of both."""
    other = f"{mentor}other"
    booking = ask(rows, mentor, Waiting(other, at - HOUR, at), 9)
    rows("update bookings set status = 'declined' where id = %s", booking)
    if by_note:
        rows(
            "insert into booking_notes (booking_id, owner, body, written_by, written_at)"
            " values (%s, 'shared', 'Pas cette semaine', %s, %s)",
            *(booking, mentor, at),
        )
    else:
        rows(
            "insert into booking_events (id, booking_id, happened_at, actor, kind, status,"
            " sequence, details) values (%s, %s, %s, %s, 'decline', 'declined', 1, '{}')",
            *(uuid4(), booking, at, mentor),
        )


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


@pytest.mark.anyio
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


@pytest.mark.anyio
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


@pytest.mark.anyio
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


@pytest.mark.anyio
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
