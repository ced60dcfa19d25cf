"""The figures of one run, for people and for programs."""

import json
import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.cpu import show_cpu
from bench.load import BURST, PACED_PER_SECOND, PACED_SECONDS, Tally
from bench.slots import TARGET_MS, SlotTimes
from mentorat.db.embedded.binaries import find_binaries

P99_MS_MAX = 50.0
GROWN = {
    "": "1,000 to 10,000 mentors",
    "bookings": "10,000 to 1,000,000 bookings",
    "blog": "1,000 to 100,000 articles",
}
RESULTS = Path(__file__).parent / "results.json"


@dataclass
class Comparison:
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


@dataclass
class Growth:
    """One thing a second, with few mentors and with many: of the site, and of SQL alone."""

    name: str
    few: list[float] = field(default_factory=list)
    many: list[float] = field(default_factory=list)
    few_in_database: list[float] = field(default_factory=list)
    many_in_database: list[float] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "few_per_second": round(statistics.median(self.few), 1),
            "many_per_second": round(statistics.median(self.many), 1),
            "growth": _growth(self.few, self.many),
            "growth_in_database": _growth(self.few_in_database, self.many_in_database),
        }


def _growth(few: Sequence[float], many: Sequence[float]) -> float:
    """How many times as long one takes with many; near 1 is flat."""
    return round(statistics.median(few) / statistics.median(many), 2)


def slots_json(times: SlotTimes) -> dict[str, Any]:
    """Both ways of computing the same starts."""
    ours, plain = statistics.median(times.ours), statistics.median(times.plain)
    return {
        "starts": times.found,
        "ours_ms": {"min": round(min(times.ours), 3), "median": round(ours, 3)},
        "plain_ms": {"min": round(min(times.plain), 2), "median": round(plain, 2)},
        "target_ms": TARGET_MS,
        "ratio": round(plain / ours, 1),
        "ratio_of_minima": round(min(times.plain) / min(times.ours), 1),
    }


def steady_json(paced: Tally, burst: Tally) -> dict[str, Any]:
    """A steady stream of webhooks, and a replay."""
    return {
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


def kept() -> dict[str, Any]:
    """The figures of the last run, if there was one."""
    text = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else "{}"
    found: dict[str, Any] = json.loads(text)
    return found


def write(found: dict[str, Any]) -> Path:
    """Keep the figures beside this package."""
    RESULTS.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return RESULTS


def show(found: dict[str, Any]) -> None:
    """The same on one screen, as far as it was measured."""
    parts = [found, *(found[name] for name in ("bookings", "blog") if name in found)]
    _show_compared([entry for part in parts for entry in part.get("compared", ())])
    for name, words in GROWN.items():
        part = found.get(name, {}) if name else found
        _show_growth(words, part.get("growth", ()))
    if "cpu" in found:
        show_cpu(found["cpu"])
    if "directory_growth" in found:
        _show_directory(found["directory_growth"])
    if "wire" in found:
        _show_wire(found["wire"])
    if "slots" in found:
        _show_slots(found["slots"])
    if "latency" in found:
        _show_steady(found["latency"], found["burst"])
    print(f"\n{found['machine']}")
    print("Compare ratios between machines; the numbers a second depend on the machine.")


def _show_compared(entries: Sequence[dict[str, Any]]) -> None:
    print(f"\n{'':20} {'ours/s':>9} {'limit/s':>9} {'RATIO':>7} {'of rounds':>13}  limit")
    for entry in entries:
        low, high = entry["ratio_of_rounds"]
        print(
            f"{entry['name']:20} {entry['ours_per_second']:9,.0f} {entry['limit_per_second']:9,.0f}"
            f" {entry['ratio']:7.2f} {low:6.2f}–{high:<6.2f}  {entry['limit_is']}"
        )


def _show_growth(title: str, entries: Sequence[dict[str, Any]]) -> None:
    print(f"\n{title:28} {'before/s':>9} {'after/s':>9} {'GROWTH':>7}  SQL alone")
    for entry in entries:
        before, after = entry["few_per_second"], entry["many_per_second"]
        print(
            f"{entry['name']:28} {before:9,.0f} {after:9,.0f} {entry['growth']:7.2f}"
            f"  {entry['growth_in_database']:9.2f}"
        )


def _show_directory(entries: Sequence[dict[str, Any]]) -> None:
    print("\nms of SQL, and of processor, with 1,000, 10,000 and 100,000 mentors")
    for entry in entries:
        took = " ".join(f"{ms:7.1f}" for ms in entry["ms"])
        used = " ".join(f"{ms:6.1f}" for ms in entry["processor_ms"])
        met = entry["ms"][-1] <= entry["limit_ms"]
        print(
            f"{entry['name']:20} {took}  {used}  GROWTH {entry['grown']:5.2f} "
            f"{entry['processor_grown']:5.2f}  at most {entry['limit_ms']:.0f}: "
            f"{'met' if met else 'MISSED'}"
        )


def _show_wire(wire: dict[str, Any]) -> None:
    for path, size in wire["bytes"].items():
        verdict = "met" if size <= wire["bytes_max"] else "MISSED"
        print(f"{path:42} {size:7,} bytes travel (at most {wire['bytes_max']:,}: {verdict})")


def _show_slots(slots: dict[str, Any]) -> None:
    ours, plain = slots["ours_ms"], slots["plain_ms"]
    verdict = "met" if ours["median"] <= slots["target_ms"] else "MISSED"
    print(
        f"\n60 days of one mentor, {slots['starts']} starts: {ours['median']} ms "
        f"(at most {slots['target_ms']}: {verdict}; min {ours['min']}), "
        f"plainly {plain['median']} ms (min {plain['min']}): RATIO {slots['ratio']}"
    )


def _show_steady(latency: dict[str, Any], burst: dict[str, Any]) -> None:
    verdict = "met" if latency["p99_ms"] < P99_MS_MAX and not latency["not_200"] else "MISSED"
    print(
        f"webhook at {latency['events_per_second']}/s for {latency['seconds']} s: "
        f"p50 {latency['p50_ms']} ms, p99 {latency['p99_ms']} ms "
        f"(below {P99_MS_MAX:.0f}: {verdict}), not 200: {latency['not_200']}"
    )
    print(
        f"replay of {burst['messages']} at once: {burst['seconds']} s, not 200: {burst['not_200']} "
        f"(must be 0: {'FAILED' if burst['not_200'] else 'met'}), "
        f"{burst['applied']} applied, {burst['duplicate']} duplicate"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
