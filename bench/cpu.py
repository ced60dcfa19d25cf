"""`python -m bench cpu --beside <commit>`: what a request costs the web process, in microseconds of
processor time, beside another commit in the same run. Processor time and its ratios hold on a
machine that others use, too; seconds on the wall do not."""

import argparse
import contextlib
import statistics
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from itertools import cycle, islice
from typing import Any

from bench import load, people
from bench.beside import ROOT, LockDiffersError, RunningVersion, checked_out, running
from bench.site import WEBHOOK_KEY

MENTORS = 300
TOKENS = 200
CONNECTIONS = 8
ROUNDS = 5
SECONDS_MAX = 60.0

Build = Callable[[RunningVersion, int, int], list[bytes]]  # how many, in which round


@dataclass(frozen=True)
class AskedRequest:
    """One kind of request, and how many of it in a round."""

    name: str
    count: int
    build: Build
    target: float | None = None  # how many times less than commit 87dde9f


@dataclass
class Cost:
    """Microseconds of each round, of ours and of the other."""

    name: str
    target: float | None
    ours: list[float] = field(default_factory=list)
    other: list[float] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        ours = statistics.median(self.ours)
        found: dict[str, Any] = {"name": self.name, "ours_us": round(ours)}
        if self.other:
            other = statistics.median(self.other)
            rounds = [b / a for a, b in zip(self.ours, self.other, strict=True)]
            found |= {
                "beside_us": round(other),
                "times_less": round(other / ours, 2),
                "times_less_of_rounds": [round(min(rounds), 2), round(max(rounds), 2)],
                "target": self.target,
            }
        return found


def _get(path: str) -> Build:
    return lambda site, count, _: [load.get(path, site.host)] * count


def _me(site: RunningVersion, count: int, _round: int) -> list[bytes]:
    requests = people.me_requests(site.clerk_key, count=TOKENS, host=site.host)
    return list(islice(cycle(requests), count))


def _deliveries(site: RunningVersion, count: int, turn: int) -> list[bytes]:
    numbers = range(turn * count + 1, (turn + 1) * count + 1)
    return [people.delivery(number, key=WEBHOOK_KEY, host=site.host) for number in numbers]


ASKED = (
    AskedRequest("GET /health/live", 2_000, _get("/health/live")),
    AskedRequest("GET /api/me", 1_000, _me, 2.2),
    AskedRequest("webhook", 600, _deliveries, 1.6),
    AskedRequest("GET /api/mentors", 500, _get("/api/mentors?limit=20"), 2.0),
    AskedRequest("GET /mentors", 400, _get("/mentors"), 4.0),
)


def measure_cpu(loader: Executor, beside: str | None) -> dict[str, Any]:
    """The cost of every kind of request, of this version and of the one beside it."""
    with contextlib.ExitStack() as stack:
        versions = [stack.enter_context(running("this version", ROOT, mentors=MENTORS))]
        word = None
        if beside:
            try:
                root = stack.enter_context(checked_out(beside))
                versions.append(stack.enter_context(running(beside, root, mentors=MENTORS)))
            except LockDiffersError as error:
                word = f"{beside} is left out: it pins other versions of {error}"
                print(word, flush=True)
        costs = _measured(loader, versions)
    return {"beside": beside, "left_out": word, "costs": [cost.as_json() for cost in costs]}


def _measured(loader: Executor, versions: Sequence[RunningVersion]) -> list[Cost]:
    costs = [Cost(asked.name, asked.target) for asked in ASKED]
    for turn in range(ROUNDS + 1):  # the first warms: statements prepared, texts made
        print(f"round {turn} of {ROUNDS}", flush=True)  # a minute each on an idle machine
        for asked, cost in zip(ASKED, costs, strict=True):
            for version in versions if turn % 2 else reversed(versions):
                spent = _spent(loader, version, asked, turn)
                if turn:
                    (cost.ours if version is versions[0] else cost.other).append(spent)
    return costs


def _spent(loader: Executor, site: RunningVersion, asked: AskedRequest, turn: int) -> float:
    """Microseconds of the web process for each request."""
    requests = asked.build(site, asked.count, turn)
    before = site.cpu_seconds()
    work = load.post_each
    tally = loader.submit(work, site.port, requests, SECONDS_MAX, CONNECTIONS).result()
    load.good_rate(tally, "")
    return (site.cpu_seconds() - before) / asked.count * 1_000_000


def show_cpu(found: dict[str, Any]) -> None:
    """The costs on one screen."""
    beside = found["beside"] or "-"
    print(f"\n{'µs of CPU':22} {'ours':>7} {beside:>9} {'LESS':>6} {'of rounds':>13}  target")
    for cost in found["costs"]:
        low, high = cost.get("times_less_of_rounds", (0, 0))
        target = cost.get("target")
        print(
            f"{cost['name']:22} {cost['ours_us']:7,} {cost.get('beside_us', 0):9,}"
            f" {cost.get('times_less', 0):6.2f} {low:6.2f}–{high:<6.2f}"
            f"  {'' if target is None else f'÷ {target}'}"
        )


def asked_beside(arguments: Sequence[str]) -> str | None:
    """The commit of `--beside`, if one is named."""
    parser = argparse.ArgumentParser(prog="python -m bench cpu")
    parser.add_argument("--beside", metavar="COMMIT")
    found: str | None = parser.parse_args(arguments).beside
    return found
