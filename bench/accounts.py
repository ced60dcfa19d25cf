"""Webhooks, one's own account and tokens, each against its limit."""

from collections.abc import Callable
from concurrent.futures import Executor
from datetime import UTC, datetime
from pathlib import Path

from bench import load, people, verification
from bench.limit import Flights, Recorder, RunValues, Script, recorded, run_pgbench
from bench.report import Comparison
from bench.rounds import in_rounds
from bench.site import WEBHOOK_KEY, Site
from mentorat.accounts.actions.receive_delivery import receive_delivery
from mentorat.accounts.callers.credentials import find_by_token
from mentorat.accounts.clerk.payload import read_envelope
from mentorat.db.executor import Db
from mentorat.db.pool import Database

SECONDS = 2
VERIFICATION_SECONDS = 0.4
TOKENS = 200
SAMPLE = 0  # the message and the person that are recorded
MOVING = RunValues(
    f"""\
\\set person random({people.FIRST_PERSON}, {people.FIRST_PERSON + people.PEOPLE - 1})
\\set count :count + 1
\\set message (:turn * 1000 + 100 + :client_id) * 10000000 + :count
""",
    {
        people.person_id(SAMPLE): f"('{people.PERSON_PREFIX}' || :person::text)",
        people.email(SAMPLE): (
            f"('{people.EMAIL_PREFIX}' || :person::text || '{people.EMAIL_SUFFIX}')"
        ),
        people.message_id(SAMPLE): "('msg_3FaPgbenchTurn' || :message::text)",
    },
    new_ids=True,
)


class Accounts:
    """One run: a site, a process that loads it, and the numbers of messages already used."""

    def __init__(self, site: Site, loader: Executor, folder: Path) -> None:
        self.site = site
        self.loader = loader
        self.folder = folder
        self.next_message = 1  # 0 is the one that was recorded
        self.turn = 0
        self.delivery = delivery_script(site.database_url)
        self.reading = me_script(site.database_url)
        self.requests = people.me_requests(site.clerk_key, count=TOKENS, host=site.host)

    def compared(self) -> list[Comparison]:
        """Every measure beside its limit."""
        same = "pgbench, the same {} statements in {} flights"
        entries = [
            Comparison(
                "webhook apply", same.format(self.delivery.statements, self.delivery.flights)
            ),
            Comparison("GET /api/me", same.format(self.reading.statements, self.reading.flights)),
            Comparison("GET /api/me", "GET /health/live of the same process"),
            Comparison("GET /api/me, 32 at once", "GET /health/live, 32 at once"),
            Comparison("token verification", "bare RS256 of cryptography, one core"),
        ]
        key = self.site.clerk_key
        measures: list[tuple[Callable[[], float], Callable[[], float]]] = [
            (self.webhook, lambda: self._pgbench(self.delivery)),
            (self.me, lambda: self._pgbench(self.reading)),
            (self.me, self.live),
            (
                lambda: self.me(load.MANY_CONNECTIONS),
                lambda: self.live(load.MANY_CONNECTIONS),
            ),
            (
                lambda: verification.verified_a_second(key, VERIFICATION_SECONDS),
                lambda: verification.signatures_a_second(key, VERIFICATION_SECONDS),
            ),
        ]
        in_rounds(
            [
                [(ours, entry.ours), (limit, entry.limit)]
                for entry, (ours, limit) in zip(entries, measures, strict=True)
            ]
        )
        return entries

    def webhook(self) -> float:
        first = self._take(SECONDS * load.BUILT_PER_SECOND)
        port, work = self.site.port, load.post_deliveries
        tally = self.loader.submit(work, port, WEBHOOK_KEY, first, SECONDS).result()
        return load.good_rate(tally, "applied")

    def me(self, connections: int = load.CONNECTIONS) -> float:
        return load.good_rate(self._read(self.requests, connections), "user_3Fa")

    def live(self, connections: int = load.CONNECTIONS) -> float:
        requests = [load.get("/health/live", self.site.host)]
        return load.good_rate(self._read(requests, connections), "ok")

    def paced_then_burst(self) -> tuple[load.Tally, load.Tally]:
        port = self.site.port
        known = self._take(load.PACED_PER_SECOND * load.PACED_SECONDS)
        paced = self.loader.submit(load.post_paced, port, WEBHOOK_KEY, known).result()
        new = self._take(load.BURST)
        return paced, self.loader.submit(load.post_burst, port, WEBHOOK_KEY, known, new).result()

    def _read(self, requests: list[bytes], connections: int) -> load.Tally:
        port = self.site.port
        return self.loader.submit(load.read, port, requests, SECONDS, connections).result()

    def _take(self, count: int) -> int:
        """The first of `count` message numbers that nobody has used."""
        first, self.next_message = self.next_message, self.next_message + count
        return first

    def _pgbench(self, script: Script) -> float:
        self.turn += 1
        url = self.site.database_url
        return run_pgbench(script, url, self.folder, turn=self.turn, seconds=SECONDS)


def delivery_script(url: str) -> Script:
    """What one delivery asks of the database."""

    async def work(database: Database, flights: Flights) -> None:
        event = read_envelope(people.body_of(SAMPLE))
        unit = Recorder(database, writes=True, flights=flights)
        try:
            outcome = await receive_delivery(
                Db(unit), people.message_id(SAMPLE), event, now=datetime.now(UTC)
            )
            await unit.commit()
        finally:
            await unit.release()
        if outcome != "applied":
            raise RuntimeError(f"the recorded delivery was {outcome}")

    return recorded(url, work, MOVING)


def me_script(url: str) -> Script:
    """What one reading of one's own account asks of the database."""

    async def work(database: Database, flights: Flights) -> None:
        unit = Recorder(database, writes=False, flights=flights)
        try:
            session = f"sess_{0:027d}"
            holder = await find_by_token(
                Db(unit), people.person_id(SAMPLE), session, with_account=True
            )
            if holder is None:
                raise RuntimeError("the recorded person is missing")
        finally:
            await unit.release()

    return recorded(url, work, MOVING)
