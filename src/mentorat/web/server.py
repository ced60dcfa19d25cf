"""uvicorn's server and its HTTP protocol, with patience that ends.

Out of the box a client that opens a connection and never finishes its headers, its body or the
reading of its answer is kept for ever (measured; docs/decisions/0003-server.md). Here headers and
exchanges have deadlines, whatever trickles in meanwhile; an answer to a body that has not come ends
its connection; and there are never more connections than files to hold them.
"""

import asyncio
import os
import resource
import time
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any, ClassVar

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from mentorat.web.answer_head import AnswerTransport, answered

HEADER_SECONDS = 10.0
EXCHANGE_SECONDS = 60.0  # from the headers to the last byte of the answer that the client took
LINGER_SECONDS = 1.0  # for a client that still sends: closed at once, its answer could be lost
QUIET_SECONDS = 0.5  # whoever has said nothing for so long makes room for somebody else
FILES_OF_OURS = 64  # the pool, logs, what is being read, clients that are told to come back
LINGERING_MAX = 32
NEWCOMER_SECONDS = 0.5  # for who was let in just before the end, and could not know
URGENT_SECONDS = 0.5  # who stops a whole group may signal each of it twice at once
CONNECTIONS_MAX = 4096
RETRY_SECONDS = 5
FULL = (
    f"Trop de connexions. Réessayez dans {RETRY_SECONDS} s.\n"
    f"Too many connections. Try again in {RETRY_SECONDS} s.\n"
).encode()
FULL_ANSWER = (
    b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain; charset=utf-8\r\n"
    b"retry-after: %d\r\ncache-control: no-store\r\nconnection: close\r\n"
    b"content-length: %d\r\n\r\n%s" % (RETRY_SECONDS, len(FULL), FULL)
)


def connections_max() -> int:
    """How many clients this process holds at once: as many as it may open files, less its own."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files == resource.RLIM_INFINITY:
        return CONNECTIONS_MAX
    return max(8, min(files - FILES_OF_OURS, CONNECTIONS_MAX))


class PatientServer(uvicorn.Server):
    """Once signalled it answers what it has begun, and its process goes on to end well; a second
    signal, later than at once, ends the process there and then."""

    _asked_at: float | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002  uvicorn's names
        now = time.monotonic()
        if self._asked_at is None:
            self._asked_at = now
            self.should_exit = (
                True  # and the signal is not raised again at the end, as uvicorn's is
            )
        elif now - self._asked_at > URGENT_SECONDS:
            os.write(2, b"stopped\n")
            os._exit(130)


class PatientProtocol(HttpToolsProtocol):
    """One connection, which ends when its client takes too long."""

    room: ClassVar[int] = connections_max()

    _timer: asyncio.TimerHandle | None = None
    _rings_at = 0.0
    _due_at = 0.0
    _then: Callable[[], None] | None = None
    _exchange_ends_at = 0.0
    _idle_until = 0.0
    _is_in_headers = False
    _is_in_exchange = False
    _is_ending = False
    _is_last = False  # whoever asks next is answered, and nobody after them
    _quiet_since = 0.0

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._answers = AnswerTransport(transport, self._end)
        self._wait(HEADER_SECONDS, self._give_up)
        if len(self.connections) > self.room and not self._make_room():
            self.transport.write(FULL_ANSWER)
            if len(self.connections) > self.room + LINGERING_MAX:
                self.transport.close()
            else:
                self._end()

    def data_received(self, data: bytes) -> None:
        if not self._is_ending:
            super().data_received(data)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._is_in_headers = True
        if not (self._is_in_exchange or self._is_last):
            self._wait(HEADER_SECONDS, self._give_up)

    def on_headers_complete(self) -> None:
        self._is_in_headers = False
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        self._is_in_exchange = False
        self._quiet_since = now = self.loop.time()
        if not (
            self.pipeline or self._is_ending or self._is_in_headers or self.transport.is_closing()
        ):
            self.server_state.total_requests += 1
            self.flow.resume_reading()
            self._exchange_ends_at, self._idle_until = self._due_at, now + self.timeout_keep_alive
            self._put_off(min(self._exchange_ends_at, self._idle_until), self._leave)
            return
        super().on_response_complete()  # may begin the next exchange of a pipeline
        if self._is_in_headers and not (self._is_in_exchange or self._is_ending):
            self._wait(HEADER_SECONDS, self._give_up)

    def _leave(self) -> None:
        """Nothing more was asked: close; abort when the last answer was not taken in time."""
        now = self.loop.time()
        is_taken = not self.transport.get_write_buffer_size()
        if not is_taken and now >= self._exchange_ends_at:
            self.transport.abort()
        elif now < self._idle_until:
            self._put_off(self._idle_until, self._leave)
        else:
            self.timeout_keep_alive_handler()
            if not is_taken:
                self._put_off(self._exchange_ends_at, self.transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        if self._timer is not None:
            self._timer.cancel()
        super().connection_lost(exc)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._is_in_exchange = True
        self._wait(EXCHANGE_SECONDS, self.transport.abort)
        cycle.keep_alive = cycle.keep_alive and not self._is_last
        cycle.transport = self._answers  # type: ignore[assignment]  # as much of one as a cycle uses
        super()._start_asgi_task(cycle, partial(answered, cycle, app))

    def shutdown(self) -> None:
        """The server leaves: what was asked is answered, and one request of a newcomer, whose
        connection nobody would try again; an idle one is closed."""
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is None and not self._is_ending:
            self._is_last = True
            self._wait(NEWCOMER_SECONDS, self._give_up)
        else:
            super().shutdown()

    def _make_room(self) -> bool:
        """Drop somebody who has been quiet for a while; whether there was anybody."""
        quiet_since = self.loop.time() - QUIET_SECONDS
        for one in self.connections:
            if isinstance(one, PatientProtocol) and one.is_quiet(quiet_since):
                self.connections.discard(one)  # the loop closes it in a moment
                one.transport.abort()
                return True
        return False

    def is_quiet(self, since: float) -> bool:
        """Whether nothing has been asked here since then, and nothing is being answered."""
        return not (self._is_in_exchange or self._is_ending) and self._quiet_since <= since

    def _end(self) -> None:
        """Close once the client has what was written, and has had time to stop sending."""
        if self._is_ending or self.transport.is_closing():
            return
        self._is_ending = True
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is not None and not cycle.more_body:
            self.transport.close()  # the exchange's deadline goes on
            return
        self.flow.resume_reading()
        self.transport.write_eof()
        self._wait(LINGER_SECONDS, self._stop_lingering)

    def _stop_lingering(self) -> None:
        self._wait(EXCHANGE_SECONDS, self.transport.abort)
        self.transport.close()

    def _give_up(self) -> None:
        if self.transport.get_write_buffer_size():
            self.transport.abort()  # it has not even taken the last answer
        else:
            self.transport.close()

    def _wait(self, seconds: float, then: Callable[[], None]) -> None:
        """Do something when the time is up, unless it is put off."""
        self._quiet_since = now = self.loop.time()
        self._put_off(now + seconds, then)

    def _put_off(self, due_at: float, then: Callable[[], None]) -> None:
        # Each request puts it off three times: the timer that runs is left to ring, and looks then
        # at the time that counts.
        self._due_at, self._then = due_at, then
        if self._timer is None or due_at < self._rings_at:
            self._ring_at(due_at)

    def _stop_waiting(self) -> None:
        self._then = None

    def _ring_at(self, due_at: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._rings_at = due_at
        self._timer = self.loop.call_at(due_at, self._ring)

    def _ring(self) -> None:
        self._timer = None
        if self._then is None:
            return
        if self.loop.time() < self._due_at:
            self._ring_at(self._due_at)
            return
        then, self._then = self._then, None
        then()
