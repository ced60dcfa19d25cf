"""A site of its own for what is tried beside it: a database with the demo people, AUTH=dev."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import psycopg

from mentorat.cli.db import load_demo
from mentorat.db.upgrade import upgrade

STARTS_SECONDS = 180  # of a machine that is busy with other things
STOPS_SECONDS = 10
MENTORAT = Path(sys.executable).parent / "mentorat"


def new_database(server_url: str, name: str) -> str:
    """A migrated database of its own, as a connection string; `name` is one of ours."""
    head, _, path = server_url.rpartition("/")
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"create database {name}")
    mark, query = path.partition("?")[1:]
    url = f"{head}/{name}{mark}{query}"
    upgrade(url)
    return url


@contextmanager
def running_site(server_url: str, home: Path) -> Iterator[dict[str, str]]:
    """A site for the length of the block, as the variables that lead to it; raises RuntimeError
    when it does not answer."""
    database_url = new_database(server_url, "site")
    load_demo(database_url)
    port = _free_port()
    origin = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "AUTH": "dev",
        "DATABASE_URL": database_url,
        "MENTORAT_HOME": str(home),
        "PUBLIC_URL": origin,
        "PORT": str(port),
    }
    with (home / "serve.log").open("w", encoding="utf-8") as log:
        server = subprocess.Popen([MENTORAT, "serve"], env=environment, stdout=log, stderr=log)
        try:
            _wait_until_ready(origin, server, home / "serve.log")
            yield {"MENTORAT_URL": origin, "MENTORAT_HOME": str(home)}
        finally:
            server.terminate()
            server.wait(STOPS_SECONDS)


def _wait_until_ready(origin: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + STARTS_SECONDS
    while server.poll() is None and time.monotonic() < until:
        try:
            if httpx2.get(f"{origin}/health/ready", timeout=5, trust_env=False).is_success:
                return
        except httpx2.HTTPError:
            time.sleep(0.1)
    raise RuntimeError(f"the site does not answer:\n{log.read_text(encoding='utf-8')}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
