"""The head of an answer as it goes over the wire, put together once for each header that most
answers carry, and written with the body."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

from uvicorn.protocols.http.httptools_impl import (
    HEADER_RE,
    HEADER_VALUE_RE,
    STATUS_LINE,
    RequestResponseCycle,
)

from mentorat.web.headers import FIXED, NO_STORE

Header = tuple[bytes, bytes]

# uvicorn reads these to know how an answer ends; whatever tells it something else is left to it.
FRAMING = frozenset({b"connection", b"transfer-encoding"})
LENGTH = b"content-length"


def _line(name: bytes, value: bytes) -> bytes:
    return b"%b: %b\r\n" % (name, value)


KINDS = (
    b"application/json",
    b"application/problem+json",
    b"text/html; charset=utf-8",
    b"text/css; charset=utf-8",
)
LINES = {
    header: _line(*header)
    for header in (
        *FIXED,
        NO_STORE,
        (b"vary", b"Accept-Encoding"),
        *((b"content-type", kind) for kind in KINDS),
    )
}


def plain_head(cycle: RequestResponseCycle, status: int, headers: Iterable[Header]) -> bytes | None:
    """The head of an answer that keeps its connection and says how long it is; None for any other,
    which is uvicorn's to write, and to refuse."""
    if not cycle.keep_alive:
        return None
    length, content = None, [STATUS_LINE[status]]
    content += [_line(*header) for header in cycle.default_headers]  # the date
    for header in headers:
        line = LINES.get(header)
        if line is None:
            name, value = header
            if name in FRAMING or HEADER_RE.search(name) or HEADER_VALUE_RE.search(value):
                return None
            if name == LENGTH:
                length = int(value)
            elif not name.islower():
                return None
            line = _line(name, value)
        content.append(line)
    if length is None:
        return None
    cycle.expected_content_length, cycle.chunked_encoding = length, False
    cycle.response_started, cycle.waiting_for_100_continue = True, False
    content.append(b"\r\n")
    return b"".join(content)


class AnswerTransport:
    """What a cycle of uvicorn's writes to; how a connection ends is its protocol's to say."""

    def __init__(self, transport: asyncio.Transport, end: Callable[[], None]) -> None:
        self._transport = transport
        self._head = b""
        self.is_closing = transport.is_closing
        self.close = end

    def hold(self, head: bytes) -> None:
        """Keep the head of an answer for the moment until its body comes: one write, not two."""
        self._head = head

    def write(self, content: bytes) -> None:
        """Write, unless the client is gone: uvicorn tells that to the last of its requests only."""
        head, self._head = self._head, b""
        if self._transport.is_closing():
            return
        if head:
            self._transport.writelines((head, content))
        else:
            self._transport.write(content)


async def answered(
    cycle: RequestResponseCycle, app: Any, scope: Any, receive: Any, send: Any
) -> None:
    """Run the application; what it answers before a body has come whole says that it closes. A head
    is held until its body is written."""

    transport: Any = cycle.transport  # an AnswerTransport

    async def send_last(message: Any) -> None:
        if message["type"] == "http.response.start" and not cycle.response_started:
            if cycle.more_body:
                kept = [one for one in message["headers"] if one[0].lower() != b"connection"]
                message = {**message, "headers": [*kept, (b"connection", b"close")]}
            elif not (cycle.flow.write_paused or cycle.disconnected):
                head = plain_head(cycle, message["status"], message["headers"])
                if head is not None:
                    if scope["method"] == "HEAD":  # no body comes
                        cycle.transport.write(head)
                    else:
                        transport.hold(head)
                    return
        await send(message)

    await app(scope, receive, send_last)
