"""What has not left is seen: how much waits, since when, and what was given up."""

from datetime import timedelta
from uuid import uuid4

import pytest

from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.notifications.actions import (
    drop_message,
    note_refused,
    note_sent,
    send_again,
    send_failed_again,
)
from mentorat.notifications.jobs import DELIVER_MESSAGE
from mentorat.notifications.patience import TRIED_FOR
from mentorat.notifications.queries import MailState, find_mail_state
from tests.builders import MONDAY, Rows, a_person
from tests.notifications.posting import Post
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


async def test_what_failed_is_sent_again_for_four_days_more_and_what_is_over_is_not(
    database: Database, mail: Post
) -> None:
    marc = await a_person(database)
    await post(database, *(a_message(marc, f"letter {n}") for n in range(4)))
    failed, waits, sent, dropped = (one["id"] for one in mail.messages())
    mail.server.answers = {"RCPT": "550 no"}
    mail.rows("delete from procrastinate_jobs")
    await mail.worker.do(DELIVER_MESSAGE, message_id=str(failed))
    mail.server.answers = {"RCPT": "450 later"}
    await mail.worker.do(DELIVER_MESSAGE, message_id=str(waits))
    async with database.unit(writes=True) as unit:
        note_sent(Db(unit), sent, now=mail.now)
        drop_message(Db(unit), dropped, "over", now=mail.now)
    mail.clock.ahead = TRIED_FOR
    async with database.unit(writes=True) as unit:
        asked = [await send_again(Db(unit), one) for one in (waits, sent, dropped, uuid4())]
        assert await send_failed_again(Db(unit)) == 1
    assert asked == [True, False, False, False]
    await mail.deliver()
    assert [one["failed_at"] for one in mail.messages()] == [None] * 4
    mail.server.answers = {}
    await mail.sweep(timedelta(minutes=1))
    assert [one["sent_at"] is not None for one in mail.messages()] == [True, True, True, False]
