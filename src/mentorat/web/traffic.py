"""What a web process has answered since it began: counted by route and kind of status, and timed.

Routes are counted by their template and statuses by their class, so that nobody who calls can add a
figure; no address, no person and no query is kept.
"""

import time
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import accumulate
from operator import add
from typing import Annotated

import msgspec

from mentorat.web.openmetrics import Family, Sample

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
NO_ROUTE = "-"
_Buckets = Annotated[
    list[int], msgspec.Meta(min_length=len(BOUNDS) + 1, max_length=len(BOUNDS) + 1)
]


class TrafficCounts(msgspec.Struct, frozen=True):
    """What was counted up to a moment: answers by route and class of status, the seconds they took
    together, how many fell into which bound, refused deliveries by cause."""

    began_at: float
    answers: dict[tuple[str, str], int]
    seconds: dict[str, float]
    buckets: dict[str, _Buckets]
    refused_deliveries: dict[str, int]


class Traffic:
    """The counters of one web process; another one has its own, which can be added."""

    def __init__(self) -> None:
        self.began_at = time.time()
        self.refused_deliveries: Counter[str] = Counter()
        self._answers: Counter[tuple[str, str]] = Counter()
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._buckets: defaultdict[str, list[int]] = defaultdict(lambda: [0] * (len(BOUNDS) + 1))

    def count(self, route: str, status: int, seconds: float) -> None:
        """Note one answer; a status of 0 is one that was never sent."""
        self._answers[route, f"{status // 100}xx" if status else "none"] += 1
        self._seconds[route] += seconds
        self._buckets[route][bisect_left(BOUNDS, seconds)] += 1

    def counts(self) -> TrafficCounts:
        """What was counted so far, to be added elsewhere."""
        return TrafficCounts(
            self.began_at,
            dict(self._answers),
            dict(self._seconds),
            dict(self._buckets),
            dict(self.refused_deliveries),
        )

    def add(self, other: TrafficCounts) -> None:
        """Go on from what another has counted, since the earlier of both began."""
        self.began_at = min(self.began_at, other.began_at)
        self._answers.update(other.answers)
        self.refused_deliveries.update(other.refused_deliveries)
        for route, seconds in other.seconds.items():
            self._seconds[route] += seconds
        for route, counts in other.buckets.items():
            self._buckets[route] = [*map(add, self._buckets[route], counts)]

    def families(self) -> Iterator[Family]:
        """What was counted, as figures."""
        yield Family(
            "mentorat_requests",
            "counter",
            "Answers, by route and class of status.",
            [
                Sample(count, {"route": route, "status": status}, "_total")
                for (route, status), count in sorted(self._answers.items())
            ],
        )
        yield Family(
            "mentorat_request_duration_seconds",
            "histogram",
            "How long answers took, by route.",
            [sample for route in sorted(self._buckets) for sample in self._histogram(route)],
        )
        yield Family(
            "mentorat_deliveries_refused",
            "counter",
            "Deliveries that were not authentic, by cause.",
            [
                Sample(count, {"cause": cause}, "_total")
                for cause, count in sorted(self.refused_deliveries.items())
            ],
        )

    def _histogram(self, route: str) -> Iterator[Sample]:
        counts = [*accumulate(self._buckets[route])]
        for bound, count in zip((*map(str, BOUNDS), "+Inf"), counts, strict=True):
            yield Sample(count, {"route": route, "le": bound}, "_bucket")
        yield Sample(counts[-1], {"route": route}, "_count")
        yield Sample(self._seconds[route], {"route": route}, "_sum")
