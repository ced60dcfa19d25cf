"""The site under measure: a private database and one real `mentorat serve`."""

import base64
import contextlib
import http.client
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from joserfc.jwk import RSAKey
from psycopg.conninfo import conninfo_to_dict

from bench import people
from mentorat.db.embedded import local_server
from mentorat.db.upgrade import upgrade
from tests.fakes.clerk_tokens import PUBLISHABLE_KEY, public_pem

ORIGIN = "https://mentorat.example"
WEBHOOK_KEY = b"bench" * 6
START_SECONDS = 30.0
STOP_SECONDS = 15.0


@dataclass(frozen=True)
class Site:
    """Where the server and its database are, and what signs its tokens."""

    port: int
    database_url: str
    clerk_key: RSAKey

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"


@contextlib.contextmanager
def running_site(fill: Callable[[str], None]) -> Iterator[Site]:
    """A database, as `fill` leaves it, and its server, for the length of the block."""
    with tempfile.TemporaryDirectory(prefix="mentorat-bench-") as folder:
        home = Path(folder)
        with local_server(home) as url:
            upgrade(url)
            fill(url)
            site = Site(_free_port(), url, RSAKey.generate_key(2048, {"kid": "ins_key_1"}))
            with _served(site, home):
                yield site
        _leave_no_trace(home, url)


@contextlib.contextmanager
def _served(site: Site, home: Path) -> Iterator[None]:
    log = home / "serve.log"
    with log.open("wb") as stream:
        server = subprocess.Popen(
            [sys.executable, "-m", "mentorat", "serve"],
            env={**os.environ, **_environment(site, home)},
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
        )
    try:
        _wait_until_ready(site, server, log)
        yield
    finally:
        server.terminate()
        try:
            server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _leave_no_trace(home: Path, url: str) -> None:
    # The server outlives its last client for a moment: its files must not vanish under it.
    deadline = time.monotonic() + STOP_SECONDS
    while list(home.glob("postgres-*/data/postmaster.pid")) and time.monotonic() < deadline:
        time.sleep(0.1)
    with contextlib.suppress(OSError):
        Path(str(conninfo_to_dict(url)["host"])).rmdir()


def _environment(site: Site, home: Path) -> dict[str, str]:
    return {
        "AUTH": "clerk",
        "MAIL": "outbox",
        "SECRET_KEY": secrets.token_urlsafe(40),
        "PORT": str(site.port),
        "PUBLIC_URL": ORIGIN,
        "DATABASE_URL": site.database_url,
        "MENTORAT_HOME": str(home),
        "RATE_LIMITS": "off",
        "BOOKINGS_PAIR_MAX": "100000",
        "BOOKINGS_OPEN_MAX": "100000",
        "BOOKINGS_DAILY_MAX": "100000",
        "CLERK_PUBLISHABLE_KEY": PUBLISHABLE_KEY,
        "CLERK_JWT_KEY": public_pem(site.clerk_key),
        "CLERK_INSTANCE_ID": people.INSTANCE,
        "CLERK_AUTHORIZED_PARTIES": ORIGIN,
        "CLERK_WEBHOOK_SIGNING_SECRET": "whsec_" + base64.b64encode(WEBHOOK_KEY).decode(),
    }


def _wait_until_ready(site: Site, server: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        if _is_ready(site):
            return
        time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{log.read_text(encoding='utf-8')[-2000:]}")


def _is_ready(site: Site) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=5)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
