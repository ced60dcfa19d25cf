"""`mentorat run` as a terminal starts and stops it."""

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Self

from tests.faults.processes import wait_until_gone
from tests.faults.site import free_port, mentorat

STOP_SECONDS = 10.0


class RunningSite:
    """`mentorat run` in a folder."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        (self.home / "command.log").unlink(missing_ok=True)  # «ready» is said of this start
        self.process = mentorat(self.home, "run", PORT=str(self.port))

    def words(self) -> bytes:
        return (self.home / "command.log").read_bytes()

    def stop(self, number: signal.Signals) -> tuple[float, float]:
        """The seconds until it ended, and until none of its processes was left."""
        ended = self.end(number)
        return ended, ended + wait_until_gone(self.home, STOP_SECONDS - ended)

    def end(self, number: signal.Signals) -> float:
        """The seconds until it ended."""
        assert self.process is not None
        started = time.monotonic()
        if number == signal.SIGINT:
            os.killpg(self.process.pid, number)  # Ctrl-C reaches the whole foreground
        else:
            self.process.send_signal(number)
        self.process.wait(STOP_SECONDS)
        return time.monotonic() - started

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self.process:
            self.process.kill()
            self.process.wait(10)
