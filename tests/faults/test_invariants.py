"""The invariants of bookings find what they are there to find: each is broken once, on purpose."""

import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg
import pytest

from tests.faults.crowd import deadlocks
from tests.faults.invariants import broken, broken_in, questions

MENTOR, OTHER = "user_faultMentor", "user_faultMentorToo"
ONE, TWO, THREE = (f"0199c0de-0000-7000-8000-00000000000{n}" for n in (1, 2, 3))
PROMISE = """
    insert into bookings (id, mentor_id, mentee_id, starts_at, ends_at, blocked_from,
        blocked_until, status, unit_rate_cents, price_cents, expires_at)
    select '{id}', '{mentor}', '{mentee}', day + '{at}', day + '{at}' + interval '50 minutes',
        day + '{at}', day + '{at}' + interval '60 minutes', '{status}', 4501, 3751, day
    from (select date_trunc('day', now()) + interval '9 days' as day) as found;
    insert into booking_events (id, booking_id, happened_at, actor, kind, status, sequence)
    values (gen_random_uuid(), '{id}', now(), 'somebody', 'book', '{status}', 0);
    insert into procrastinate_jobs (queue_name, task_name, args)
    select 'events', 'publish_event', jsonb_build_object('event_id', id)
    from booking_events where booking_id = '{id}';
"""


def promise(
    id: str,
    *,
    mentor: str = MENTOR,
    mentee: str = "user_faultZoe",
    at: str = "9 hours",
    status: str = "confirmed",
) -> str:
    """A booking with all that belongs to it, as SQL."""
    return PROMISE.format(id=id, mentor=mentor, mentee=mentee, at=at, status=status)


BREAK = {
    "a mentee is promised two hours at once": (
        "alter table bookings drop constraint no_overlap_mentee;"
        + promise(ONE)
        + promise(TWO, mentor=OTHER, at="9 hours 49 minutes", status="held")
    ),
    "a mentor has promised one hour twice": (
        "alter table bookings drop constraint no_overlap_mentor;"
        + promise(ONE)
        + promise(TWO, mentee="user_faultNoe", at="9 hours 59 minutes", status="requested")
    ),
    "somebody teaches and learns at one hour": (
        promise(ONE) + promise(TWO, mentor=OTHER, mentee=MENTOR, at="9 hours 49 minutes")
    ),
    "a booking does not last as long as it blocks": (
        "alter table bookings drop constraint ck_bookings_lasts;"
        + promise(ONE)
        + "update bookings set blocked_until = blocked_until - interval '11 minutes'"
    ),
    "steps and events are not one to one": promise(ONE) + "update bookings set sequence = 1",
    "the last event tells another state": promise(ONE) + "update bookings set status = 'completed'",
    "a booking begins in the middle": promise(ONE, status="completed"),
    "a step that does not exist was taken": (
        promise(ONE, status="withdrawn")
        + "insert into booking_events (booking_id, happened_at, actor, kind, status, sequence, id)"
        + f" values ('{ONE}', now(), 'somebody', 'accept', 'confirmed', 1, gen_random_uuid())"
    ),
    "a step was taken before the one it follows": (
        promise(ONE)
        + "insert into booking_events (booking_id, happened_at, actor, kind, status, sequence, id)"
        + f" values ('{ONE}', now() - interval '1 hour', '', '', 'completed', 1, gen_random_uuid())"
    ),
    "a price is not the rate times the minutes": promise(ONE)
    + "update bookings set price_cents = 3750",
    "nothing will end a live booking": promise(ONE, at="-217 hours"),
    "a request may wait beyond its session": promise(ONE, status="requested")
    + "update bookings set expires_at = starts_at + interval '1 second'",
    "nobody ended what was ended": promise(ONE, status="cancelled"),
    "one message was written twice": (
        promise(ONE)
        + "drop index uq_messages_recipient_id_topic;"
        + "insert into messages (id, recipient_id, topic, subject, body_text, body_html, created_at)"
        + f" select gen_random_uuid(), '{MENTOR}', 'booking:{ONE}:0', '', '', '', now()"
        + " from generate_series(1, 2)"
    ),
    "somebody was told of a step that was not taken, or is not theirs": (
        promise(ONE)
        + "insert into messages (id, recipient_id, topic, subject, body_text, body_html, created_at)"
        + f" values (gen_random_uuid(), '{OTHER}', 'booking:{ONE}:0', '', '', '', now())"
    ),
    "a step left no work behind": promise(ONE) + "delete from procrastinate_jobs",
    "an answer was kept for a booking that is not there": (
        "insert into idempotency_keys (user_id, key, request_digest, body) values"
        f""" ('{MENTOR}', 'k', '', '{{"id": "{ONE}", "startsAt": "2027-06-07T07:00:00Z"}}')"""
    ),
    "a key was claimed and nothing came of it": (
        "insert into idempotency_keys (user_id, key, request_digest, body)"
        f" values ('{MENTOR}', 'k', '', '')"
    ),
}


@pytest.fixture
def connection(database_url: str) -> Iterator[psycopg.Connection[tuple[str]]]:
    """A transaction in which everything may be broken, for it is never committed."""
    with psycopg.connect(database_url) as opened:
        for person in (MENTOR, OTHER, "user_faultZoe", "user_faultNoe"):
            opened.execute("insert into users (id) values (%s)", [person])
        yield opened
        opened.rollback()


def test_honest_bookings_break_nothing(connection: psycopg.Connection[tuple[str]]) -> None:
    honest = promise(ONE) + promise(TWO, at="10 hours", status="requested")
    connection.execute((honest + promise(THREE, mentor=OTHER, at="9 hours 50 minutes")).encode())
    assert broken_in(connection) == []


@pytest.mark.parametrize("name", questions())
def test_each_question_sees_what_it_asks_for(
    connection: psycopg.Connection[tuple[str]], name: str
) -> None:
    connection.execute(BREAK[name].encode())
    assert name in {found.partition(": ")[0] for found in broken_in(connection)}


def test_what_the_clock_must_do_may_be_a_little_late(
    connection: psycopg.Connection[tuple[str]],
) -> None:
    connection.execute(promise(ONE, at="9 hours").encode())
    connection.execute(
        "update bookings set starts_at = minute - interval '55 minutes', blocked_from = minute -"
        " interval '55 minutes', ends_at = minute - interval '5 minutes'"
        " from (select date_trunc('minute', now()) as minute) as found"
    )
    assert broken_in(connection) == []
    late = broken_in(connection, grace=timedelta(minutes=4))
    assert [re.sub(" .*", "", found.rpartition(": ")[2]) for found in late] == [ONE]


def test_a_circle_of_people_who_wait_is_counted(database_url: str) -> None:
    before = deadlocks(database_url)
    with psycopg.connect(database_url, autocommit=True) as look:
        look.execute("insert into users (id) values ('user_faultOne'), ('user_faultTwo')")
    with ThreadPoolExecutor(2) as both:
        met = threading.Barrier(2)
        orders = (["user_faultOne", "user_faultTwo"], ["user_faultTwo", "user_faultOne"])
        ended = list(both.map(lambda order: _lock(database_url, order, met), orders))
    assert sorted(ended) == ["DeadlockDetected", "locked both"]
    assert deadlocks(database_url) == before + 1


def _lock(url: str, order: list[str], met: threading.Barrier) -> str:
    with psycopg.connect(url) as connection:
        try:
            for person in order:
                connection.execute("select from users where id = %s for update", [person])
                if person == order[0]:
                    met.wait(10)
        except psycopg.errors.DeadlockDetected as error:
            return type(error).__name__
    return "locked both"


def test_every_question_has_its_control(database_url: str) -> None:
    assert BREAK.keys() == questions().keys()
    assert broken(database_url) == []
