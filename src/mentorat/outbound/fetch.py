"""Fetching a calendar's text from an address that somebody gave, without being led astray.

A name is resolved once for each question, every address it has must be public, and the connection
goes to one of those very addresses, so that a second answer of the resolver (DNS rebinding) is
never asked for. Certificates are checked against the name.
"""

import asyncio
import socket
import ssl
from collections.abc import Sequence
from functools import cached_property
from typing import Protocol

import msgspec

from mentorat import __version__
from mentorat.outbound.address import (
    HTTPS_PORT,
    AddressRefusedError,
    Target,
    is_public,
    redirected,
    target_of,
)
from mentorat.outbound.answer import FetchError, HttpResponse

CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 10.0
REDIRECTS_MAX = 3
ADDRESSES_MAX = 4  # of one name that are tried
CHUNK_BYTES = 64 * 1024
VALIDATOR_LENGTH_MAX = 512
REDIRECTS = frozenset({301, 302, 303, 307, 308})
OK, NOT_MODIFIED = 200, 304
# Microsoft 365 answers «not supported» to whoever does not speak of a browser's engine in a
# parenthesis' wake. Our own name stays first, and what follows says «like», not «is».
USER_AGENT = f"mentorat/{__version__} (reads busy times; no browser) like Chrome/30"

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Network(Protocol):
    """The edge: names become addresses, addresses become encrypted connections."""

    async def resolve(self, host: str) -> Sequence[str]:
        """Every IP address of a name; raises OSError."""

    async def connect(self, address: str, host: str) -> Streams:
        """A TLS connection to port 443 of `address`, whose certificate names `host`; raises
        OSError."""


class Internet:
    """The network that production reads from."""

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        context.set_alpn_protocols(["http/1.1"])
        return context

    async def resolve(self, host: str) -> Sequence[str]:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, HTTPS_PORT, type=socket.SOCK_STREAM)
        return [str(place[0]) for *_, place in found]

    async def connect(self, address: str, host: str) -> Streams:
        return await asyncio.open_connection(
            address, HTTPS_PORT, ssl=self._tls, server_hostname=host
        )


class Validators(msgspec.Struct, frozen=True):
    """What a server said of the text it last sent, for asking whether there is a newer one."""

    etag: str | None = None
    last_modified: str | None = None


class FetchResult(msgspec.Struct, frozen=True):
    """A calendar's text; None when it is still the one that the validators stood for."""

    text: bytes | None
    validators: Validators


async def fetch(address: str, known: Validators, network: Network) -> FetchResult:
    """What an address holds now. Raises FetchError, always the same, for whatever is in
    the way: a machine that is not public, a connection refused, more than 3 redirects, more than
    10 seconds, any status but 200 and 304; and TooLargeError for more than 16 MiB."""
    try:
        async with asyncio.timeout(TOTAL_SECONDS):
            return await _followed(target_of(address), known, network)
    except (AddressRefusedError, OSError, EOFError):  # timeouts and TLS are OSErrors
        raise FetchError from None


async def _followed(target: Target, known: Validators, network: Network) -> FetchResult:
    for _ in range(REDIRECTS_MAX + 1):
        answer = await _ask(target, known, network)
        if answer.status == OK:
            return FetchResult(answer.text(), _validators(answer))
        if answer.status == NOT_MODIFIED and known != Validators():
            return FetchResult(None, known)
        if answer.status not in REDIRECTS or "location" not in answer.headers:
            raise FetchError
        target = redirected(target, answer.headers["location"])
    raise FetchError


async def _ask(target: Target, known: Validators, network: Network) -> HttpResponse:
    reader, writer = await connected(target.host, network)
    try:
        writer.write(_question(target, known))
        await writer.drain()
        answer = HttpResponse()
        while not answer.is_complete:
            received = await reader.read(CHUNK_BYTES)
            if received:
                answer.feed(received)
            else:
                answer.end()
        return answer
    finally:
        writer.transport.abort()  # nobody waits for a goodbye


async def connected(host: str, network: Network) -> Streams:
    """A connection to one of the addresses of a name, if every one of them is public; raises
    FetchError and OSError."""
    addresses = await network.resolve(host)
    if not addresses or not all(map(is_public, addresses)):
        raise FetchError
    async with asyncio.timeout(CONNECT_SECONDS):
        for address in addresses[:ADDRESSES_MAX]:
            try:
                return await network.connect(address, host)
            except OSError:  # perhaps no way to IPv6 from here: the next one
                continue
    raise FetchError


def _question(target: Target, known: Validators) -> bytes:
    lines = [
        f"GET {target.path} HTTP/1.1",
        f"Host: {target.host}",
        f"User-Agent: {USER_AGENT}",
        "Accept: text/calendar, */*;q=0.5",
        "Accept-Encoding: identity",
        "Connection: close",
    ]
    if known.etag:
        lines.append(f"If-None-Match: {known.etag}")
    if known.last_modified:
        lines.append(f"If-Modified-Since: {known.last_modified}")
    return "".join(f"{line}\r\n" for line in [*lines, ""]).encode("ascii")


def _validators(answer: HttpResponse) -> Validators:
    return Validators(*(_sendable(answer.headers.get(name)) for name in ("etag", "last-modified")))


def _sendable(value: str | None) -> str | None:
    """A validator that we can send back as it came; others are as good as none."""
    if not value or len(value) > VALIDATOR_LENGTH_MAX:
        return None
    return value if value.isascii() and value.isprintable() else None
