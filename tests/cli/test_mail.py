"""An operator sees what has not left, and sends it again."""

import json
from typing import Any

import pytest

from mentorat.db.pool import Database
from tests.builders import Rows, a_person
from tests.notifications.test_outbox import a_message, post

pytestmark = pytest.mark.anyio


async def test_what_has_not_left_is_listed_without_its_text_and_sent_again(
    run: Any, database: Database, rows: Rows
) -> None:
    marc = await a_person(database, email="marc@courrier.example")
    await post(database, *(a_message(marc, f"booking:7:{n}") for n in range(3)))
    waits, failed, sent = (str(row["id"]) for row in rows("select id from messages order by id"))
    rows("update messages set failure = '451 later' where id = %s", waits)
    rows("update messages set failed_at = now(), failure = '550 no' where id = %s", failed)
    rows("update messages set sent_at = now() where id = %s", sent)
    listed = run("mail", "list", "--json").stdout
    assert {one["id"]: (one["state"], one["failure"]) for one in json.loads(listed)} == {
        waits: ("waiting", "451 later"),
        failed: ("failed", "550 no"),
    }
    table = run("mail", "list", "--failed").stdout
    assert (failed in table, waits in table, "550 no" in table) == (True, False, True)
    for told in ("courrier.example", "Mardi 8 juin", "Votre séance"):
        assert told not in table + listed
    again = run("mail", "resend", "--failed")
    assert (again.returncode, again.stderr) == (0, "1 message is tried by the worker\n")
    refused = run("mail", "resend", sent)
    assert (refused.returncode, "Traceback" in refused.stderr) == (1, False)
    assert run("mail", "resend").returncode == 2
