"""Quarter hours as bits say the same as the starts and the stretches they were made of."""

import random
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.directory.facets.counts import Facet, count_facets
from mentorat.directory.free_time.free_quarters import (
    LENGTH,
    QUARTER,
    REACH,
    mask_of,
    quarter_of,
    quarters_of,
)
from mentorat.directory.free_time.free_times import wanted_times
from mentorat.directory.search.parameters import Search
from tests.builders import MONDAY, Rows
from tests.directory.test_facets import READERS, a_crowd

SINCE = 1_990_000  # a quarter hour of 2026
FIRST = SINCE * QUARTER
MINUTES = st.integers(FIRST - 3_000, FIRST + (LENGTH + 200) * QUARTER)
STRETCHES = st.lists(
    st.tuples(MINUTES, st.integers(1, 5_000)).map(lambda span: (span[0], sum(span))), max_size=6
)


@given(st.lists(MINUTES, max_size=40), STRETCHES)
def test_a_start_is_in_every_whole_quarter_of_a_stretch_and_in_no_quarter_that_none_touches(
    starts: list[int], stretches: list[tuple[int, int]]
) -> None:
    bits, mask = quarters_of(starts, since=SINCE), mask_of(stretches, since=SINCE)
    assert {len(bits), len(mask.whole), len(mask.touched)} == {LENGTH}
    for start in starts:
        at = quarter_of(start) - SINCE
        if not 0 <= at < LENGTH:
            continue
        assert bits[at] == "1"
        is_inside = any(a <= start < b for a, b in stretches)
        assert is_inside or mask.whole[at] == "0"
        assert not is_inside or mask.touched[at] == "1"
    assert bits.count("1") <= len(starts)
    assert mask.is_far == any(b > FIRST + REACH * QUARTER for _, b in stretches)


def test_a_stretch_that_cuts_quarters_is_whole_only_between_them() -> None:
    mask = mask_of([(FIRST + 7, FIRST + 40)], since=SINCE)
    assert (mask.whole[:4], mask.touched[:4]) == ("0100", "1110")


@pytest.mark.anyio
async def test_quarters_count_who_is_free_as_the_runs_do_to_the_minute(
    database: Database, rows: Rows
) -> None:
    await a_crowd(database, 8)
    chance = random.Random(8)
    searches = [
        Search(),
        Search(q="guitare"),
        Search(skill=["python"]),
        Search(part="morning"),
        Search(at="18:37"),
        Search(day="2027-06-25"),
        Search(day="2027-07-09"),  # beyond the quarters that are kept
    ]
    asked = [
        (search, chance.choice(READERS), MONDAY + timedelta(minutes=chance.randint(0, 2 * 1440)))
        for search in [*searches * 2, *[Search()] * 60]
    ]

    async def counted() -> list[list[Facet]]:
        async with database.unit(writes=False) as unit:
            return [await _count(Db(unit), *one) for one in asked]

    by_quarters = await counted()
    rows("update mentor_profiles set free_quarters = null, free_from_quarter = null")
    assert by_quarters == await counted()


async def _count(db: Db, search: Search, zone: str, now: datetime) -> list[Facet]:
    times = wanted_times(search, zone, now=now) if search.wants_time else []
    return await count_facets(db, search, times, zone, now=now)
