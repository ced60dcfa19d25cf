"""What this process has answered since it began: counted by route and kind of status, and timed.

Routes are counted by their template and statuses by their class, so that nobody who calls can add a
figure; no address, no person and no query is kept.
"""

import time
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import accumulate

from mentorat.web.openmetrics import Family, Sample

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
NO_ROUTE = "-"


class Traffic:
    """The counters of one web process; another one has its own."""

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

    def families(self) -> Iterator[Family]:
        """What was counted, as figures."""
        yield Family(
            "mentorat_requests",
            "counter",
            "Answers of this process, by route and class of status.",
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
