"""The worker does what is declared, once for a burst, and nobody waits for a stranger's server."""

import asyncio
import importlib
import pkgutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from joserfc.jwk import RSAKey
from pydantic import SecretStr

import mentorat
from mentorat.accounts.actions.edit_me import edit_me
from mentorat.bookings.jobs import EXPIRE_REQUESTS
from mentorat.db.executor import Db
from mentorat.db.jobs import Job, Nothing, defer
from mentorat.db.pool import Database
from mentorat.directory.jobs import REFRESH_MENTOR, RefreshMentor
from mentorat.events.jobs import PUBLISH_EVENT
from mentorat.notifications.actions import NewMessage, post_message
from mentorat.settings import Settings
from mentorat.worker import PLACES, create_worker, drain_places, run_places
from mentorat.worker.jobs import TIDY
from mentorat.worker.work import HANDLERS
from tests.builders import BIO, MONDAY, Rows, a_mentor, a_person, whoever
from tests.conftest import clerk_settings
from tests.forms import sign_in
from tests.onboarding.test_me import PROFILE, WEEK
from tests.working import Worker, waiting

pytestmark = pytest.mark.anyio
RUNS = "select count(*) as n from procrastinate_jobs where task_name = %s"


def test_every_declared_job_is_done_by_somebody_and_has_its_place(
    settings: Settings, database_url: str
) -> None:
    for module in pkgutil.walk_packages(mentorat.__path__, "mentorat."):
        if module.name.endswith(".jobs"):
            importlib.import_module(module.name)
    app = create_worker(settings, Database(database_url), database_url)
    assert set(Job.declared) == set(HANDLERS)
    assert set(Job.declared) <= set(app.tasks)
    served = {queue for queues, _ in PLACES.values() for queue in queues}
    assert {job.queue for job in Job.declared.values()} <= served


async def test_a_burst_of_a_hundred_saves_is_two_runs_at_most(
    database: Database, settings: Settings, rows: Rows
) -> None:
    mentor = await a_mentor(database)
    rows("delete from procrastinate_jobs")
    for number in range(100):
        async with database.unit(writes=True) as unit:
            change = {"bio": f"{BIO} {number}"}
            await edit_me(Db(unit), change, viewer=whoever(mentor, "MENTOR"), now=MONDAY)
    await Worker(settings, database).publish(rows)
    assert waiting(rows) == ["refresh_mentor"]


async def test_a_drained_worker_waits_for_a_burst_that_is_about_to_end(
    database: Database, database_url: str, settings: Settings, rows: Rows
) -> None:
    mentor = await a_mentor(database)
    rows("delete from procrastinate_jobs")
    async with database.unit(writes=True) as unit:
        defer(Db(unit), REFRESH_MENTOR, RefreshMentor(mentor))
    app = create_worker(settings, database, database_url)
    async with app.open_async():
        await drain_places(app)
    left = rows("select status::text from procrastinate_jobs where task_name = 'refresh_mentor'")
    assert left == [{"status": "succeeded"}]


async def test_a_run_that_waits_begins_only_after_the_change_it_is_for(
    database: Database, rows: Rows
) -> None:
    arguments = RefreshMentor("user_3FbMentor")
    async with database.unit(writes=True) as unit:
        defer(Db(unit), REFRESH_MENTOR, arguments)
    fetch = "select task_name from procrastinate_fetch_job_v2(array['events'], null)"
    rows("update procrastinate_jobs set scheduled_at = now() - interval '1 hour'")
    async with database.unit(writes=True) as unit:
        defer(Db(unit), REFRESH_MENTOR, arguments)
        await Db(unit).settle()
        assert rows(fetch) == [{"task_name": None}]  # the change is not committed yet
    assert rows(fetch) == [{"task_name": "refresh_mentor"}]


async def test_what_is_the_same_already_changes_nothing_and_leaves_no_work(
    client: Any, database: Database, clerk_key: RSAKey, rows: Rows
) -> None:
    mentor = await a_mentor(database)
    await sign_in(client, clerk_key, mentor)
    token = (
        (await client.get("/profile")).text.partition('csrf_token" value="')[2].partition('"')[0]
    )
    document = {**PROFILE, "availability": WEEK}
    headers = {"X-CSRF-Token": token}
    first = await client.put("/api/me/mentor-profile", json=document, headers=headers)
    assert first.status_code == 200, first.text
    rows("delete from procrastinate_jobs")
    events = rows("select count(*) from events")
    for _ in range(3):
        again = await client.put("/api/me/mentor-profile", json=document, headers=headers)
        assert again.json() == first.json()
        await client.patch("/api/me", json={"bio": BIO}, headers=headers)
    assert (waiting(rows), rows("select count(*) from events")) == ([], events)


async def test_finished_jobs_go_after_a_week_and_failed_ones_after_ninety_days(
    database: Database, settings: Settings, rows: Rows
) -> None:
    for days, status in ((6, "succeeded"), (8, "succeeded"), (89, "failed"), (91, "failed")):
        rows(
            "with one as (insert into procrastinate_jobs (queue_name, task_name, status)"
            " values ('events', %s, %s::procrastinate_job_status) returning id)"
            " select id from one",
            *(f"{status} {days}", status),
        )
        rows(
            "insert into procrastinate_events (job_id, type, at) select max(id),"
            " %s::procrastinate_job_event_type, now() - make_interval(days => %s)"
            " from procrastinate_jobs",
            *(status, days),
        )
    await Worker(settings, database).do(TIDY)
    assert waiting(rows) == ["succeeded 6", "failed 89"]


@asynccontextmanager
async def a_server_that_hangs() -> AsyncIterator[int]:
    """A mail server that takes connections and never says a word; its port."""
    held = asyncio.Event()

    async def hang(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await held.wait()
        writer.close()

    server = await asyncio.start_server(hang, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        held.set()
        server.close()


async def test_a_hanging_mail_server_delays_no_other_work(
    database: Database, database_url: str, settings: Settings, rows: Rows, clerk_key: RSAKey
) -> None:
    reader = await a_person(database)
    rows("delete from procrastinate_jobs")
    async with a_server_that_hangs() as port:
        smtp = SecretStr(f"smtp://127.0.0.1:{port}")
        hanging = clerk_settings(settings.mentorat_home, clerk_key, mail="smtp", smtp_url=smtp)
        async with database.unit(writes=True) as unit:
            for number in range(20):
                draft = NewMessage(
                    recipient_id=reader,
                    topic=f"letter {number}",
                    subject="Rappel",
                    body_text="Demain, 10:00",
                    body_html="<p>Demain, 10:00</p>",
                )
                await post_message(Db(unit), draft, now=MONDAY)
        async with create_worker(hanging, database, database_url).open_async() as app:
            running = asyncio.create_task(
                run_places(app, poll_seconds=0.4, shutdown_graceful_timeout=1)
            )
            while hanging_mails(rows) < PLACES["mail"][1]:
                await asyncio.sleep(0.05)
            async with database.unit(writes=True) as unit:
                defer(Db(unit), EXPIRE_REQUESTS, Nothing())
            began = asyncio.get_running_loop().time()
            while done(rows, "expire_requests") == 0:
                assert asyncio.get_running_loop().time() - began < 2
                await asyncio.sleep(0.05)
            assert done(rows, "deliver_message") == 0
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


def hanging_mails(rows: Rows) -> int:
    found = rows(RUNS + " and status = 'doing'", "deliver_message")
    return int(found[0]["n"])


def done(rows: Rows, name: str) -> int:
    found = rows(RUNS + " and status = 'succeeded'", name)
    return int(found[0]["n"])


async def test_passing_events_go_after_a_month_histories_and_the_audit_stay(
    database: Database, settings: Settings, rows: Rows
) -> None:
    for kind, sequence, is_audit in (
        ("user.changed", None, False),
        ("role.changed", None, True),
        ("booking.booked", 0, False),
    ):
        rows(
            "insert into events (id, happened_at, kind, subject, actor, sequence, is_audit)"
            " values (gen_random_uuid(), now() - interval '31 days', %s,"
            " '01976000-0000-7000-8000-000000000000', 'x', %s, %s)",
            *(kind, sequence, is_audit),
        )
    await Worker(settings, database).do(TIDY)
    kept = rows("select kind from events order by kind")
    assert [row["kind"] for row in kept] == ["booking.booked", "role.changed"]
    assert PUBLISH_EVENT.coalesced is None  # each event is told
    assert REFRESH_MENTOR.coalesced == timedelta(milliseconds=500)
