"""Connections that were used a moment ago: the next unit takes one without asking the pool."""

import asyncio
import time
from collections.abc import Callable

from mentorat.db.connection import Connection

TRUSTED_IDLE_SECONDS = 2.0  # a connection that answered this recently is not asked again
LENT_SECONDS = 60.0  # then the pool looks whether a connection is too old


class ConnectionsAtHand:
    """A stack: the last used is the first taken, so what is not needed grows old at its bottom and
    goes back to the pool, by `put_back`, which closes what stays idle.

    Whatever is kept here has answered within two seconds and is in no transaction. Nothing here
    waits, so nobody who is cancelled leaves a connection behind.
    """

    def __init__(self, put_back: Callable[[Connection], object]) -> None:
        self._put_back = put_back
        self._stack: list[Connection] = []
        self._doubted_at = 0.0
        self._sweep_due: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return len(self._stack)

    def is_trusted(self, connection: Connection) -> bool:
        """Whether it answered a moment ago, and none of its siblings was found broken since."""
        used_at = connection.used_at
        return used_at > self._doubted_at and time.monotonic() - used_at <= TRUSTED_IDLE_SECONDS

    def doubt(self) -> None:
        """One was found broken: the others are asked before they are used again."""
        self._doubted_at = time.monotonic()

    def take(self) -> Connection | None:
        """The connection that was used last, if it is trusted."""
        if self._stack and self.is_trusted(self._stack[-1]):
            return self._stack.pop()
        return None

    def keep(self, connection: Connection) -> bool:
        """Keep what has just been used; False, and nothing kept, when it is the pool's turn."""
        if not connection.is_idle or connection.used_at - connection.lent_at > LENT_SECONDS:
            return False
        self._stack.append(connection)
        if self._sweep_due is None:
            loop = asyncio.get_running_loop()
            self._sweep_due = loop.call_later(TRUSTED_IDLE_SECONDS, self._sweep)
        return True

    def clear(self) -> None:
        """Put everything back."""
        if self._sweep_due is not None:
            self._sweep_due.cancel()
            self._sweep_due = None
        while self._stack:
            self._put_back(self._stack.pop())

    def _sweep(self) -> None:
        kept, self._stack, self._sweep_due = self._stack, [], None
        for connection in kept:
            if not (self.is_trusted(connection) and self.keep(connection)):
                self._put_back(connection)
