"""The load: a light HTTP/1.1 client, meant to run in a process of its own."""

import asyncio
import itertools
import json
import re
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

import uvloop

from bench.people import delivery

CONNECTIONS = 8
MANY_CONNECTIONS = 32  # as a site has them in the evening
BUILT_PER_SECOND = 2_500  # more than one process can take; a run ends early when they are used up
PACED_PER_SECOND = 200
PACED_SECONDS = 10
PACED_CONNECTIONS = 32
BURST = 1_000
BURST_CONNECTIONS = 200
ANSWER_SECONDS = 30.0
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass
class Tally:
    """What came back: how long it took, and how often each status and each outcome."""

    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    milliseconds: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Good answers a second."""
        return self.statuses[200] / self.seconds

    @property
    def refused(self) -> int:
        """Answers that are not 200, and answers that never came."""
        return self.statuses.total() - self.statuses[200]

    def outcome(self, word: str) -> int:
        """How many good answers say `word`."""
        return sum(count for answer, count in self.outcomes.items() if word in answer)

    def percentile(self, share: float) -> float:
        """The latency that `share` of the answers stay within."""
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


class Connection(asyncio.Protocol):
    """One keep-alive connection, one request at a time."""

    def __init__(self) -> None:
        self._received = b""
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)  # uvloop's own kind

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, blank, body = self._received.partition(b"\r\n\r\n")
        found = LENGTH.search(head)
        if blank and found and len(body) >= int(found[1]) and self._answer:
            self._received = b""
            self._answer.set_result((int(head[9:12]), body))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer and not self._answer.done():
            self._answer.set_exception(exc or ConnectionResetError("closed before the answer"))

    async def ask(self, request: bytes, tally: Tally, *, since: float | None = None) -> None:
        """Send one request and count its answer; 0 stands for none."""
        started_at = time.perf_counter() if since is None else since
        self._answer = asyncio.get_running_loop().create_future()
        try:
            if self.transport is None or self.transport.is_closing():
                raise ConnectionResetError("closed between two requests")
            self.transport.write(request)
            async with asyncio.timeout(ANSWER_SECONDS):
                status, body = await self._answer
        except OSError:
            status, body = 0, b""
        tally.statuses[status] += 1
        tally.outcomes[body[:40].decode("latin-1") if status == 200 else "refused"] += 1
        tally.milliseconds.append((time.perf_counter() - started_at) * 1000)


Work = Callable[[list[Connection], Tally], Awaitable[None]]


def good_rate(tally: Tally, outcome: str) -> float:
    """Answers a second; raises RuntimeError unless every one is good and says `outcome`."""
    strange = [answer for answer in tally.outcomes if outcome not in answer]
    if tally.refused or strange:
        raise RuntimeError(f"not every answer was good: {tally.statuses} {strange[:3]}")
    return tally.rate


def post_deliveries(port: int, key: bytes, first: int, seconds: float) -> Tally:
    """Distinct deliveries from number `first`, as fast as eight connections can."""
    numbers = range(first, first + int(seconds * BUILT_PER_SECOND))
    return _run(port, CONNECTIONS, _flat_out(_built(port, key, numbers), seconds))


def read(port: int, requests: list[bytes], seconds: float, connections: int = CONNECTIONS) -> Tally:
    """The same requests over and over, as fast as some connections can."""
    return _run(port, connections, _flat_out(itertools.cycle(requests), seconds))


def post_paced(port: int, key: bytes, first: int) -> Tally:
    """A steady stream; latency counts from when a message was due, not from when it left."""
    numbers = range(first, first + PACED_PER_SECOND * PACED_SECONDS)
    return _run(port, PACED_CONNECTIONS, _paced(_built(port, key, numbers)))


def post_burst(port: int, key: bytes, known: int, new: int) -> Tally:
    """A replay: a thousand messages at once, half of them already received."""
    half = BURST // 2
    numbers = [*range(known, known + half), *range(new, new + half)]
    return _run(port, BURST_CONNECTIONS, _flat_out(_built(port, key, numbers), ANSWER_SECONDS))


def post_each(port: int, requests: list[bytes], seconds: float, connections: int) -> Tally:
    """Each request once, as fast as the connections can, until the time is up."""
    return _run(port, connections, _flat_out(requests, seconds))


def get(path: str, host: str, token: str | None = None) -> bytes:
    """A whole request, of somebody who is not signed in or who shows a token."""
    who = f"authorization: Bearer {token}\r\n" if token else ""
    return f"GET {path} HTTP/1.1\r\nhost: {host}\r\n{who}\r\n".encode("latin-1")


def post(path: str, host: str, token: str, said: Mapping[str, object]) -> bytes:
    """A whole request of somebody who sends a document."""
    body = json.dumps(said).encode()
    head = f"POST {path} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {token}\r\n"
    kind = f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    return (head + kind).encode("latin-1") + body


def _built(port: int, key: bytes, numbers: Iterable[int]) -> list[bytes]:
    return [delivery(number, key=key, host=f"127.0.0.1:{port}") for number in numbers]


def _flat_out(requests: Iterable[bytes], seconds: float) -> Work:
    async def ask_on(connection: Connection, left: Iterator[bytes], tally: Tally) -> None:
        deadline = time.perf_counter() + seconds
        while time.perf_counter() < deadline and (request := next(left, None)):
            await connection.ask(request, tally)

    async def work(connections: list[Connection], tally: Tally) -> None:
        left = iter(requests)
        await asyncio.gather(*(ask_on(connection, left, tally) for connection in connections))

    return work


def _paced(requests: list[bytes]) -> Work:
    async def work(connections: list[Connection], tally: Tally) -> None:
        free: asyncio.Queue[Connection] = asyncio.Queue()
        for connection in connections:
            free.put_nowait(connection)

        async def ask_at(due_at: float, request: bytes) -> None:
            await asyncio.sleep(due_at - time.perf_counter())
            connection = await free.get()
            await connection.ask(request, tally, since=due_at)
            free.put_nowait(connection)

        first_at = time.perf_counter() + 0.1
        due = (first_at + at / PACED_PER_SECOND for at in range(len(requests)))
        await asyncio.gather(*map(ask_at, due, requests))

    return work


def _run(port: int, count: int, work: Work) -> Tally:
    async def main() -> Tally:
        loop = asyncio.get_running_loop()
        opened = [
            (await loop.create_connection(Connection, "127.0.0.1", port))[1] for _ in range(count)
        ]
        tally = Tally()
        started_at = time.perf_counter()
        await work(opened, tally)
        tally.seconds = time.perf_counter() - started_at
        for connection in opened:
            if connection.transport:
                connection.transport.close()
        return tally

    return uvloop.run(main())
