"""A mail server on this machine that says what a test wants it to say, and keeps what it hears."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class MailServer:
    """Answers by verb (`greeting`, `EHLO`, `AUTH`, `MAIL`, `RCPT`, `DATA`, `.`); what is not named
    is granted. «hang» says nothing any more, «reset» closes the connection."""

    def __init__(self) -> None:
        self.answers: dict[str, str] = {}
        self.heard: list[str] = []
        self.taken: list[str] = []
        self.port = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def url_of(self, host: str, login: str, query: str = "") -> str:
        """The same server by another name, with a login."""
        return f"smtp://{login}@{host}:{self.port}{query}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            going = await self._say(writer, "greeting", "220 at your service")
            while going and (line := (await reader.readline()).decode().strip()):
                self.heard.append(line)
                going = await self._answer(reader, writer, line.split(maxsplit=1)[0].upper())
        except (OSError, asyncio.IncompleteReadError):
            pass  # the client has left
        finally:
            writer.close()

    async def _answer(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, verb: str
    ) -> bool:
        if verb == "EHLO":
            return await self._say(writer, verb, "250-faults.example\r\n250 AUTH PLAIN")
        if verb != "DATA":
            return await self._say(writer, verb, "250 so be it") and verb != "QUIT"
        if not await self._say(writer, verb, "354 go ahead") or "DATA" in self.answers:
            return True
        text = (await reader.readuntil(b"\r\n.\r\n")).decode()
        self.taken += [text] if self.answers.get(".", "2").startswith("2") else []
        return await self._say(writer, ".", "250 taken")

    async def _say(self, writer: asyncio.StreamWriter, verb: str, granted: str) -> bool:
        words = self.answers.get(verb, "235 welcome" if verb == "AUTH" else granted)
        if words == "reset":
            writer.transport.abort()
            return False
        if words == "hang":
            await asyncio.Event().wait()
        writer.write(f"{words}\r\n".encode())
        await writer.drain()
        return True


@asynccontextmanager
async def a_mail_server() -> AsyncIterator[MailServer]:
    """One that is well, until a test says otherwise."""
    found, talks = MailServer(), set[asyncio.Task[None]]()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        talks.add(task)
        await found.serve(reader, writer)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    try:
        yield found
    finally:
        server.close()
        for talk in talks:
            talk.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
