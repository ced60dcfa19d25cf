"""A PostgreSQL socket that forwards everything, and can cut a connection at its commit."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, Self

Moment = Literal["before", "after"]
COMMITTED = b"C\x00\x00\x00\x0bCOMMIT\x00"  # the server's answer: CommandComplete
LENGTH_BYTES = 4


class Cutter:
    """Listens as `.s.PGSQL.5432` in a folder of its own, in front of the real socket.

    `cut_next` names when the next commit of a request loses its connection: before it reached
    the server, or after the server has done it.
    """

    def __init__(self, folder: Path, real: Path) -> None:
        self.folder, self.real = folder, real
        self.cut_next: Moment | None = None
        self.cuts = 0
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(folder / ".s.PGSQL.5432"))
        self._listening.listen(50)
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._open: list[socket.socket] = []

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return  # closed
            far = socket.socket(socket.AF_UNIX)
            far.connect(str(self.real))
            self._open += [near, far]
            link = _Link(self, near, far)
            for act in (link.forward, link.back):
                thread = threading.Thread(target=act, daemon=True)
                thread.start()
                self._threads.append(thread)

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *_error: object) -> None:
        for each in (self._listening, *self._open):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)
        for each in (self._listening, *self._open):
            each.close()


class _Link:
    """One client's connection."""

    def __init__(self, cutter: Cutter, near: socket.socket, far: socket.socket) -> None:
        self.cutter, self.near, self.far = cutter, near, far
        self.commits: set[bytes] = set()  # the names of prepared statements that commit
        self.swallows = False

    def forward(self) -> None:
        """From the client to the server, message by message."""
        with contextlib.suppress(OSError):
            for kind, message in self._messages():
                if self._commits(kind, message) and self.cutter.cut_next:
                    moment, self.cutter.cut_next = self.cutter.cut_next, None
                    self.cutter.cuts += 1
                    if moment == "before":
                        break
                    self.swallows = True
                self.far.sendall(message)
        if not self.swallows:
            self._cut()

    def back(self) -> None:
        """From the server to the client; the answer to a commit may be swallowed."""
        swallowed = b""
        with contextlib.suppress(OSError):
            while part := self.far.recv(65536):
                if not self.swallows:
                    self.near.sendall(part)
                    continue
                swallowed += part
                if COMMITTED in swallowed:
                    break
        self._cut()

    def _cut(self) -> None:
        for each in (self.near, self.far):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def _messages(self) -> Iterator[tuple[bytes, bytes]]:
        """Each message with its kind; the first one of a connection has none."""
        kind = b""
        while True:
            length = self._exactly(LENGTH_BYTES)
            if not length:
                return
            rest = self._exactly(int.from_bytes(length) - LENGTH_BYTES)
            yield kind, kind + length + rest
            kind = self._exactly(1)
            if not kind:
                return

    def _exactly(self, count: int) -> bytes:
        found = b""
        while len(found) < count:
            part = self.near.recv(count - len(found))
            if not part:
                return b""
            found += part
        return found

    def _commits(self, kind: bytes, message: bytes) -> bool:
        """Whether this message runs a request's `commit`, prepared or not."""
        first, _, rest = message[1 + LENGTH_BYTES :].partition(b"\0")
        second = rest.partition(b"\0")[0]
        if kind == b"P":  # Parse: the statement's name, its text
            (self.commits.add if second == b"commit" else self.commits.discard)(first)
        if kind == b"B":  # Bind: the portal's name, the statement's name
            return second in self.commits
        return kind == b"Q" and first == b"commit"
