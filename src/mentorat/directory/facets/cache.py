"""Counts of a large directory, kept for half a minute; small ones are always counted anew."""

from datetime import datetime, timedelta

from mentorat.bounded_cache import MEGABYTE, BoundedCache
from mentorat.db.executor import Db
from mentorat.directory.facets.counts import Facet, count_facets
from mentorat.directory.search.parameters import Search
from mentorat.schedules.slots import Range

LARGE = 1_000  # mentors: from here on counting costs more than a page, and a few more or less go
LASTS = timedelta(seconds=30)
FACET_BYTES = 400  # of one count with its texts


class FacetCache:
    """The counts of this process: what is said beside a list, never the list itself."""

    def __init__(self, *, large: int = LARGE) -> None:
        self._large = large
        self._kept = BoundedCache[tuple[str, str], tuple[datetime, list[Facet]]](
            bytes_max=8 * MEGABYTE
        )

    async def count(
        self, db: Db, search: Search, times: list[Range], zone: str, *, now: datetime
    ) -> list[Facet]:
        """What `count_facets` says, or said within the last half minute of a large directory."""
        asked = search.model_dump_json(exclude={"cursor", "limit", "lang"})
        kept = self._kept.get((asked, zone))
        if kept is not None and now < kept[0]:
            return kept[1]
        found = await count_facets(db, search, times, zone, now=now)
        if sum(one.count for one in found if one.kind == "all") >= self._large:
            weight = 4 * len(asked) + FACET_BYTES * len(found)
            self._kept.keep((asked, zone), (now + LASTS, found), weight=weight)
        return found
