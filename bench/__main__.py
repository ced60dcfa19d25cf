"""`python -m bench`: every measure against its limit, in one run of interleaved rounds."""

import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from bench import load, people, report, verification
from bench.limit import delivery_script, me_script, run_pgbench
from bench.report import Compared
from bench.site import WEBHOOK_KEY, Site, running_site

ROUNDS = 5
SECONDS = 2
VERIFICATION_SECONDS = 0.4
TOKENS = 200


class Bench:
    """One run: a site, a process that loads it, and the numbers of messages already used."""

    def __init__(self, site: Site, loader: ProcessPoolExecutor, folder: Path) -> None:
        self.site = site
        self.loader = loader
        self.folder = folder
        self.next_message = 1  # 0 is the one that was recorded
        self.turn = 0
        self.scripts = delivery_script(site.database_url), me_script(site.database_url)
        self.requests = people.me_requests(site.clerk_key, count=TOKENS, host=site.host)

    def take(self, count: int) -> int:
        """The first of `count` message numbers that nobody has used."""
        first, self.next_message = self.next_message, self.next_message + count
        return first

    def webhook(self) -> float:
        first = self.take(SECONDS * load.BUILT_PER_SECOND)
        return self._rate(load.post_deliveries, WEBHOOK_KEY, first, SECONDS, outcome="applied")

    def me(self) -> float:
        return self._rate(load.read_accounts, self.requests, SECONDS, outcome="user_3Fa")

    def webhook_limit(self) -> float:
        return self._pgbench(0)

    def me_limit(self) -> float:
        return self._pgbench(1)

    def verify(self) -> float:
        return verification.verified_a_second(self.site.clerk_key, VERIFICATION_SECONDS)

    def verify_limit(self) -> float:
        return verification.signatures_a_second(self.site.clerk_key, VERIFICATION_SECONDS)

    def paced_then_burst(self) -> tuple[load.Tally, load.Tally]:
        port = self.site.port
        known = self.take(load.PACED_PER_SECOND * load.PACED_SECONDS)
        paced = self.loader.submit(load.post_paced, port, WEBHOOK_KEY, known).result()
        new = self.take(load.BURST)
        return paced, self.loader.submit(load.post_burst, port, WEBHOOK_KEY, known, new).result()

    def _rate(self, work: Callable[..., load.Tally], *arguments: object, outcome: str) -> float:
        tally = self.loader.submit(work, self.site.port, *arguments).result()
        strange = [answer for answer in tally.outcomes if outcome not in answer]
        if tally.refused or strange:
            raise RuntimeError(f"not every answer was good: {tally.statuses} {strange[:3]}")
        return tally.rate

    def _pgbench(self, which: int) -> float:
        self.turn += 1
        script, url = self.scripts[which], self.site.database_url
        return run_pgbench(script, url, self.folder, turn=self.turn, seconds=SECONDS)


def main() -> int:
    """Measure, print and keep; 1 when a message was not answered with 200."""
    started_at = time.monotonic()
    context = multiprocessing.get_context("spawn")
    print("starting a private database with 10,000 people, and the server", flush=True)
    with (
        tempfile.TemporaryDirectory(prefix="mentorat-pgbench-") as folder,
        running_site() as site,
        ProcessPoolExecutor(max_workers=1, mp_context=context) as loader,
    ):
        bench = Bench(site, loader, Path(folder))
        bench.webhook()  # warm: connections open, statements prepared
        bench.me()
        print(f"{load.PACED_PER_SECOND} messages a second, then a replay", flush=True)
        steady = bench.paced_then_burst()  # first: the rounds leave the database work to catch up
        found = report.results(in_rounds(bench), *steady)
    report.show(found)
    print(f"{report.write(found).name} written; {time.monotonic() - started_at:.0f} s in all.")
    return 1 if found["burst"]["not_200"] or found["latency"]["not_200"] else 0


def in_rounds(bench: Bench) -> list[Compared]:
    """Ours and the limit in turn, and in the other order every second time."""
    delivery, me = bench.scripts
    same = "pgbench, the same {} statements in {} flights"
    compared = [
        Compared("webhook apply", same.format(delivery.statements, delivery.flights)),
        Compared("GET /api/me", same.format(me.statements, me.flights)),
        Compared("token verification", "bare RS256 of cryptography, one core"),
    ]
    measures = [
        (bench.webhook, bench.webhook_limit),
        (bench.me, bench.me_limit),
        (bench.verify, bench.verify_limit),
    ]
    for turn in range(ROUNDS):
        print(f"round {turn + 1} of {ROUNDS}", flush=True)
        for entry, (ours, limit) in zip(compared, measures, strict=True):
            steps = [(ours, entry.ours), (limit, entry.limit)]
            for measure, kept in steps if turn % 2 == 0 else reversed(steps):
                kept.append(measure())
    return compared


if __name__ == "__main__":
    sys.exit(main())
