"""Counts of a large directory, kept for half a minute; small ones are always counted anew. Who asks
while the same is being counted waits for that count."""

import asyncio
from datetime import datetime, timedelta

from mentorat.bounded_cache import MEGABYTE, BoundedCache
from mentorat.db.executor import Db
from mentorat.directory.facets.counts import COUNTED_MAX, Facet, count_facets
from mentorat.directory.search.parameters import Search
from mentorat.schedules.slots import Range

LASTS = timedelta(seconds=30)
FACET_BYTES = 400  # of one count with its texts
Question = tuple[str, str]


class FacetCache:
    """The counts of this process: what is said beside a list, never the list itself."""

    def __init__(self, *, large: int = COUNTED_MAX) -> None:
        self._large = large
        self._kept = BoundedCache[Question, tuple[datetime, list[Facet]]](bytes_max=8 * MEGABYTE)
        self._running: dict[Question, asyncio.Future[list[Facet] | None]] = {}

    async def count(
        self, db: Db, search: Search, times: list[Range], zone: str, *, now: datetime
    ) -> list[Facet]:
        """What `count_facets` says, or said within the last half minute of a large directory."""
        question = (search.model_dump_json(exclude={"cursor", "limit", "lang"}), zone)
        kept = self._kept.get(question)
        if kept is not None and now < kept[0]:
            return kept[1]
        running = self._running.get(question)
        if running is not None:
            found = await asyncio.shield(running)
            if found is not None:
                return found
            return await self.count(db, search, times, zone, now=now)
        answer = self._running[question] = asyncio.get_running_loop().create_future()
        found = None
        try:
            found = await count_facets(db, search, times, zone, now=now)
        finally:  # who waits for a count that failed counts for themself
            del self._running[question]
            answer.set_result(found)
        self._keep(question, found, now)
        return found

    def _keep(self, question: Question, found: list[Facet], now: datetime) -> None:
        if sum(one.count for one in found if one.kind == "all") >= self._large:
            weight = 4 * len(question[0]) + FACET_BYTES * len(found)
            self._kept.keep(question, (now + LASTS, found), weight=weight)
