"""docs/api-keys.md is followed as it stands, by a shell, against a site of its own."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from mentorat.accounts.actions.count_request import KEY_MAX
from mentorat.app.routes import API
from mentorat.text.key_text import new_key
from mentorat.web.operation_security import scope_of
from tests.builders import Rows
from tests.machines import EVERY_SCOPE

PAGE = Path(__file__).parents[2] / "docs" / "api-keys.md"
BIN = Path(sys.executable).parent


@pytest.fixture
def environment(database_url: str, tmp_path: Path) -> Iterator[dict[str, str]]:
    """A site with the people of the demo, and the settings with which to reach it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {
        "PATH": f"{BIN}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "DATABASE_URL": database_url,
        "MENTORAT_HOME": str(tmp_path),
        "AUTH": "dev",
        "PORT": str(port),
        "MENTORAT_URL": f"http://127.0.0.1:{port}",
    }
    subprocess.run([BIN / "mentorat", "db", "seed"], env=settings, check=True, cwd=tmp_path)
    with subprocess.Popen([BIN / "mentorat", "serve"], env=settings, cwd=tmp_path) as site:
        try:
            _wait_for(settings["MENTORAT_URL"])
            yield settings
        finally:
            site.terminate()


def _wait_for(url: str) -> None:
    for _ in range(200):
        try:
            if httpx2.get(f"{url}/health/ready").status_code == 200:
                return
        except httpx2.TransportError:
            pass
        time.sleep(0.1)
    pytest.fail("the site did not start")


def test_every_command_of_the_page_works_as_written(
    environment: dict[str, str], tmp_path: Path, rows: Rows
) -> None:
    blocks = re.findall(r"(?ms)^```sh\n(.*?)^```$", PAGE.read_text(encoding="utf-8"))
    assert len(blocks) == 4
    shell = ["bash", "-euxo", "pipefail", "-c", "\n".join(blocks)]
    done = subprocess.run(
        shell,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count('"items":[{') == 4
    keys = rows(
        "select name, revoked_at is null as opens, used_at from api_keys order by created_at"
    )
    assert [(one["name"], one["opens"]) for one in keys] == [
        ("Public site", True),
        ("Back office", False),
    ]
    assert all(one["used_at"] for one in keys)


def test_the_page_names_every_scope_with_what_it_opens_and_the_budget() -> None:
    page = PAGE.read_text(encoding="utf-8")
    table = dict(re.findall(r"(?m)^\| `(\w+:read)` \| (.*) \|$", page))
    assert table.keys() == set(EVERY_SCOPE)
    for handler in API:
        scope = scope_of(handler)
        for path in handler.paths if scope else ():
            shown = re.sub(r"\{(?:\w+_)?(id|slug):\w+\}", r"{\1}", path)
            assert f"{shown}`" in table[str(scope)]
    assert f"{KEY_MAX:,}" in page
    scanned = re.search(r"`(mentorat_\[.*?)`", page)
    assert scanned
    assert re.fullmatch(scanned[1], new_key().written)
