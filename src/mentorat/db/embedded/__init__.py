"""A private PostgreSQL for one project folder: real, shared by its processes, hard to kill.

Design and the pitfalls it answers: docs/decisions/0004-private-postgresql.md.
"""

import contextlib
import fcntl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg

from mentorat.db.embedded.binaries import find_binaries
from mentorat.db.embedded.cluster import Cluster, ClusterError
from mentorat.db.embedded.keeper import lock_file, try_lock

__all__ = ["local_server"]

READY_SECONDS = 120.0  # crash recovery of a big database takes a while
POLL_SECONDS = 0.05
WATCH_SECONDS = 0.3
RESPAWN_SECONDS = 5.0
LEAVE_SECONDS = 0.5


@contextlib.contextmanager
def local_server(home: Path, progress: Callable[[str], None] | None = None) -> Iterator[str]:
    """A running private server, as a connection string, for the length of the block.

    Processes that name the same `home` share it; the last one to leave stops it. If its keeper
    is killed meanwhile, the server comes back by itself, with every committed row.
    Raises NoBinariesError, CannotRunAsRootError or ClusterError, each with its remedies.
    """
    cluster = Cluster(home.resolve(), find_binaries())
    cluster.make_folders()
    tell = progress or (lambda _sentence: None)
    with lock_file(cluster.folder / "clients.lock") as clients:
        fcntl.flock(clients, fcntl.LOCK_SH)  # waits for a keeper that is closing the door
        _ensure_running(cluster, tell)
        left = threading.Event()
        watcher = threading.Thread(target=_revive, args=(cluster, left), daemon=True)
        watcher.start()
        try:
            yield cluster.url
        finally:
            left.set()
            watcher.join(LEAVE_SECONDS)  # it may be waiting for a server that cannot come back


def _revive(cluster: Cluster, left: threading.Event) -> None:
    while not left.wait(WATCH_SECONDS):
        if not _keeper_is_alive(cluster):
            with contextlib.suppress(ClusterError):  # the next round tries again
                _ensure_running(cluster, lambda _sentence: None)


def _keeper_is_alive(cluster: Cluster) -> bool:
    with lock_file(cluster.folder / "keeper.lock") as keeper:
        return not try_lock(keeper, fcntl.LOCK_SH)


def _ensure_running(cluster: Cluster, tell: Callable[[str], None]) -> None:
    with lock_file(cluster.folder / "start.lock") as decision:
        fcntl.flock(decision, fcntl.LOCK_EX)
        if not (cluster.data / "PG_VERSION").exists():
            tell("creating the private database")
            cluster.create(decision)
        _wait_until_ready(cluster, tell)


def _spawn_keeper(cluster: Cluster) -> None:
    with (cluster.folder / "keeper.log").open("ab") as log:
        subprocess.run(  # it forks at once, so that it is nobody's child
            [sys.executable, "-m", "mentorat.db.embedded", str(cluster.home)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            check=False,
        )


def _wait_until_ready(cluster: Cluster, tell: Callable[[str], None]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    told = ""
    spawned_at = float("-inf")
    while time.monotonic() < deadline:
        if not _keeper_is_alive(cluster) and time.monotonic() - spawned_at > RESPAWN_SECONDS:
            _spawn_keeper(cluster)
            spawned_at = time.monotonic()
        try:
            _create_database(cluster)
        except psycopg.OperationalError:
            told = _tell_once(cluster, tell, told)
            time.sleep(POLL_SECONDS)
        else:
            return
    raise ClusterError(f"PostgreSQL did not start. Its log: {cluster.log}")


def _create_database(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url, dbname="postgres", autocommit=True) as connection:
        known = connection.execute("select 1 from pg_database where datname = 'mentorat'")
        if known.fetchone() is None:
            connection.execute("create database mentorat")


def _tell_once(cluster: Cluster, tell: Callable[[str], None], told: str) -> str:
    try:
        status = (cluster.folder / "keeper.status").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return told
    if status != told:
        tell(f"private database: {status}")
    return status
