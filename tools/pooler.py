"""Run the database's tests through a real PgBouncer in transaction mode, as Neon's pooler is."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg

from mentorat.db.embedded import local_server
from mentorat.db.embedded.unprivileged import preparation

PORT = 56432
TESTS = (
    "tests/accounts",
    "tests/onboarding",
    "tests/mentors",
    "tests/directory",
    "tests/bookings",
    "tests/week",
    "tests/db/test_pool.py",
    "tests/web/test_access.py",
)
PYTEST = (sys.executable, "-m", "pytest", "-q")
SETTINGS = """
[databases]
* = host={host} port=5432 user={user} password={password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir = {folder}
auth_type = plain
auth_file = {folder}/users.txt
pool_mode = transaction
default_pool_size = {size}
max_client_conn = 500
server_round_robin = 1
ignore_startup_parameters =
logfile = {folder}/pgbouncer.log
pidfile = {folder}/pgbouncer.pid
"""


READY_SECONDS = 10.0


def main() -> int:
    program = find_program()
    if program is None:
        print("PgBouncer is not here. Debian: sudo apt install pgbouncer", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="mentorat-pooler-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        tls = subprocess.run([*PYTEST, "tests/neon"], check=False)
        if tls.returncode != 0:
            return tls.returncode
        with local_server(folder / "server") as url, pooled(program, folder, url) as pooler_url:
            return _run(url, pooler_url)


def find_program() -> str | None:
    """Where PgBouncer is, if it is here."""
    return shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")


@contextlib.contextmanager
def pooled(
    program: str, folder: Path, url: str, *, port: int = PORT, size: int = 4
) -> Iterator[str]:
    """The same database through a PgBouncer of `size` connections, as a connection string."""
    parts = urlsplit(url)
    user, password = parts.username or "", parts.password or ""
    socket_folder = unquote((parts.netloc.rpartition("@")[2]).partition(":")[0])
    values = {"host": socket_folder, "user": user, "password": password, "port": port}
    settings = SETTINGS.format(folder=folder, size=size, **values)
    (folder / "pgbouncer.ini").write_text(settings, encoding="utf-8")
    (folder / "users.txt").write_text(f'"{user}" "{password}"\n', encoding="utf-8")
    # PgBouncer refuses to be root too: the same user namespace as the server's serves it.
    pooler = subprocess.Popen(
        [program, "-q", str(folder / "pgbouncer.ini")], preexec_fn=preparation(folder)
    )
    address = f"postgresql://{user}:{password}@127.0.0.1:{port}{parts.path}"
    try:
        _wait_until_ready(address)
        yield address
    finally:
        pooler.terminate()
        pooler.wait()


def _wait_until_ready(address: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while True:
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


def _run(url: str, pooler_url: str) -> int:
    environment = {
        **os.environ,
        "TEST_SERVER_URL": url,
        "TEST_POOLER_URL": pooler_url,
        "HISTORIES": "80",
    }
    command = [*PYTEST, "-n", "2", "--timeout", "60", *TESTS]
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
