"""A database whose bookings were kept with seconds is upgraded, and nobody's hours collide."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import psycopg
import pytest

from mentorat.db.upgrade import upgrade

BEFORE = "2026_11_26_1500_keep_refused_bio"
TEN = datetime(2027, 6, 8, 8, 0, tzinfo=UTC)
# One after the other without a gap, each with its own odd seconds, in no order.
ODD_SECONDS = {3: 31.0, 1: 59.999999, 4: 0.0, 2: 0.5, 0: 12.25}
BOOK = """
insert into bookings (id, mentor_id, mentee_id, starts_at, ends_at, blocked_from, blocked_until,
    status) values (gen_random_uuid(), 'ines', 'karim', %s, %s, %s, %s, 'confirmed')
"""


def test_odd_seconds_go_back_to_the_minute_that_people_read(scratch: str) -> None:
    upgrade(scratch, to=BEFORE)
    with psycopg.connect(scratch, autocommit=True) as connection:
        connection.execute("insert into users (id) values ('ines'), ('karim')")
        edges = {n: TEN + timedelta(hours=n, seconds=ODD_SECONDS.get(n, 7)) for n in range(6)}
        for n in ODD_SECONDS:
            start, end = edges[n], edges[n + 1]
            connection.execute(BOOK, (start, end, start, end))
    upgrade(scratch)
    with psycopg.connect(scratch, autocommit=True) as connection:
        found = connection.execute("select starts_at, ends_at from bookings order by 1").fetchall()
        hours = [TEN + timedelta(hours=n) for n in range(6)]
        assert found == list(pairwise(hours))
        odd = TEN + timedelta(days=1, seconds=1)
        with pytest.raises(psycopg.errors.CheckViolation):
            connection.execute(BOOK, (odd, odd + timedelta(hours=1), odd, odd + timedelta(hours=1)))
