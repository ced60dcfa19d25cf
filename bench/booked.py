"""Promises by the million, and mentors with time to spare, as the bookings' figures need them."""

import json
from datetime import datetime, timedelta

import psycopg

from bench import people
from mentorat.schedules.document import DAYS

EACH = 100  # bookings of one person
APART = timedelta(hours=12)
OVER = 90  # of these hundred
READERS = 100  # people who look at their bookings
OPEN_MENTORS = 64
ELEVES = 200
FIRST_OPEN, FIRST_ELEVE = 5_000_000, 6_000_000
HOT_MENTOR = FIRST_OPEN + OPEN_MENTORS
WEEK = json.dumps(
    {
        "version": 1,
        "timezone": "UTC",
        "weekly": {day: [["00:00", "24:00"]] for day in DAYS},
        "minNoticeMinutes": 0,
        "slotMinutes": 60,
        "horizonDays": 365,
    }
)
PERSON = f"'{people.PERSON_PREFIX}' || ({people.FIRST_PERSON} + {{}})"
USERS = f"""
    insert into users (id, email, email_verified, first_name, last_name, role, onboarded_at)
    select {PERSON.format("n")}, 'p' || n || '@example.org', true, 'Camille', 'Martin',
        cast(%(role)s as role), now()
    from generate_series(cast(%(first)s as bigint), %(first)s + %(count)s - 1) n
"""
PROFILES = f"""
    insert into mentor_profiles (user_id, headline, expertise, hourly_rate_cents, languages,
        availability, status, published_at)
    select {PERSON.format("n")}, 'Python', array['Python'], 4500, array['fr'],
        cast(%(week)s as jsonb), 'published', now()
    from generate_series(cast(%(first)s as bigint), %(first)s + %(count)s - 1) n
"""
# Person a of one half meets everybody of a hundred of the other half, each at an hour of its own.
BOOKINGS = f"""
    insert into bookings (id, mentor_id, mentee_id, starts_at, ends_at, blocked_from,
        blocked_until, status, price_cents, unit_rate_cents, note)
    select cast(lpad(to_hex(row), 32, '0') as uuid), {PERSON.format("a")},
        {PERSON.format("%(half)s + (a + turn) %% %(half)s")}, at, at + interval '1 hour', at,
        at + interval '1 hour', cast(state as booking_status), 4500, 4500, 'Relire mon code'
    from (
        select row, row %% %(half)s as a, row / %(half)s as turn,
            %(now)s + (row / %(half)s - {OVER}) * %(apart)s as at,
            case when row / %(half)s < {OVER} then 'completed' else 'confirmed' end as state
        from generate_series(0, cast(%(count)s as bigint) - 1) row
    ) as each_one
"""

CONSTRAINTS = """
    select conname, pg_get_constraintdef(oid) from pg_constraint
    where conrelid = 'bookings'::regclass and contype = 'x'
"""
INDEXES = """
    select indexname, indexdef from pg_indexes
    where tablename = 'bookings' and indexname not like 'pk%'
"""


def fill_bookings(url: str, *, count: int, now: datetime) -> None:
    """Write `count` bookings of a hundred each, nine in ten of them over, and mentors who are
    open day and night."""
    half = count // EACH
    hour = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    with psycopg.connect(url) as connection:
        # What is written here refers to what exists; two million looks would only take time.
        connection.execute("set session_replication_role = replica")
        for first, number, role in (
            (0, half, "MENTOR"),
            (half, half, "USER"),
            (FIRST_OPEN, OPEN_MENTORS + 1, "MENTOR"),
            (FIRST_ELEVE, ELEVES, "USER"),
        ):
            connection.execute(USERS, {"first": first, "count": number, "role": role})
        more = {"first": FIRST_OPEN, "count": OPEN_MENTORS + 1, "week": WEEK}
        connection.execute(PROFILES, more)
        indexed = _without_indexes(connection)
        connection.execute(BOOKINGS, {"half": half, "count": count, "now": hour, "apart": APART})
        for statement in indexed:
            connection.execute(statement)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("vacuum analyze")


def _without_indexes(connection: psycopg.Connection[tuple[str, str]]) -> list[str]:
    """Drops what the table checks and finds by, except its key; returns what brings it back."""
    constraints = connection.execute(CONSTRAINTS).fetchall()
    for name, _ in constraints:
        connection.execute(f"alter table bookings drop constraint {name}")
    indexes = connection.execute(INDEXES).fetchall()
    for name, _ in indexes:
        connection.execute(f"drop index {name}")
    return [
        "set maintenance_work_mem = '256MB'",
        *(statement for _, statement in indexes),
        *(f"alter table bookings add constraint {name} {rest}" for name, rest in constraints),
    ]
