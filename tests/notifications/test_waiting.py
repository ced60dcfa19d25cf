"""What has not left is seen: how much waits, since when, and what was given up."""

from datetime import timedelta

import pytest

from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.notifications.actions import note_refused, note_sent
from mentorat.notifications.queries import MailState, find_mail_state
from tests.builders import MONDAY, Rows, a_person
from tests.notifications.test_outbox import a_message, post

pytestmark = pytest.mark.anyio


async def test_what_waits_since_when_and_what_was_given_up_is_known(
    database: Database, rows: Rows
) -> None:
    marc = await a_person(database)
    async with database.unit(writes=False) as unit:
        assert await find_mail_state(Db(unit), MONDAY) == MailState(0, None, 0)
    await post(database, *(a_message(marc, f"booking:7:{n}") for n in range(5)))
    sent, refused, dropped, old, _ = rows("select id from messages order by id")
    rows("update messages set dropped_at = now() where id = %s", dropped["id"])
    rows("update messages set created_at = %s where id = %s", MONDAY - timedelta(2), old["id"])
    async with database.unit(writes=True) as unit:
        note_sent(Db(unit), sent["id"], now=MONDAY)
        note_refused(Db(unit), refused["id"], "550 no such mailbox", now=MONDAY)
    async with database.unit(writes=False) as unit:
        state = await find_mail_state(Db(unit), MONDAY)
    assert state == MailState(waiting=2, oldest_waiting_since=MONDAY - timedelta(2), failed=1)
