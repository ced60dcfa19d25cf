"""Whoever upgrades keeps every line of the history and of the audit, and may go back."""

from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from mentorat.db.upgrade import downgrade, upgrade

BEFORE = "2511_1030_busy_calendars"
FILL = """
insert into users (id, role) values ('ines', 'MENTOR'), ('karim', 'USER'), ('ada', 'ADMIN');
insert into bookings (id, mentor_id, mentee_id, starts_at, ends_at, blocked_from, blocked_until,
    status, sequence, ended_by, created_at, updated_at)
select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'ines', 'karim',
    now() + n * interval '1 day', now() + n * interval '1 day' + interval '1 hour',
    now() + n * interval '1 day', now() + n * interval '1 day' + interval '1 hour',
    case when n % 3 = 0 then 'cancelled' else 'confirmed' end::booking_status,
    (n % 3 = 0)::int, case when n % 3 = 0 then 'ada' end, now(), now()
from generate_series(1, 60) n;
insert into booking_events (id, booking_id, happened_at, actor, kind, status, sequence, details)
select gen_random_uuid(), id, created_at, 'karim', 'book', 'confirmed'::booking_status, 0, '{"startsAt": "x"}'::jsonb
from bookings
union all
select gen_random_uuid(), id, updated_at, 'ada', 'cancel', 'cancelled'::booking_status, 1, '{"why": "left"}'::jsonb
from bookings where status = 'cancelled';
insert into audit_events (id, happened_at, actor, action, subject, before, after, reason)
select gen_random_uuid(), updated_at, 'ada', 'booking.cancel', id::text, null::jsonb, '{}'::jsonb, 'Doublon'
from bookings where status = 'cancelled'
union all
select gen_random_uuid(), now(), 'operator', 'role.changed', 'ada', '{"role": "USER"}',
    '{"role": "ADMIN"}', 'Première personne'
union all
(select gen_random_uuid(), now(), 'ada', 'booking.keep', id::text, null, '{}', 'Revenue'
from bookings where status = 'confirmed' limit 1);
"""
STEPS = (
    "select booking_id, happened_at, actor, kind, status::text, sequence, details"
    " from booking_events order by booking_id, sequence"
)
LINES = (
    "select happened_at, actor, action, subject, reason, coalesce(after, '{}') as after"
    " from audit_events order by action, subject, reason"
)


def read(url: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    with psycopg.connect(url, row_factory=dict_row) as connection:
        return connection.execute(STEPS).fetchall(), connection.execute(LINES).fetchall()


def test_no_step_and_no_line_of_the_audit_is_lost_on_the_way_there_and_back(scratch: str) -> None:
    upgrade(scratch, to=BEFORE)
    with psycopg.connect(scratch, autocommit=True) as connection:
        connection.execute(FILL)
    steps, lines = read(scratch)
    assert (len(steps), len(lines)) == (80, 22)
    upgrade(scratch)
    assert read(scratch) == (steps, lines)
    with psycopg.connect(scratch, autocommit=True) as connection:
        # An operator's step was told twice; it is one event now.
        (count,) = connection.execute("select count(*) from events").fetchone() or (0,)
        assert count == 82
        connection.execute(
            "insert into booking_events (id, booking_id, happened_at, actor, kind, status, sequence)"
            " select gen_random_uuid(), id, now(), 'ines', 'move', 'confirmed', 1 from bookings"
            " where status = 'confirmed' limit 1"
        )  # the version before is still running
        connection.execute(
            "insert into audit_events (id, happened_at, actor, action, subject)"
            " values (gen_random_uuid(), now(), 'ada', 'skill.removed', 'cobol')"
        )
    after = read(scratch)
    assert (len(after[0]), len(after[1])) == (81, 23)
    downgrade(scratch, to=BEFORE)
    assert read(scratch) == after


@pytest.mark.parametrize("change", ["update events set reason = 'autre'", "delete from events"])
def test_nobody_rewrites_the_audit(scratch: str, change: str) -> None:
    upgrade(scratch)
    with psycopg.connect(scratch, autocommit=True) as connection:
        connection.execute(
            "insert into events (id, happened_at, kind, subject, actor, is_audit)"
            " values (gen_random_uuid(), now(), 'role.changed', 'ada', 'operator', true)"
        )
        with pytest.raises(psycopg.errors.RestrictViolation, match="append-only"):
            connection.execute(change)
