"""Counts of a large directory may be half a minute old; those of a small one never are."""

from datetime import timedelta

import pytest

from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.directory.facets.cache import FacetCache
from mentorat.directory.search.parameters import Search
from tests.builders import MONDAY, a_mentor

pytestmark = pytest.mark.anyio


async def total(database: Database, cache: FacetCache, seconds: int, **search: str) -> int:
    wanted = Search.model_validate(search)
    now = MONDAY + timedelta(seconds=seconds)
    async with database.unit(writes=False) as unit:
        found = await cache.count(Db(unit), wanted, [], "Europe/Paris", now=now)
    return sum(one.count for one in found if one.kind == "all")


async def test_large_counts_are_kept_half_a_minute_and_small_ones_are_not(
    database: Database,
) -> None:
    large, small = FacetCache(large=1), FacetCache(large=2)
    await a_mentor(database)
    assert [await total(database, cache, 0) for cache in (large, small)] == [1, 1]
    await a_mentor(database, first_name="Inès")
    assert [await total(database, cache, 29) for cache in (large, small)] == [1, 2]
    assert await total(database, large, 29, q="python", limit="5") == 2
    assert await total(database, large, 30) == 2
