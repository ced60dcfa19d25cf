"""A PostgreSQL socket that forwards everything and counts the flights that go through it.

What it counts is on the wire: a flight is what a client sends before it has to wait, that is, one or
several executions up to a Sync or Flush, or one simple query. Nothing of the product knows of it.
Preparing a statement for the first time and asking whether a connection still lives are no flights:
neither happens again while a connection is in use.
"""

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

from psycopg.conninfo import conninfo_to_dict

LENGTH_BYTES = 4
PORT = 5432
Flights = list[list[str]]  # the statements that left together, in order


class Turnstile:
    """Where the product connects to instead of `server`."""

    def __init__(self, server: str, folder: str) -> None:
        self._server = conninfo_to_dict(server)
        self._path = f"{folder}/.s.PGSQL.{PORT}"
        self._flights: Flights = []
        self._links: set[asyncio.Task[None]] = set()
        user, password = (quote(str(self._server.get(n) or "")) for n in ("user", "password"))
        self.url = (
            f"postgresql://{user}{':' + password if password else ''}@"
            f"/{self._server['dbname']}?host={quote(folder, safe='')}"
        )

    def taken(self) -> Flights:
        """The flights since this was asked last."""
        found, self._flights = self._flights, []
        return found

    async def open(self) -> asyncio.Server:
        """Begin to listen."""
        return await asyncio.start_unix_server(self._welcome, self._path)

    async def close(self) -> None:
        """End every connection."""
        for link in self._links:
            link.cancel()
        await asyncio.gather(*self._links, return_exceptions=True)

    async def _welcome(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        host, port = str(self._server["host"]), self._server.get("port") or PORT
        if host.startswith("/"):
            far, on = await asyncio.open_unix_connection(f"{host}/.s.PGSQL.{port}")
        else:
            far, on = await asyncio.open_connection(host, int(port))
        link = asyncio.create_task(self._link((near, on), (far, back)))
        self._links.add(link)
        link.add_done_callback(self._links.discard)

    async def _link(
        self,
        there: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        back: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    ) -> None:
        answers = asyncio.create_task(_copied(*back))
        try:
            await self._counted(*there)
        finally:
            answers.cancel()
            there[1].close()
            back[1].close()

    async def _counted(self, near: asyncio.StreamReader, on: asyncio.StreamWriter) -> None:
        texts: dict[bytes, str] = {}  # of prepared statements, by name
        bound = ""
        flight: list[str] = []
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            async for kind, body, message in _messages(near):
                on.write(message)
                first, _, rest = body.partition(b"\0")
                match kind:
                    case b"P":  # Parse: the statement's name and its text
                        texts[first] = rest.partition(b"\0")[0].decode()
                    case b"B":  # Bind: the portal and the statement
                        bound = texts.get(rest.partition(b"\0")[0], "?")
                    case b"E":  # Execute
                        flight.append(bound)
                    case b"Q" if first.strip():  # a simple query
                        self._flights.append([first.decode()])
                    case b"S" | b"H" if flight:  # Sync, Flush
                        self._flights.append(flight)
                        flight = []
                await on.drain()


async def _messages(near: asyncio.StreamReader) -> AsyncIterator[tuple[bytes, bytes, bytes]]:
    """Each message of a client: its kind, what is in it, and as it came; the first has no kind."""
    kind = b""
    while True:
        length = await near.readexactly(LENGTH_BYTES)
        body = await near.readexactly(int.from_bytes(length) - LENGTH_BYTES)
        yield kind, body, kind + length + body
        kind = await near.readexactly(1)


async def _copied(far: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while part := await far.read(65536):
            back.write(part)
            await back.drain()
    back.close()


@contextlib.asynccontextmanager
async def turnstile_before(server: str) -> AsyncIterator[Turnstile]:
    """A turnstile in front of a server, for the length of the block."""
    with tempfile.TemporaryDirectory(prefix="mentorat-turnstile-") as folder:
        turnstile = Turnstile(server, str(Path(folder)))
        listening = await turnstile.open()
        try:
            yield turnstile
        finally:
            listening.close()
            await turnstile.close()
