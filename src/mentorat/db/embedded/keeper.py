"""The keeper: a small detached process that owns the private PostgreSQL.

Kernel locks do the book-keeping, because a killed process cannot forget to release one:
  clients.lock  every user of the database holds it shared; free for all = nobody is left
  keeper.lock   held by the keeper; free = there is no keeper
  server.lock   inherited by postgres and all its processes; free = nothing touches the data
"""

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from mentorat.db.embedded.binaries import find_binaries
from mentorat.db.embedded.cluster import Cluster, plain_environment
from mentorat.db.embedded.unprivileged import preparation

POLL_SECONDS = 0.2
GRACE_SECONDS = 1.0
RESTART_PAUSE_SECONDS = 0.3


@contextlib.contextmanager
def lock_file(path: Path) -> Iterator[IO[bytes]]:
    """An open file to put kernel locks on; closing it releases them."""
    with path.open("ab") as file:
        yield file


def try_lock(file: IO[bytes], kind: int) -> bool:
    """Take a lock at once or not at all."""
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def keep(cluster: Cluster) -> None:
    """Run the server for as long as somebody uses it; returns once it has stopped cleanly."""
    with (
        lock_file(cluster.folder / "keeper.lock") as own,
        lock_file(cluster.folder / "clients.lock") as clients,
    ):
        if not _become_the_keeper(own):
            return
        asked_to_stop = _stop_requests()
        while not asked_to_stop:
            server = _start_server(cluster, asked_to_stop)
            if _is_done(server, clients, asked_to_stop):
                server.send_signal(signal.SIGINT)  # fast shutdown: a checkpoint, no recovery later
                server.wait()
                return
            time.sleep(RESTART_PAUSE_SECONDS)
            if try_lock(clients, fcntl.LOCK_EX):
                return


def _become_the_keeper(own: IO[bytes]) -> bool:
    # Those who ask whether a keeper lives touch the lock for an instant: look more than once.
    for _attempt in range(10):
        if try_lock(own, fcntl.LOCK_EX):
            return True
        time.sleep(POLL_SECONDS / 4)
    return False


def _stop_requests() -> list[int]:
    requests: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _frame: requests.append(received))
    return requests


def _start_server(cluster: Cluster, asked_to_stop: list[int]) -> subprocess.Popen[bytes]:
    with lock_file(cluster.folder / "server.lock") as held, cluster.log.open("ab") as log:
        # An orphan of a killed server may still be finishing a query: wait for it to leave.
        while not try_lock(held, fcntl.LOCK_EX):
            if asked_to_stop:
                sys.exit(0)
            _say(cluster, "waiting for a process of the previous server to end")
            time.sleep(POLL_SECONDS)
        cluster.forget_dead_server()
        _say(cluster, "starting")
        return subprocess.Popen(
            cluster.server_command(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=plain_environment(),
            pass_fds=[held.fileno()],
            start_new_session=True,  # the terminal's Ctrl-C must not reach it
            preexec_fn=preparation(cluster.folder, follow_parent=True),
        )


def _is_done(server: subprocess.Popen[bytes], clients: IO[bytes], asked_to_stop: list[int]) -> bool:
    """Wait: true once the server should stop, false when it died and should come back."""
    lonely_since: float | None = None
    while server.poll() is None:
        if asked_to_stop:
            return True
        if not try_lock(clients, fcntl.LOCK_EX):
            lonely_since = None
        elif lonely_since is None:
            fcntl.flock(clients, fcntl.LOCK_UN)
            lonely_since = time.monotonic()
        elif time.monotonic() - lonely_since > GRACE_SECONDS:
            return True  # and the lock stays ours: newcomers wait until the server is down
        else:
            fcntl.flock(clients, fcntl.LOCK_UN)
        time.sleep(POLL_SECONDS)
    return False


def _say(cluster: Cluster, sentence: str) -> None:
    (cluster.folder / "keeper.status").write_text(sentence + "\n", encoding="utf-8")


def main() -> None:
    """Become the keeper of the folder named on the command line, as a process of its own."""
    if os.fork():
        os._exit(0)
    os.chdir("/")
    keep(Cluster(Path(sys.argv[1]), find_binaries()))
