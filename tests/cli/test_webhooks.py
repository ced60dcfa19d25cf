"""Programs that are told what happens, by the command line."""

import json
from typing import Any
from uuid import uuid4

import pytest

from tests.builders import Rows

pytestmark = pytest.mark.anyio
ADDRESS = "https://other.example/hook"


def test_a_program_is_added_tried_out_and_given_another_secret(run: Any, rows: Rows) -> None:
    added = json.loads(run("webhooks", "add", ADDRESS, "booking.*", "user.left").stdout)
    assert added["secret"].startswith("whsec_")
    listed = json.loads(run("webhooks", "list", "--json").stdout)
    assert [(one["id"], one["address"], one["types"]) for one in listed] == [
        (added["id"], ADDRESS, ["booking.*", "user.left"])
    ]
    assert run("webhooks", "test", added["id"]).returncode == 0
    assert "active" in run("webhooks", "list").stdout
    rotated = run("webhooks", "rotate", added["id"]).stdout.strip()
    assert rotated.startswith("whsec_")
    assert rotated != added["secret"]
    audited = rows("select actor, action from audit_events order by id")
    assert [(row["actor"], row["action"]) for row in audited] == [
        ("cli", f"webhook.{verb}") for verb in ("added", "tested", "rotated")
    ]


def test_what_failed_is_sent_again(run: Any, rows: Rows) -> None:
    added = json.loads(run("webhooks", "add", ADDRESS).stdout)
    run("webhooks", "test", added["id"])
    assert run("webhooks", "replay", added["id"], "--since", "2020-01-01").returncode == 1
    rows("update webhook_messages set failed_at = now()")
    again = run("webhooks", "replay", added["id"], "--since", "2020-01-01T00:00:00")
    assert (again.returncode, again.stderr) == (0, "1 message is sent by the worker\n")
    (message,) = rows("select id, failed_at from webhook_messages")
    assert message["failed_at"] is None
    one = run("webhooks", "replay", added["id"], "--message", str(message["id"]))
    assert one.returncode == 0
    assert run("webhooks", "replay", added["id"]).returncode == 2


@pytest.mark.parametrize("address", ["http://other.example/", "https://10.0.0.7/", "machine"])
def test_an_address_that_we_do_not_post_to_is_refused(run: Any, rows: Rows, address: str) -> None:
    refused = run("webhooks", "add", address)
    assert (refused.returncode, "Traceback" in refused.stderr) == (1, False)
    assert rows("select 1 from webhook_endpoints") == []


def test_nobody_of_that_id_is_told(run: Any) -> None:
    for verb in ("test", "rotate"):
        assert run("webhooks", verb, str(uuid4())).returncode == 1
