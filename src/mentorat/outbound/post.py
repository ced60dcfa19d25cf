"""Posting to a stranger's server, under the rules by which we fetch: a public machine, connected to
by the very address that was checked, over TLS. No redirect is followed.

On a developer's machine a receiver may stand beside us: with `allows_loopback` an http:// address
of this machine is let through as well.
"""

import asyncio
from collections.abc import Mapping
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

import msgspec

from mentorat.errors import say
from mentorat.outbound.address import AddressRefusedError, target_of
from mentorat.outbound.answer import FINAL, FetchError, HttpResponse
from mentorat.outbound.fetch import Network, Streams, connected

TOTAL_SECONDS = 15.0
ANSWER_MAX = 2000  # bytes of an answer that are read
CHUNK_BYTES = 4096
LOOPBACK = frozenset({"127.0.0.1", "localhost"})
HTTP_PORT = 80

NOT_HTTPS = say("L'adresse doit commencer par https://.")

Cause = Literal["timeout", "unreachable", "odd"]


class NoAnswerError(Exception):
    """No status came back: not in time, from no machine that we connect to, or not in HTTP."""

    def __init__(self, cause: Cause) -> None:
        self.cause: Cause = cause
        super().__init__(cause)


class Destination(msgspec.Struct, frozen=True):
    """An address in parts; `port` is one of this machine, None for 443 of another."""

    host: str
    path: str
    port: int | None = None

    @property
    def address(self) -> str:
        """The address in the one way we keep it."""
        if self.port is None:
            return f"https://{self.host}{self.path}"
        return f"http://{self.host}:{self.port}{self.path}"


class PostAnswer(msgspec.Struct, frozen=True):
    """What came back: the status, the Retry-After header, how the body begins."""

    status: int
    retry_after: str | None
    beginning: str


def destination_of(address: str, *, allows_loopback: bool) -> Destination:
    """An address that an operator gave, ready to be posted to; raises AddressRefusedError."""
    address = address.strip()
    port = _loopback_port(address) if allows_loopback else None
    if port is not None:
        parts = urlsplit(address)
        elsewhere = urlunsplit(("https", "loopback.example", parts.path, parts.query, ""))
        return Destination("127.0.0.1", target_of(elsewhere).path, port)
    if not address.lower().startswith("https://"):
        raise AddressRefusedError(NOT_HTTPS)
    target = target_of(address)
    return Destination(target.host, target.path)


async def post(
    destination: Destination, headers: Mapping[str, str], body: bytes, network: Network
) -> PostAnswer:
    """What a server answers to a body; whoever has sent a status has answered, however the rest of
    it ends. Raises NoAnswerError within 15 seconds."""
    answer = HttpResponse()
    try:
        async with asyncio.timeout(TOTAL_SECONDS):
            await _ask(destination, _question(destination, headers, body), network, answer)
    except (FetchError, OSError, EOFError) as error:  # timeouts and TLS are OSErrors
        if answer.status < FINAL:
            raise NoAnswerError(_cause(error, answer)) from None
    if answer.status < FINAL:
        raise NoAnswerError("odd")
    beginning = answer.beginning(ANSWER_MAX).decode("utf-8", "replace")
    return PostAnswer(answer.status, answer.headers.get("retry-after"), beginning)


async def _ask(
    destination: Destination, question: bytes, network: Network, answer: HttpResponse
) -> None:
    reader, writer = await _connected(destination, network)
    try:
        writer.write(question)
        await writer.drain()
        while not answer.is_complete and len(answer.beginning(ANSWER_MAX)) < ANSWER_MAX:
            received = await reader.read(CHUNK_BYTES)
            if received:
                answer.feed(received)
            else:
                answer.end()
    finally:
        writer.transport.abort()  # nobody waits for a goodbye


async def _connected(destination: Destination, network: Network) -> Streams:
    if destination.port is None:
        return await connected(destination.host, network)
    return await asyncio.open_connection(destination.host, destination.port)


def _question(destination: Destination, headers: Mapping[str, str], body: bytes) -> bytes:
    host = destination.host + (f":{destination.port}" if destination.port else "")
    lines = [
        f"POST {destination.path} HTTP/1.1",
        f"Host: {host}",
        *(f"{name}: {value}" for name, value in headers.items()),
        f"Content-Length: {len(body)}",
        "Accept-Encoding: identity",
        "Connection: close",
    ]
    return "".join(f"{line}\r\n" for line in [*lines, ""]).encode("ascii") + body


def _cause(error: Exception, answer: HttpResponse) -> Cause:
    if isinstance(error, TimeoutError):
        return "timeout"
    return "odd" if answer.has_begun else "unreachable"


def _loopback_port(address: str) -> int | None:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    is_here = parts.scheme == "http" and parts.hostname in LOOPBACK and "@" not in parts.netloc
    return (port or HTTP_PORT) if is_here else None
