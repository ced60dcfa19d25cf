"""An SMTP server (RFC 5321) on loopback with a bad day: slow, suspicious, strict and forgetful.

It keeps a copy of every message whose text it has received in full, by Message-ID.
"""

import asyncio
import email
import email.policy
import threading
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Self

WORDS_MAX = 1 << 20


@dataclass(frozen=True)
class Mood:
    """What the server does to its clients. Counts are of connections and of copies."""

    slow_greetings: frozenset[int] = frozenset()  # which connections wait for their greeting
    greeting_seconds: float = 0.0
    is_greylisting: bool = False  # 451 on the first attempt of each message
    refused: frozenset[str] = frozenset()  # 550 for these addresses, for good
    forgets_every: int = 0  # every nth copy is taken and the connection lost before its 250


@dataclass
class Box:
    """What came in: copies by Message-ID, the 250s that were sent for them, and the refusals."""

    taken: dict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    readers: dict[str, str] = field(default_factory=dict)
    thanked: Counter[str] = field(default_factory=Counter)
    greylisted: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    connections: int = 0
    lost: int = 0
    slow: int = 0

    @property
    def copies(self) -> int:
        """How many texts were received, the same one as often as it came."""
        return sum(map(len, self.taken.values()))


class SmtpServer:
    """The server, in a thread of its own for the length of a `with`."""

    def __init__(self, port: int, mood: Mood = Mood()) -> None:
        self.port, self.mood, self.box = port, mood, Box()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._over = asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._run(),))

    @property
    def url(self) -> str:
        """The address, as SMTP_URL wants it."""
        return f"smtp://127.0.0.1:{self.port}"

    async def _run(self) -> None:
        async with await asyncio.start_server(self._serve, "127.0.0.1", self.port, limit=WORDS_MAX):
            self._ready.set()
            await self._over.wait()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for each in others:
            each.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await asyncio.sleep(0.1)  # the sockets are closed

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.box.connections += 1
        number = self.box.connections
        try:
            if number in self.mood.slow_greetings:
                self.box.slow += 1
                await asyncio.sleep(self.mood.greeting_seconds)
            await _say(writer, "220 faults.example at your service")
            await self._converse(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client has left, or the server goes
        finally:
            writer.transport.abort()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        recipient = ""
        while line := (await reader.readline()).decode().strip():
            verb = line[:4].upper()
            if verb == "RCPT":
                recipient = line.partition("<")[2].partition(">")[0]
                if recipient in self.mood.refused:
                    self.box.refusals[recipient] += 1
                    await _say(writer, "550 5.1.1 nobody of this name here")
                    continue
            if verb == "DATA":
                await _say(writer, "354 go ahead")
                answer = self._judge(recipient, await reader.readuntil(b"\r\n.\r\n"))
                if not answer:
                    return
                await _say(writer, answer)
            elif verb == "QUIT":
                await _say(writer, "221 good bye")
                return
            else:
                await _say(writer, "250 faults.example" if verb == "EHLO" else "250 2.0.0 so be it")

    def _judge(self, recipient: str, text: bytes) -> str:
        """The answer to a text; none when the connection is lost at this very moment."""
        read = email.message_from_bytes(text, policy=email.policy.default)
        name, box = str(read["Message-ID"]), self.box
        if self.mood.is_greylisting and not box.greylisted[name]:
            box.greylisted[name] += 1
            return "451 4.7.1 not seen before, come back later"
        box.taken[name].append(text)
        box.readers[name] = recipient
        if self.mood.forgets_every and box.copies % self.mood.forgets_every == 0:
            box.lost += 1
            return ""
        box.thanked[name] += 1
        return "250 2.0.0 taken"

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_error: object) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(10)
        self._loop.close()


async def _say(writer: asyncio.StreamWriter, words: str) -> None:
    writer.write(f"{words}\r\n".encode())
    await writer.drain()
