"""Both people are told once, in their own language and time."""

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.bookings.jobs import TELL_BOOKING
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.events.jobs import PUBLISH_EVENT
from mentorat.notifications.delivery import mime_message
from mentorat.notifications.jobs import DELIVER_MESSAGE
from mentorat.notifications.queries import newest_messages
from mentorat.settings import Settings
from tests.builders import Rows, a_mentor, a_student
from tests.people import TEN, an_eleve, book, session_of
from tests.working import Worker

pytestmark = pytest.mark.anyio


async def do_jobs(worker: Worker, rows: Rows) -> None:
    """What the worker would do, in order; each job twice, as a killed worker's would be."""
    await worker.take(rows, PUBLISH_EVENT, TELL_BOOKING, DELIVER_MESSAGE, times=2)


async def test_a_booking_its_move_and_its_end_are_told_once_each(
    client: httpx2.AsyncClient,
    database: Database,
    settings: Settings,
    rows: Rows,
    clerk_key: RSAKey,
) -> None:
    mentor = await a_mentor(database)
    learner = await a_student(database, locale="en", timezone="America/Montreal")
    eleve = session_of(clerk_key, learner)
    rows("delete from procrastinate_jobs")
    worker = Worker(settings, database)
    booked = (await book(client, mentor, eleve, "2027-06-10T08:00:00Z")).json()
    await do_jobs(worker, rows)
    path = f"/api/bookings/{booked['id']}"
    await client.post(f"{path}/move", json={"startsAt": "2027-06-11T08:00:00Z"}, headers=eleve)
    await do_jobs(worker, rows)
    await client.post(f"{path}/cancellation", json={}, headers=eleve)
    await do_jobs(worker, rows)
    told = rows("select * from messages order by created_at, recipient_id = %s", mentor)
    assert len(told) == 6
    assert all(row["sent_at"] for row in told)
    mine = [row for row in told if row["recipient_id"] != mentor]
    assert "Thursday 10 June, 04:00–05:00 (Montreal, UTC−04:00)" in mine[0]["body_text"]
    theirs = [row for row in told if row["recipient_id"] == mentor]
    assert "jeudi 10 juin, 10:00–11:00 (Paris, UTC+02:00)" in theirs[0]["body_text"]
    assert [row["calendar_method"] for row in mine] == ["REQUEST", "REQUEST", "CANCEL"]
    uids = {row["calendar"].partition("UID:")[2].partition("\r\n")[0] for row in told}
    assert uids == {f"{booked['id']}@mentorat.example"}


async def test_a_mail_carries_the_invitation_as_outlook_wants_it(
    client: httpx2.AsyncClient,
    database: Database,
    settings: Settings,
    rows: Rows,
    clerk_key: RSAKey,
) -> None:
    mentor = await a_mentor(database)
    await book(client, mentor, await an_eleve(database, clerk_key), TEN)
    await do_jobs(Worker(settings, database), rows)
    async with database.unit(writes=False) as unit:
        message = (await newest_messages(Db(unit), count=1))[0]
    mail = mime_message(message, origin=settings.origin)
    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "text/calendar",
    ]
    invitations = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert [part.get_param("method") for part in invitations] == ["REQUEST", "REQUEST"]
    assert invitations[0].get("Content-Disposition") is None
    assert mail["Message-ID"] == f"<{message.id}@mentorat.example>"
