"""Three hundred clients that hold their connections, at a site that may open 256 files: whoever else
comes is answered, or told honestly when to come back."""

import contextlib
import resource
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx2

from tests.faults.processes import figures
from tests.faults.site import Site

FILES = 256
CLIENTS = 300
HOST = b"Host: 127.0.0.1\r\n"
UNREAD = b"POST /nowhere HTTP/1.1\r\n" + HOST + b"Content-Length: 200000\r\n\r\n{"
HALF = (
    b"POST /dev/sign-in HTTP/1.1\r\n"
    + HOST
    + b"Content-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 100000\r\n\r\nuserId="
)


@dataclass
class Others:
    """What people were answered meanwhile, and how long they waited."""

    statuses: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    honest: bool = True

    def told(self) -> str:
        """Their figures, in words."""
        counts = {status: self.statuses.count(status) for status in sorted(set(self.statuses))}
        slowest = max(self.seconds) * 1000
        return f"{len(self.statuses)} others answered {counts}, the slowest after {slowest:.0f} ms"


@contextlib.contextmanager
def held(site: Site, begin: bytes) -> Iterator[list[socket.socket]]:
    """Clients that say so much and no more."""
    with contextlib.ExitStack() as stack:
        opened = []
        for _ in range(CLIENTS):
            client = stack.enter_context(socket.create_connection(("127.0.0.1", site.port), 5))
            client.sendall(begin)
            opened.append(client)
        yield opened


@contextlib.contextmanager
def others(site: Site) -> Iterator[Others]:
    """People who ask all the while, each on a connection of their own."""
    found, over = Others(), threading.Event()
    asking = threading.Thread(target=_ask, args=(site, over, found), daemon=True)
    asking.start()
    try:
        yield found
    finally:
        over.set()
        asking.join(20)


def _ask(site: Site, over: threading.Event, found: Others) -> None:
    while not over.wait(0.05):
        started = time.perf_counter()
        answer = httpx2.get(f"{site.url}/health/live", trust_env=False, timeout=10)
        found.seconds.append(time.perf_counter() - started)
        found.statuses.append(answer.status_code)
        if answer.status_code != 200:
            found.honest = found.honest and answer.headers.get("retry-after") == "5"


def dropped_after(clients: list[socket.socket], within: float, *, trickle: bool) -> float:
    """The seconds until the last of them was dropped; they send a byte each second if they do."""
    started = time.monotonic()
    left = list(clients)
    while left:
        assert time.monotonic() - started < within, f"{len(left)} are still held"
        left = [client for client in left if not _is_dropped(client, trickle=trickle)]
        time.sleep(0.25)
    return time.monotonic() - started


def _is_dropped(client: socket.socket, *, trickle: bool) -> bool:
    client.setblocking(False)
    try:
        if trickle:
            client.send(b"x")
        while client.recv(65536):
            pass
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def test_the_site_answers_whoever_else_comes(site: Site) -> None:
    site.kill()
    site.process = site._spawn()
    resource.prlimit(site.process.pid, resource.RLIMIT_NOFILE, (FILES, FILES))
    site.wait_until_ready()
    with others(site) as during, held(site, UNREAD) as clients:
        seconds = dropped_after(clients, 10, trickle=True)
        time.sleep(1)
    figures(f"{CLIENTS} unread bodies let go within {seconds:.1f} s; {during.told()}")
    assert during.statuses[-1] == 200
    assert during.honest
    with others(site) as during, held(site, b"") as clients:
        seconds = dropped_after(clients, 14, trickle=False)
    figures(f"{CLIENTS} silent clients dropped within {seconds:.1f} s; {during.told()}")
    assert during.statuses.count(200) > 0.9 * len(during.statuses)
    assert during.honest
    with others(site) as during, held(site, HALF) as clients:
        seconds = dropped_after(clients, 20, trickle=False)
        time.sleep(1)
    figures(f"{CLIENTS} half bodies let go within {seconds:.1f} s; {during.told()}")
    assert set(during.statuses) == {200, 503}
    assert during.honest
    assert during.statuses[-1] == 200
