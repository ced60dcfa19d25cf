"""The product as real processes: its commands, and its web process at a lasting address."""

import contextlib
import random
import socket
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx2

from tests.faults.processes import environment, wait_until


def free_port() -> int:
    """A free port below those the kernel hands out: nobody takes it while a site restarts."""
    for _attempt in range(100):
        port = random.randint(20_000, 30_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no free port")


def mentorat(home: Path, *words: str, **settings: str) -> subprocess.Popen[bytes]:
    """A command of the product; its words are appended to `command.log`."""
    with (home / "command.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "mentorat", *words],
            env=environment(home, **settings),
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def run_mentorat(home: Path, *words: str, **settings: str) -> None:
    """A command of the product that ends well."""
    assert mentorat(home, *words, **settings).wait(60) == 0, (home / "command.log").read_text()


class Site:
    """The web process of one folder, at an address that outlives it."""

    def __init__(self, home: Path, **settings: str) -> None:
        self.home = home
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.settings = settings
        self.process = self._spawn()

    def _spawn(self) -> subprocess.Popen[bytes]:
        return mentorat(self.home, "serve", "--port", str(self.port), **self.settings)

    def wait_until_ready(self, within: float = 30.0) -> float:
        """The seconds until it says that it can serve."""
        with self.client(timeout=8) as client:
            return wait_until(
                lambda: status(client, "/health/ready") == 200, within, "a ready site"
            )

    def restart(self) -> None:
        """kill -9, and the next one at the same address."""
        self.kill()
        self.process = self._spawn()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)

    def client(self, timeout: float = 15.0) -> httpx2.Client:
        """A client on loopback, whatever proxies the environment names."""
        limits = httpx2.Limits(max_connections=100)
        return httpx2.Client(base_url=self.url, timeout=timeout, trust_env=False, limits=limits)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.kill()


def status(client: httpx2.Client, path: str) -> int | None:
    """The answer's status; None when there was no answer."""
    try:
        return int(client.get(path).status_code)
    except httpx2.TransportError:
        return None
