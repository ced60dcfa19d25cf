"""Operators see what did not succeed, have it tried again or forget it; the audit knows who did."""

from datetime import timedelta

import httpx2
import pytest

from mentorat.admin.desk import CARDS
from mentorat.db.pool import Database
from tests import people
from tests.builders import MONDAY, Rows, a_person
from tests.forms import submit

pytestmark = pytest.mark.anyio
clock = people.clock
FAILED = (
    "insert into procrastinate_jobs (queue_name, task_name, status, attempts, queueing_lock, args)"
    " values ('clerk', %s, 'failed', 10, 'q', '{\"user_id\": \"user_x\"}') returning id"
)
UNSENT = (
    "insert into messages (id, recipient_id, topic, subject, body_text, body_html, created_at,"
    " failed_at, failure) values (gen_random_uuid(), %s, %s, 's', 't', 'h', %s, %s, '451')"
    " returning id::text"
)


def audited(rows: Rows) -> list[tuple[str, str]]:
    found = rows("select action, subject from audit_events where action !~ 'role' order by id")
    return [(row["action"], row["subject"]) for row in found]


async def test_each_subject_has_its_card_with_what_waits_and_a_page_behind_it(
    desk: httpx2.AsyncClient, database: Database, rows: Rows
) -> None:
    rows(FAILED, "push_role")
    marc = await a_person(database)
    for topic, failed_at in (("a", None), ("b", MONDAY)):
        rows(UNSENT, marc, topic, MONDAY, failed_at)
    page = (await desk.get("/admin?lang=en")).text
    for words in ("1 job has failed", "2 e-mails could not be sent.", "0 profiles"):
        assert words in page
    for card in CARDS:
        for link in (card.link, card.link_of_none):
            assert (await desk.get(link)).status_code == 200


async def test_a_job_is_tried_again_as_often_as_a_new_one_or_forgotten(
    desk: httpx2.AsyncClient, rows: Rows
) -> None:
    (again, gone) = (rows(FAILED, name)[0]["id"] for name in ("push_role", "fetch_user"))
    assert "push_role" in (await desk.get("/admin/jobs")).text
    # The same work waits already, under its queueing lock: it is in nobody's way.
    rows(
        "insert into procrastinate_jobs (queue_name, task_name, queueing_lock)"
        " values ('clerk', 'push_role', 'q')"
    )
    for do, job in (("retry", again), ("drop", gone)):
        done = await submit(desk, "/admin/jobs", {"do": do, "job": str(job)})
        assert (done.status_code, done.headers["location"]) == (303, f"/admin/jobs?done={do}")
    left = rows(
        "select id, status::text, attempts from procrastinate_jobs where queue_name = 'clerk'"
    )
    assert {"id": again, "status": "todo", "attempts": 0} in left
    assert gone not in {row["id"] for row in left}
    assert audited(rows) == [("job.retried", str(again)), ("job.dropped", str(gone))]


async def test_what_somebody_else_saw_to_is_not_done_twice_and_odd_numbers_are_refused(
    desk: httpx2.AsyncClient, rows: Rows
) -> None:
    job = rows(FAILED, "push_role")[0]["id"]
    await submit(desk, "/admin/jobs", {"do": "retry", "job": str(job)})
    rows(FAILED, "fetch_user")
    for number, status in ((job, 409), (10**17, 409), (10**30, 422), ("-1", 422), ("x", 422)):
        answer = await submit(desk, "/admin/jobs", {"do": "drop", "job": str(number)})
        assert answer.status_code == status
        assert 'role="alert"' in answer.text
    assert len(audited(rows)) == 1


async def test_after_an_outage_everything_is_tried_again_at_once(
    desk: httpx2.AsyncClient, database: Database, rows: Rows
) -> None:
    for _ in range(51):
        rows(FAILED, "push_role")
    first, second = [(await desk.get(f"/admin/jobs?page={n}")).text for n in (1, 2)]
    assert (first.count("<code>push_role"), second.count("<code>push_role")) == (50, 1)
    assert "/admin/jobs?page=2" in first
    assert (await desk.get(f"/admin/jobs?page={'9' * 5000}")).status_code == 200
    await submit(desk, "/admin/jobs", {"do": "retry_all"})
    marc = await a_person(database)
    rows(UNSENT, marc, "a", MONDAY, MONDAY)
    await submit(desk, "/admin/mails", {"do": "resend_all"})
    assert rows("select 1 from procrastinate_jobs where status = 'failed'") == []
    assert rows("select 1 from messages where failed_at is not null") == []
    assert audited(rows) == [("job.retried", "all"), ("message.resent", "all")]


async def test_a_message_that_waits_or_failed_is_sent_again_or_never(
    desk: httpx2.AsyncClient, database: Database, rows: Rows
) -> None:
    marc = await a_person(database, first_name="Marc", last_name="Lenoir")
    states = (("waits", None), ("failed", MONDAY), ("dropped", MONDAY), ("pointless", None))
    ids = {
        topic: rows(UNSENT, marc, topic, MONDAY - timedelta(hours=1), at)[0]["id"]
        for topic, at in states
    }
    shown = (await desk.get("/admin/mails")).text
    assert shown.count("Marc Lenoir") == 4
    for topic, do in (
        ("waits", "resend"),
        ("failed", "resend"),
        ("dropped", "drop"),
        ("pointless", "drop"),
    ):
        done = await submit(desk, "/admin/mails", {"do": do, "message": ids[topic]})
        assert done.status_code == 303, topic
    queued = rows(
        "select args->>'message_id' as id from procrastinate_jobs where queue_name = 'mail'"
    )
    assert {row["id"] for row in queued} == {ids["waits"], ids["failed"]}
    left = rows("select topic from messages where dropped_at is not null order by topic")
    assert [row["topic"] for row in left] == ["dropped", "pointless"]
    again = await submit(desk, "/admin/mails", {"do": "resend", "message": ids["dropped"]})
    assert again.status_code == 409
    assert [kind for kind, _ in audited(rows)] == ["message.resent"] * 2 + ["message.dropped"] * 2
