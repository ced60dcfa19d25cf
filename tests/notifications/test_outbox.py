"""A message is written once, with what it tells of, and leaves once."""

import pytest

from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.notifications.actions import NewMessage, note_refused, note_sent, post_message
from tests.builders import MONDAY, Rows, a_person

pytestmark = pytest.mark.anyio


def a_message(reader: str, topic: str = "booking:7:0", thread: str | None = None) -> NewMessage:
    return NewMessage(
        recipient_id=reader,
        topic=topic,
        subject="Votre séance de mardi",
        body_text="Mardi 8 juin, à dix heures.",
        body_html="<p>Mardi 8 juin, à dix heures.</p>",
        thread=thread,
    )


async def post(database: Database, *messages: NewMessage) -> list[bool]:
    async with database.unit(writes=True) as unit:
        return [await post_message(Db(unit), one, now=MONDAY) for one in messages]


async def test_who_is_told_the_same_thing_twice_gets_one_message(
    database: Database, rows: Rows
) -> None:
    marc = await a_person(database)
    assert await post(database, a_message(marc), a_message(marc)) == [True, False]
    assert await post(database, a_message(marc), a_message(marc, "booking:7:1")) == [False, True]
    jobs = rows("select count(*) as n from procrastinate_jobs where task_name = 'deliver_message'")
    assert jobs == [{"n": 2}]


async def test_a_change_that_is_undone_tells_nobody(database: Database, rows: Rows) -> None:
    marc = await a_person(database)
    before = rows("select count(*) from procrastinate_jobs")

    class PowerCutError(Exception):
        pass

    with pytest.raises(PowerCutError):
        async with database.unit(writes=True) as unit:
            await post_message(Db(unit), a_message(marc), now=MONDAY)
            raise PowerCutError
    assert rows("select id from messages where recipient_id = %s", marc) == []
    assert rows("select count(*) from procrastinate_jobs") == before


async def test_messages_about_one_session_leave_in_order_and_others_wait_for_none_of_them(
    database: Database, rows: Rows
) -> None:
    marc, ines = await a_person(database), await a_person(database)
    about = [a_message(who, f"booking:7:{n}", "7") for n in (0, 1) for who in (marc, ines)]
    await post(database, *about, a_message(marc, "hello"))
    locks = rows(
        "select lock, count(*) as n from procrastinate_jobs"
        " where task_name = 'deliver_message' group by lock order by lock"
    )
    (apart,) = rows("select id from messages where topic = 'hello'")
    expected = {f"mail:{marc}:7": 2, f"mail:{ines}:7": 2, f"mail:{apart['id']}": 1}
    assert {found["lock"]: found["n"] for found in locks} == expected


async def test_what_has_left_is_never_said_to_have_been_refused(
    database: Database, rows: Rows
) -> None:
    marc = await a_person(database)
    await post(database, a_message(marc))
    (message,) = rows("select id from messages where recipient_id = %s", marc)
    async with database.unit(writes=True) as unit:
        note_sent(Db(unit), message["id"], now=MONDAY)
        note_refused(Db(unit), message["id"], "550 no such mailbox", now=MONDAY)
    found = rows("select sent_at, failed_at, failure from messages where id = %s", message["id"])
    assert found == [{"sent_at": MONDAY, "failed_at": None, "failure": None}]
