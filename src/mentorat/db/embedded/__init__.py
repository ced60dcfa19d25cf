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
from typing import IO

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
def local_server(
    home: Path,
    progress: Callable[[str], None] = lambda _sentence: None,
    check: Callable[[], None] = lambda: None,
) -> Iterator[str]:
    """A running private server, as a connection string, for the length of the block.

    Processes that name the same `home` share it; the last one to leave stops it. If its keeper
    is killed meanwhile, the server comes back by itself, with every committed row.
    `check` is called again and again while it is waited for, and may raise to give up.
    Raises NoBinariesError, CannotRunAsRootError or ClusterError, each with its remedies.
    """
    cluster = Cluster(home.resolve(), find_binaries())
    cluster.make_folders()
    with lock_file(cluster.folder / "clients.lock") as clients:
        _lock(clients, fcntl.LOCK_SH, check)  # waits for a keeper that is closing the door
        _ensure_running(cluster, progress, check)
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
                _ensure_running(cluster, lambda _sentence: None, lambda: None)


def _keeper_is_alive(cluster: Cluster) -> bool:
    with lock_file(cluster.folder / "keeper.lock") as keeper:
        return not try_lock(keeper, fcntl.LOCK_SH)


def _lock(file: IO[bytes], kind: int, check: Callable[[], None]) -> None:
    while not try_lock(file, kind):
        check()
        time.sleep(POLL_SECONDS)


def _ensure_running(
    cluster: Cluster, tell: Callable[[str], None], check: Callable[[], None]
) -> None:
    with lock_file(cluster.folder / "start.lock") as decision:
        _lock(decision, fcntl.LOCK_EX, check)
        if not (cluster.data / "PG_VERSION").exists():
            tell("creating the private database")
            cluster.create(decision)
        _wait_until_ready(cluster, tell, check)


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


def _wait_until_ready(
    cluster: Cluster, tell: Callable[[str], None], check: Callable[[], None]
) -> None:
    deadline = time.monotonic() + READY_SECONDS
    told = ""
    spawned_at = float("-inf")
    while time.monotonic() < deadline:
        check()
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
