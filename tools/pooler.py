"""Run the database's tests through a real PgBouncer in transaction mode, as Neon's pooler is."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import unquote, urlsplit

from mentorat.db.embedded import local_server
from mentorat.db.embedded.unprivileged import preparation

PORT = 56432
TESTS = (
    "tests/accounts",
    "tests/onboarding",
    "tests/mentors",
    "tests/directory",
    "tests/availability/test_editor.py",
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
default_pool_size = 4
max_client_conn = 500
server_round_robin = 1
ignore_startup_parameters =
logfile = {folder}/pgbouncer.log
pidfile = {folder}/pgbouncer.pid
"""


def main() -> int:
    program = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
    if program is None:
        print("PgBouncer is not here. Debian: sudo apt install pgbouncer", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="mentorat-pooler-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        tls = subprocess.run([*PYTEST, "tests/neon"], check=False)
        if tls.returncode != 0:
            return tls.returncode
        with local_server(folder / "server") as url:
            return _run(program, folder, url)


def _run(program: str, folder: Path, url: str) -> int:
    parts = urlsplit(url)
    user, password = parts.username or "", parts.password or ""
    socket_folder = unquote((parts.netloc.rpartition("@")[2]).partition(":")[0])
    values = {"host": socket_folder, "user": user, "password": password, "port": PORT}
    settings = SETTINGS.format(folder=folder, **values)
    (folder / "pgbouncer.ini").write_text(settings, encoding="utf-8")
    (folder / "users.txt").write_text(f'"{user}" "{password}"\n', encoding="utf-8")
    # PgBouncer refuses to be root too: the same user namespace as the server's serves it.
    pooler = subprocess.Popen(
        [program, "-q", str(folder / "pgbouncer.ini")], preexec_fn=preparation(folder)
    )
    try:
        time.sleep(1)
        environment = {
            **os.environ,
            "TEST_SERVER_URL": url,
            "TEST_POOLER_URL": f"postgresql://{user}:{password}@127.0.0.1:{PORT}/mentorat",
            "HISTORIES": "80",
        }
        return subprocess.run(
            [*PYTEST, "-n", "2", "--timeout", "60", *TESTS],
            env=environment,
            check=False,
        ).returncode
    finally:
        pooler.terminate()
        pooler.wait()


if __name__ == "__main__":
    sys.exit(main())
