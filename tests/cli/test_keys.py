"""Whoever runs the site makes keys, looks at them and ends them, in a process of their own."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from mentorat.text.key_text import read_key
from tests.builders import Rows
from tests.machines import by_key

pytestmark = pytest.mark.anyio
MADE = ("keys", "create", "--name", "Site vitrine", "--scope", "mentors:read")


def listed(run: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("keys", "list", "--json").stdout)
    return found


async def test_a_key_is_shown_once_used_at_once_and_revoked_at_once_across_processes(
    run: Any, client: httpx2.AsyncClient, rows: Rows
) -> None:
    made = run(*MADE, "--scope", "posts:read", "--expires-in", "90d", "--reason", "vitrine")
    assert made.returncode == 0
    key = made.stdout.strip()
    parts = read_key(key)
    assert parts
    assert key not in made.stderr
    assert parts.id in made.stderr
    headers = by_key(key)
    assert (await client.get("/api/mentors", headers=headers)).status_code == 200
    (shown,) = listed(run)
    assert (shown["name"], shown["scopes"]) == ("Site vitrine", ["mentors:read", "posts:read"])
    ends = datetime.fromisoformat(shown["expires_at"])
    assert timedelta(days=89) < ends - datetime.now(UTC) <= timedelta(days=90)
    assert shown["used_at"] is not None
    table = run("keys", "list").stdout
    assert parts.id in table
    assert "in force" in table
    assert parts.secret not in table + json.dumps(shown)
    ended = run("keys", "revoke", parts.id, "--reason", "fuite")
    assert ended.returncode == 0
    assert (await client.get("/api/mentors", headers=headers)).status_code == 401
    assert "revoked" in run("keys", "list").stdout
    audited = rows("select action, reason from audit_events order by happened_at, id")
    assert [(one["action"], one["reason"]) for one in audited] == [
        ("api_key.created", "vitrine"),
        ("api_key.revoked", "fuite"),
    ]


def test_json_carries_the_key_and_nothing_is_made_of_what_makes_no_sense(run: Any) -> None:
    made = json.loads(run(*MADE, "--json").stdout)
    assert read_key(made["key"])
    assert (made["expires_at"], made["scopes"]) == (None, ["mentors:read"])
    for words in (
        ("keys", "create", "--name", "Sans droit"),
        ("keys", "create", "--scope", "mentors:read"),
        ("keys", "create", "--name", "x", "--scope", "mentors:write"),
        ("keys", "create", "--name", "  ", "--scope", "mentors:read"),
        ("keys", "create", "--name", "x" * 101, "--scope", "mentors:read"),
        (*MADE, "--expires-in", "demain"),
        (*MADE, "--expires-in", "0d"),
        (*MADE, "--expires-in", "40y"),
        ("keys", "revoke"),
    ):
        assert run(*words).returncode == 2, words
    missing = run("keys", "revoke", "nobody")
    assert (missing.returncode, "Traceback" in missing.stderr) == (1, False)
    assert "mentorat keys list" in missing.stderr
    assert len(listed(run)) == 1
