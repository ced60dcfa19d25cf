"""A database that goes away, and connections that die between two requests."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import psycopg

from mentorat.accounts.callers.dev_identity import DevIdentity, dev_identity
from tests.faults.holder import Holder
from tests.faults.processes import disposable_home, figures, wait_until, wait_until_gone
from tests.faults.site import Site, run_mentorat, status
from tests.faults.svix import Message, post

PATIENCE_SECONDS = 12.0
HEALED_SECONDS = 5.0
TRUSTED_IDLE_SECONDS = 2.5  # a little longer than the pool trusts a silent connection
Ask = Callable[[], httpx2.Response]


def _asks(client: httpx2.Client, identity: DevIdentity) -> dict[str, Ask]:
    """Everything that needs the database: a check, a reader, a page, a delivery."""
    token = identity.token(
        "user_faultReader", session_id="sess_fault", party=str(client.base_url), now=time.time()
    )
    bearer = {"Authorization": f"Bearer {token}"}
    news = Message("msg_away", "user_faultAway", 1_700_000_000_000)
    return {
        "ready": lambda: client.get("/health/ready"),
        "me": lambda: client.get("/api/me", headers=bearer),
        "page": lambda: client.get("/onboarding", headers=bearer),
        "delivery": lambda: post(client, news, identity.webhook_key),
    }


def _timed(ask: Ask) -> tuple[float, int, str | None]:
    started = time.monotonic()
    answer = ask()
    return time.monotonic() - started, answer.status_code, answer.headers.get("retry-after")


def test_while_the_database_is_away_everybody_is_told_and_it_heals_by_itself(home: Path) -> None:
    with disposable_home("away") as away, Holder(away) as database:
        url = database.url()
        run_mentorat(home, "db", "upgrade", DATABASE_URL=url)
        with Site(home, DATABASE_URL=url) as site, site.client(timeout=30) as client:
            site.wait_until_ready()
            asks = _asks(client, dev_identity(home))
            assert {_timed(ask)[1] for ask in asks.values()} == {200}
            database.let_go()
            wait_until_gone(away)
            slowest, live = _told_to_return(client, asks)
            healed = _healed(away, client, asks)
            assert site.process.poll() is None
    figures(
        f"40 of 40 requests told 503 + Retry-After while the database was away (slowest"
        f" {slowest:.1f} s), {live} of {live} live checks 200, healed {healed:.2f} s after its return"
    )


def _told_to_return(client: httpx2.Client, asks: dict[str, Ask]) -> tuple[float, int]:
    """Forty requests at once, told 503 in time; meanwhile the process says that it lives."""
    over = threading.Event()
    lives: Counter[int | None] = Counter()

    def watch() -> None:
        while not over.wait(0.1):
            lives[status(client, "/health/live")] += 1

    with ThreadPoolExecutor(41) as crowd:
        watching = crowd.submit(watch)
        try:
            answers = list(crowd.map(_timed, [*asks.values()] * 10))
        finally:
            over.set()
        watching.result(10)
    assert {(code, wait) for _, code, wait in answers} == {(503, "5")}
    assert lives.keys() == {200}
    slowest = max(took for took, _, _ in answers)
    assert slowest < PATIENCE_SECONDS
    return slowest, lives[200]


def _healed(away: Path, client: httpx2.Client, asks: dict[str, Ask]) -> float:
    """The seconds until everything answers again, counted from the server's return."""
    with Holder(away) as database:
        database.url()
        back = time.monotonic()
        for ask in asks.values():
            left = HEALED_SECONDS - (time.monotonic() - back)
            wait_until(lambda ask=ask: _timed(ask)[1] == 200, left, "healed")  # type: ignore[misc]
        healed = time.monotonic() - back
        assert {_timed(ask)[1] for _ in range(10) for ask in asks.values()} == {200}
        database.let_go()
    return healed


def test_terminated_connections_are_not_seen_by_readers(site: Site, database_url: str) -> None:
    terminated = 0
    answers: Counter[int] = Counter()
    with site.client() as client, ThreadPoolExecutor(10) as crowd:
        asks = _asks(client, dev_identity(site.home))
        reads = [asks["me"], asks["ready"]] * 5
        assert {_timed(ask)[1] for ask in reads} == {200}
        for turn in range(20):
            terminated += _terminate_all(database_url)
            if turn == 10:
                time.sleep(TRUSTED_IDLE_SECONDS)
            answers.update(code for _, code, _ in crowd.map(_timed, reads))
    figures(
        f"{answers[200]} of {answers.total()} reads answered, {terminated} connections terminated"
    )
    assert answers == {200: 200}
    assert terminated >= 20


def _terminate_all(url: str) -> int:
    """End every connection of the web process; returns once they are gone."""
    ours = (
        "from pg_stat_activity where application_name = 'mentorat' and datname = current_database()"
    )
    with psycopg.connect(url, autocommit=True) as connection:
        ended = connection.execute(f"select pid, pg_terminate_backend(pid) {ours}").fetchall()
        processes = [pid for pid, _ in ended]
        left = "select 1 from pg_stat_activity where pid = any(%s)"
        wait_until(
            lambda: connection.execute(left, [processes]).fetchone() is None, 5, "terminated"
        )
    return len(processes)


def test_a_delivery_whose_connection_dies_while_it_waits_is_applied_once(
    site: Site, database_url: str
) -> None:
    key = dev_identity(site.home).webhook_key
    messages = [Message(f"msg_cut{n}", f"user_cut{n}", 1_700_000_000_000) for n in range(10)]
    with site.client() as client, ThreadPoolExecutor(10) as crowd:
        with psycopg.connect(database_url, autocommit=True) as lock:
            for message in messages:
                lock.execute("select pg_advisory_lock(hashtextextended(%s, 1))", [message.user_id])
            sent = [crowd.submit(post, client, message, key) for message in messages]
            waiting = "select 1 from pg_locks where locktype = 'advisory' and not granted"
            wait_until(lambda: len(lock.execute(waiting).fetchall()) == 10, 5, "ten are waiting")
            terminated = _terminate_all(database_url)
        answers = Counter(each.result().status_code for each in sent)
        again = Counter(str(post(client, message, key).json()) for message in messages)
    figures(
        f"10 deliveries lost {terminated} connections while they waited: answers {dict(answers)},"
        f" sent again: {dict(again)}"
    )
    assert answers.keys() <= {200, 503}
    assert sum(again.values()) == 10
    assert again["{'outcome': 'duplicate'}"] >= answers[200]
