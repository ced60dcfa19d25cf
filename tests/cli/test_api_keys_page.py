"""docs/api-keys.md is followed as it stands, by a shell, against a site of its own."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from mentorat.accounts.actions.count_request import KEY_MAX
from mentorat.app.routes import API
from mentorat.db.pool import Database
from mentorat.text.key_text import new_key
from mentorat.web.reference.security import scope_of
from tests.builders import MONDAY, Rows, a_booking, a_mentor
from tests.machines import EVERY_SCOPE
from tests.web import test_edge

pytestmark = pytest.mark.anyio
real_server = test_edge.real_server
PAGE = Path(__file__).parents[2] / "docs" / "api-keys.md"
BIN = Path(sys.executable).parent


async def test_every_command_of_the_page_works_as_written(
    real_server: int, database: Database, database_url: str, tmp_path: Path, rows: Rows
) -> None:
    a_booking(rows, await a_mentor(database), MONDAY)
    environment = {
        "PATH": f"{BIN}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "DATABASE_URL": database_url,
        "MENTORAT_HOME": str(tmp_path),
        "AUTH": "dev",
        "MENTORAT_URL": f"http://127.0.0.1:{real_server}",
    }
    blocks = re.findall(r"(?ms)^```sh\n(.*?)^```$", PAGE.read_text(encoding="utf-8"))
    assert len(blocks) == 4
    shell = ["bash", "-euo", "pipefail", "-c", "\n".join(blocks)]
    done = subprocess.run(
        shell, env=environment, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stderr
    lists = re.findall(r'"items":\[(\{?)', done.stdout)
    assert lists == ["{", "", "{", "{"]  # mentors, no article, bookings, people
    keys = rows("select name, revoked_at, used_at from api_keys order by created_at")
    assert [(one["name"], one["revoked_at"] is None) for one in keys] == [
        ("Public site", True),
        ("Back office", False),
    ]
    assert all(one["used_at"] for one in keys)


async def test_the_page_names_every_scope_with_what_it_opens_and_the_budget() -> None:
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
