"""What counts as letting people wait in vain, beside the rule as it is told."""

import random
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mentorat.bookings.automatic.auto_pause import find_silence
from mentorat.bookings.automatic.silence import time_awake
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from tests.builders import MONDAY, Rows

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
ZONES = ("Europe/Paris", "Asia/Kolkata", "America/Santiago", "Australia/Lord_Howe", "Pacific/Apia")


class WaitingRequest(NamedTuple):
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


def left_in_vain(
    requests: list[WaitingRequest], answers: list[datetime], now: datetime
) -> set[str]:
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
            requests.append(WaitingRequest(f"{mentor}{chance.randint(1, 3)}", asked, due))
            ask(rows, mentor, requests[-1], number)
        answers = [MONDAY - chance.randint(0, 40 * 96) * 15 * MINUTE for _ in range(seed % 2)]
        for answer in answers:
            give(rows, mentor, answer, by_note=bool(chance.randint(0, 1)))
        async with database.unit(writes=False) as unit:
            found = await find_silence(Db(unit), mentor, now=MONDAY)
        assert found.unanswered == len(left_in_vain(requests, answers, MONDAY)), seed
        judged.add(found.is_enough)
    assert judged == {True, False}


def ask(rows: Rows, mentor: str, one: WaitingRequest, number: int) -> str:
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
    booking = ask(rows, mentor, WaitingRequest(other, at - HOUR, at), 9)
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
