"""Another process that uses the private server of a folder."""

import select
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.faults.processes import LEFT_SECONDS, environment


class Holder:
    """Another process that holds the private server of a folder, until it is let go."""

    def __init__(self, home: Path, *before: str, python: str = sys.executable, **env: str) -> None:
        self.home = home
        self._url = ""
        self.process = subprocess.Popen(
            [*before, python, "-m", "tests.faults.hold", str(home)],
            env=environment(home, **env),
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            bufsize=0,
        )

    def url(self, within: float = 60.0) -> str:
        """The server's address, as soon as it runs."""
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        if not self._url:
            came, _, _ = select.select([self.process.stdout], [], [], within)
            assert came, f"the server did not come within {within} s"
            self._url = self.process.stdout.readline().decode().strip()
            assert self._url, self.process.stderr.read().decode()
        return self._url

    def let_go(self) -> None:
        """Leave as a user does."""
        self._close()
        assert self.process.wait(LEFT_SECONDS) == 0

    def _close(self) -> None:
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.process.kill()
        self.process.wait(10)
        self._close()
        if self.process.stderr:
            self.process.stderr.close()
