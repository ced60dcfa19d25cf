"""The figures of one run, for people and for programs."""

import json
import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.load import BURST, PACED_PER_SECOND, PACED_SECONDS, Tally
from mentorat.db.embedded.binaries import find_binaries

P99_MS_MAX = 50.0


@dataclass
class Compared:
    """One thing measured against its limit, in rounds that alternate."""

    name: str
    limit_name: str
    ours: list[float] = field(default_factory=list)
    limit: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """Our median over the limit's."""
        return statistics.median(self.ours) / statistics.median(self.limit)

    @property
    def spread(self) -> tuple[float, float]:
        """The lowest and the highest ratio of a single round."""
        ratios = [mine / most for mine, most in zip(self.ours, self.limit, strict=True)]
        return min(ratios), max(ratios)

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "limit_is": self.limit_name,
            "ours_per_second": round(statistics.median(self.ours), 1),
            "limit_per_second": round(statistics.median(self.limit), 1),
            "ratio": round(self.ratio, 3),
            "ratio_of_rounds": [round(bound, 3) for bound in self.spread],
        }


def results(compared: Sequence[Compared], paced: Tally, burst: Tally) -> dict[str, Any]:
    """Everything of one run."""
    return {
        "machine": machine(),
        "compared": [entry.as_json() for entry in compared],
        "latency": {
            "events_per_second": PACED_PER_SECOND,
            "seconds": PACED_SECONDS,
            "p50_ms": round(paced.percentile(0.5), 1),
            "p99_ms": round(paced.percentile(0.99), 1),
            "p99_ms_max": P99_MS_MAX,
            "not_200": paced.refused,
        },
        "burst": {
            "messages": BURST,
            "seconds": round(burst.seconds, 2),
            "applied": burst.outcome("applied"),
            "duplicate": burst.outcome("duplicate"),
            "not_200": burst.refused + BURST - burst.statuses.total(),
        },
    }


def machine() -> str:
    """What the figures were taken on."""
    cores, load = os.cpu_count(), os.getloadavg()[0]
    return (
        f"{_processor()}, {cores} cores (load {load:.1f} at the end), {platform.system()}, "
        f"Python {platform.python_version()}, PostgreSQL {find_binaries().major}"
    )


def write(found: dict[str, Any]) -> Path:
    """Keep the figures beside this package."""
    path = Path(__file__).parent / "results.json"
    path.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def show(found: dict[str, Any]) -> None:
    """The same on one screen."""
    print(f"\n{'':20} {'ours/s':>9} {'limit/s':>9} {'RATIO':>7} {'of rounds':>13}  limit")
    for entry in found["compared"]:
        low, high = entry["ratio_of_rounds"]
        print(
            f"{entry['name']:20} {entry['ours_per_second']:9,.0f} {entry['limit_per_second']:9,.0f}"
            f" {entry['ratio']:7.2f} {low:6.2f}–{high:<6.2f}  {entry['limit_is']}"
        )
    latency, burst = found["latency"], found["burst"]
    verdict = "met" if latency["p99_ms"] < P99_MS_MAX and not latency["not_200"] else "MISSED"
    print(
        f"\nwebhook at {latency['events_per_second']}/s for {latency['seconds']} s: "
        f"p50 {latency['p50_ms']} ms, p99 {latency['p99_ms']} ms "
        f"(below {P99_MS_MAX:.0f}: {verdict}), not 200: {latency['not_200']}"
    )
    print(
        f"replay of {burst['messages']} at once: {burst['seconds']} s, not 200: {burst['not_200']} "
        f"(must be 0: {'FAILED' if burst['not_200'] else 'met'}), "
        f"{burst['applied']} applied, {burst['duplicate']} duplicate"
    )
    print(f"\n{found['machine']}")
    print("Compare ratios between machines; the numbers a second depend on the machine.")


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
