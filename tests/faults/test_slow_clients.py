"""Clients that open a connection and never finish their headers."""

import contextlib
import select
import socket
import threading
import time
from collections.abc import Iterator

import httpx2

from tests.faults.processes import figures
from tests.faults.site import Site

DROPPED_SECONDS = 15.0
HALF_OPEN = 300
SILENT = 30
TRICKLING = 30


def test_half_open_connections_are_dropped_while_others_are_served(site: Site) -> None:
    over = threading.Event()
    latencies: list[float] = []
    with site.client() as client, _connections(site) as (half, silent, trickling):
        asking = threading.Thread(target=_ask, args=(client, over, latencies), daemon=True)
        asking.start()
        try:
            dropped = _seconds_to_drop([*half, *silent], trickling)
        finally:
            over.set()
            asking.join(20)
    latencies.sort()
    p99 = latencies[int(len(latencies) * 0.99)]
    figures(
        f"{len(dropped)} of {HALF_OPEN + SILENT + TRICKLING} half-open, silent and trickling"
        f" connections dropped after {min(dropped):.1f} to {max(dropped):.1f} s; meanwhile"
        f" {len(latencies)} requests answered, p99 {p99 * 1000:.0f} ms"
    )
    assert len(dropped) == HALF_OPEN + SILENT + TRICKLING
    assert max(dropped) < DROPPED_SECONDS
    assert len(latencies) > 100
    assert p99 < 1


Sockets = list[socket.socket]


@contextlib.contextmanager
def _connections(site: Site) -> Iterator[tuple[Sockets, Sockets, Sockets]]:
    with contextlib.ExitStack() as stack:
        opened = [
            stack.enter_context(socket.create_connection(("127.0.0.1", site.port), 5))
            for _ in range(HALF_OPEN + SILENT + TRICKLING)
        ]
        half, rest = opened[:HALF_OPEN], opened[HALF_OPEN:]
        for each in half:
            each.sendall(b"GET / HTTP/1.1\r\nHost:")
        yield half, rest[:SILENT], rest[SILENT:]


def _ask(client: httpx2.Client, over: threading.Event, latencies: list[float]) -> None:
    """Normal requests all the while; any other answer ends the thread, and so the test."""
    while not over.wait(0.02):
        started = time.perf_counter()
        path = ("/health/live", "/health/ready", "/dev/sign-in")[len(latencies) % 3]
        assert client.get(path).status_code == 200
        latencies.append(time.perf_counter() - started)


def _seconds_to_drop(mute: Sockets, trickling: Sockets) -> list[float]:
    """When each connection was dropped; those that trickle send a byte every now and then."""
    started = time.monotonic()
    letters = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: " + b"a" * 1000
    dropped: list[float] = []
    waiting = [*mute, *trickling]
    for turn in range(40):
        if not waiting or time.monotonic() - started > DROPPED_SECONDS + 2:
            break
        for each in set(trickling) & set(waiting):
            with contextlib.suppress(ConnectionError):
                each.sendall(letters[turn : turn + 1])
        deadline = time.monotonic() + 0.5
        while waiting and (left := deadline - time.monotonic()) > 0:
            for ended in select.select(waiting, [], [], left)[0]:
                waiting.remove(ended)
                dropped.append(time.monotonic() - started)
    return dropped
