"""Being asked to stop: a signal sets a flag and nothing else, and the work looks at it.

An exception raised by a handler comes at any instruction: inside a migration, inside a driver that
then cannot clean up, inside a finaliser that swallows it. Nothing of ours is interrupted half-way.
"""

import signal
import time

POLL_SECONDS = 0.1
URGENT_SECONDS = 0.5  # who stops a whole group may signal each of it twice at once


class StopAskedError(Exception):
    """Somebody asked this command to end, between two of its steps."""


class StopRequest:
    """Whether somebody asked this process to end, and again since then."""

    def __init__(self) -> None:
        self.was_made = False
        self.is_urgent = False
        self._made_at = 0.0

    def listen(self) -> None:
        """From now on SIGINT and SIGTERM set the flag."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._note)

    def check(self) -> None:
        """Raise StopAskedError once somebody asked."""
        if self.was_made:
            raise StopAskedError

    def wait(self, seconds: float) -> None:
        """Wait as long as nobody asks; raises StopAskedError when somebody does."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self.check()
            time.sleep(min(left, POLL_SECONDS))
        self.check()

    def _note(self, _number: int, _frame: object) -> None:
        now = time.monotonic()
        if not self.was_made:
            self.was_made, self._made_at = True, now
        elif now - self._made_at > URGENT_SECONDS:
            self.is_urgent = True
