"""Run docs/prisma.md and docs/webhooks.md as they are written, on a private PostgreSQL with the
demo people."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg

from mentorat.cli.db import load_demo
from mentorat.db.embedded import local_server
from mentorat.db.upgrade import upgrade

ROOT = Path(__file__).parent.parent
DOCUMENTS = ("docs/prisma.md", "docs/webhooks.md")


def main() -> int:
    """The exit status of the first command that fails, or 0."""
    with tempfile.TemporaryDirectory(prefix="mentorat-clients-") as folder:
        Path(folder).chmod(0o755)
        with local_server(Path(folder) / "server") as server_url:
            urls = {name: _database(server_url, name) for name in ("clients", "scratch")}
            load_demo(urls["clients"])
            environment = {
                **os.environ,
                "AUTH": "dev",
                "MENTORAT_HOME": folder,
                "DATABASE_URL": urls["clients"],
                "SCRATCH_DATABASE_URL": urls["scratch"],
            }
            for document in DOCUMENTS:
                status = _follow(ROOT / document, environment)
                if status != 0:
                    return status
    return 0


def _database(server_url: str, name: str) -> str:
    """A migrated database of its own, as a connection string."""
    head, _, path = server_url.rpartition("/")
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"create database {name}")  # one of the two names above
    mark, query = path.partition("?")[1:]
    url = f"{head}/{name}{mark}{query}"
    upgrade(url)
    return url


def _follow(document: Path, environment: dict[str, str]) -> int:
    """Run every block of shell that the document shows, from the project's folder."""
    blocks = re.findall(r"(?ms)^```sh\n(.*?)^```$", document.read_text(encoding="utf-8"))
    if not blocks:
        print(f"{document} shows no commands", file=sys.stderr)
        return 1
    for block in blocks:
        command = ["bash", "-euo", "pipefail", "-c", block]
        status = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        if status != 0:
            print(f"{document.name}: this failed:\n{block}", file=sys.stderr)
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main())
