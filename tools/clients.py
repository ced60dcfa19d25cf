"""Run docs/prisma.md, docs/webhooks.md and docs/nextjs.md as they are written, each beside what it
speaks of: a private PostgreSQL with the demo people, and a site on it."""

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from mentorat.cli.db import load_demo
from mentorat.db.embedded import local_server
from tools.running_site import new_database, running_site

ROOT = Path(__file__).parent.parent


def main() -> int:
    """The exit status of the first command that fails, or 0."""
    with tempfile.TemporaryDirectory(prefix="mentorat-clients-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        with local_server(home / "server") as server_url:
            databases = {
                "DATABASE_URL": new_database(server_url, "clients"),
                "SCRATCH_DATABASE_URL": new_database(server_url, "scratch"),
            }
            load_demo(databases["DATABASE_URL"])
            private = {**databases, "AUTH": "dev", "MENTORAT_HOME": folder}
            for document in ("docs/prisma.md", "docs/webhooks.md"):
                if status := _follow(ROOT / document, private):
                    return status
            with running_site(server_url, home) as site:
                return _follow(ROOT / "docs/nextjs.md", site)


def _follow(document: Path, variables: dict[str, str]) -> int:
    """Run every block of shell that the document shows, from the project's folder."""
    blocks = re.findall(r"(?ms)^```sh\n(.*?)^```$", document.read_text(encoding="utf-8"))
    if not blocks:
        print(f"{document} shows no commands", file=sys.stderr)
        return 1
    began = time.monotonic()
    for block in blocks:
        command = ["bash", "-euo", "pipefail", "-c", block]
        environment = {**os.environ, **variables}
        status = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        if status != 0:
            print(f"{document.name}: this failed:\n{block}", file=sys.stderr)
            return status
    print(f"{document.name}: {len(blocks)} blocks in {time.monotonic() - began:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
