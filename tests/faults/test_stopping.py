"""Stopping: nothing that was begun is lost, and nothing stays behind."""

import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import httpx2
import psycopg
import pytest

from mentorat.accounts.callers.dev_identity import dev_identity
from tests.faults.children import READY_SECONDS, GroupSite
from tests.faults.processes import cluster_of, figures, kill_kind, pids, wait_until, wait_until_gone
from tests.faults.running import STOP_SECONDS, RunningSite
from tests.faults.site import Site, run_mentorat
from tests.faults.svix import Message, post

HELD_SECONDS = 2.0
PERSON = "user_faultSlow"
CROWD = 50
BUSY_SECONDS = 16
READY = b"mentorat is ready"
FIRST_START_SECONDS = 10.0
MOMENTS = int(os.environ.get("MOMENTS", "30"))
FIRST_LINE_SECONDS = 0.15  # before it, Ctrl-C is answered by Python, or lost in it


@pytest.fixture(params=[Site, GroupSite])
def either(request: pytest.FixtureRequest, home: Path, database_url: str) -> Iterator[Site]:
    """A site of one web process, and one of several."""
    kind: type[Site] = request.param
    with kind(home, DATABASE_URL=database_url) as started:
        started.wait_until_ready(READY_SECONDS)
        if isinstance(started, GroupSite):
            started.wait_until_all_serve()
        yield started


def test_a_stop_lets_fifty_requests_in_flight_end(either: Site, database_url: str) -> None:
    site = either
    key = dev_identity(site.home).webhook_key
    messages = [Message(f"msg_slow{n}", PERSON, 1_700_000_000_000 + n) for n in range(CROWD)]
    with site.client(timeout=30) as client, ThreadPoolExecutor(CROWD) as crowd:
        with psycopg.connect(database_url, autocommit=True) as lock:
            lock.execute("select pg_advisory_lock(hashtextextended(%s, 1))", [PERSON])
            held_at = time.monotonic()
            sent = [crowd.submit(post, client, message, key) for message in messages]
            _wait_until_held(lock, site)
            site.process.terminate()
            stopped_at = time.monotonic()
            refused = wait_until(lambda: _is_refused(site), 2, "new connections are refused")
            time.sleep(max(0.0, HELD_SECONDS - (time.monotonic() - held_at)))
            assert not any(each.done() for each in sent)
        answers = Counter(_answer(each) for each in sent)
        status = site.process.wait(STOP_SECONDS)
        took = time.monotonic() - stopped_at
    with psycopg.connect(database_url) as connection:
        (ledger,) = connection.execute("select count(*) from webhook_deliveries").fetchone() or (0,)
    figures(
        f"{answers['200']} of {CROWD} requests in flight answered after SIGTERM, {ledger} in the"
        f" ledger, new connections refused after {refused:.2f} s, stopped after {took:.1f} s"
    )
    assert answers == {"200": CROWD}
    assert status == 0
    assert ledger == CROWD
    assert took < STOP_SECONDS


def test_a_second_signal_ends_everything_at_once(either: Site, database_url: str) -> None:
    key = dev_identity(either.home).webhook_key
    message = Message("msg_slow", PERSON, 1_700_000_000_000)
    with (
        either.client(timeout=30) as client,
        ThreadPoolExecutor(1) as somebody,
        psycopg.connect(database_url, autocommit=True) as lock,
    ):
        lock.execute("select pg_advisory_lock(hashtextextended(%s, 1))", [PERSON])
        sent = somebody.submit(post, client, message, key)
        time.sleep(1)
        either.process.terminate()
        with pytest.raises(subprocess.TimeoutExpired):
            either.process.wait(1)
        either.process.terminate()
        assert either.process.wait(3) == 130  # the drain would last seven seconds
        gone = wait_until_gone(either.home)
        assert _answer(sent) != "200"
    figures(f"a second SIGTERM during a stop: ended at once, nothing left {gone:.1f} s later")


def _answer(sent: Future[httpx2.Response]) -> str:
    try:
        return str(sent.result(STOP_SECONDS).status_code)
    except httpx2.TransportError as error:
        return type(error).__name__


def _wait_until_held(lock: psycopg.Connection[tuple[int]], site: Site) -> None:
    """The pool is waiting for the lock, and the process has read the others too."""
    waiting = "select 1 from pg_locks where locktype = 'advisory' and not granted"
    wait_until(lambda: len(lock.execute(waiting).fetchall()) >= 10, 5, "a full pool is waiting")
    with socket.create_connection(("127.0.0.1", site.port), 5) as last:
        last.sendall(b"GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        assert last.recv(12) == b"HTTP/1.1 200"
    time.sleep(0.5)


def _is_refused(site: Site) -> bool:
    try:
        socket.create_connection(("127.0.0.1", site.port), 1).close()
    except ConnectionRefusedError:
        return True
    return False


def test_a_site_that_is_starting_stops_at_once(home: Path) -> None:
    times: dict[float, float] = {}
    for after in (0.2, 0.5, 1.0, 1.5, 2.0, 3.0):
        with Site(home) as site:
            time.sleep(after)
            site.process.terminate()
            times[after] = _seconds_to_end(site)
            assert b"Traceback" not in (home / "command.log").read_bytes()
    gone = wait_until_gone(home)
    run_mentorat(home, "db", "upgrade")
    with Site(home) as site:
        ready = site.wait_until_ready()
    told = ", ".join(f"{after} s: {took:.2f} s" for after, took in times.items())
    figures(f"SIGTERM while starting, stopped after: {told}; left {gone:.1f} s; then {ready:.1f} s")


def _seconds_to_end(site: Site) -> float:
    started = time.monotonic()
    site.process.wait(STOP_SECONDS)
    return time.monotonic() - started


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
@pytest.mark.parametrize("when", ["ready", "starting"])
def test_run_stops_everything_it_started(home: Path, name: str, when: str) -> None:
    with RunningSite(home) as running:
        for after in (4.0, 2.5, 1.0, 0.3) if when == "starting" else (0.0,):
            running.start()
            if when == "ready":
                wait_until(lambda: b"mentorat is ready" in running.words(), 60, "ready")
                assert len(pids(home, "client")) == 3
            time.sleep(after)
            took = running.stop(signal.Signals[name])
            figures(
                f"mentorat run, {name} {when} {after} s: ended {took[0]:.1f} s,"
                f" nothing left {took[1]:.1f} s after it"
            )
            assert b"Traceback" not in running.words()


@pytest.mark.timeout(20 * MOMENTS)
def test_ctrl_c_at_any_moment_of_a_first_start_leaves_nothing_behind(home: Path) -> None:
    """A folder that was never used each time: the migrations and the demo are in the way of it."""
    seed = int(os.environ.get("SEED", "0")) or random.randrange(1, 100_000)
    moments = random.Random(seed)
    ends: Counter[int] = Counter()
    longest = 0.0
    for number in range(MOMENTS):
        place = home / str(number)
        place.mkdir()
        with RunningSite(place) as running:
            running.start()
            after = moments.uniform(FIRST_LINE_SECONDS, FIRST_START_SECONDS)
            time.sleep(after)
            longest = max(longest, running.stop(signal.SIGINT)[1])
            assert running.process
            ends[running.process.returncode] += 1
            words = running.words()
            assert running.process.returncode in {0, 130}, (seed, after, words)
            assert b"Traceback" not in words, (seed, after, words)
            assert b"stopped" in words, (seed, after, words)
            if number % 10 == 0:  # and the next start is a clean one
                running.start()
                wait_until(lambda: b"mentorat is ready" in running.words(), 60, "ready")
                running.stop(signal.SIGINT)
        shutil.rmtree(place)
    figures(
        f"Ctrl-C at {MOMENTS} moments of a first start: exits {dict(ends)},"
        f" nothing left {longest:.1f} s after it at the latest; seed {seed}"
    )


def test_a_stop_does_not_wait_for_a_database_that_cannot_come_back_yet(home: Path) -> None:
    busy = f"do $$ begin while clock_timestamp() < now() + interval '{BUSY_SECONDS} s' loop end loop; end $$"
    with RunningSite(home) as running:
        running.start()
        wait_until(lambda: b"mentorat is ready" in running.words(), 60, "ready")
        with contextlib.closing(psycopg.connect(cluster_of(home).url)) as connection:
            connection.pgconn.send_query(busy.encode())
            connection.pgconn.flush()
            time.sleep(0.5)
            for kind in ("postmaster", "keeper"):  # the other way round, the server stops cleanly
                assert kill_kind(home, kind) == 1
            time.sleep(1.5)  # the watchers have noticed, and wait for the orphan to end
            orphan = connection.info.backend_pid
            assert orphan in pids(home, "backend")
            ended = running.end(signal.SIGTERM)
            assert orphan in pids(home, "backend")
        gone = wait_until_gone(home, BUSY_SECONDS + STOP_SECONDS)
    figures(
        f"mentorat run with its keeper killed and a query busy for {BUSY_SECONDS} s: SIGTERM ended"
        f" it in {ended:.1f} s, nothing left {gone:.1f} s later"
    )
