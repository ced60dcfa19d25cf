"""Reads that a copy of the database answers: whose, how old, and what when it fails."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.app import attach
from mentorat.app.readings import READINGS
from mentorat.db import replica as copies
from mentorat.db.pool import Database
from mentorat.db.replica import Replica
from tests.blog.writing import an_article
from tests.builders import Rows, a_mentor, a_student
from tests.conftest import Built, browser_of, clerk_settings
from tests.fakes.clerk_tokens import bearer
from tests.forms import sign_in
from tests.people import StillClock, clock
from tests.streaming import StreamingReplica

__all__ = ["clock"]

pytestmark = pytest.mark.anyio
BEFORE, AFTER = "Écrire un code que l'on relit avec plaisir", "Tout autre chose"


@pytest.fixture(scope="module")
def streaming(worker_url: str) -> Iterator[StreamingReplica]:
    made = StreamingReplica(worker_url)
    yield made
    made.remove()


@pytest.fixture
def running(streaming: StreamingReplica) -> Iterator[StreamingReplica]:
    streaming.start()
    yield streaming
    streaming.ask("select pg_wal_replay_resume()")
    streaming.stop()


@pytest.fixture
async def site(
    built: Built,
    running: StreamingReplica,
    database: Database,
    clerk_key: RSAKey,
    clock: StillClock,
    tmp_path: Path,
) -> AsyncIterator[httpx2.AsyncClient]:
    settings = clerk_settings(tmp_path, clerk_key, database_url_replica=running.url)
    edge = attach(built("clerk"), settings, database, clock=clock)
    async with browser_of(edge) as browser:
        yield browser


@pytest.fixture
async def replica(built: Built, site: httpx2.AsyncClient) -> AsyncIterator[Replica]:
    """Watched by hand, so that each test says when it was looked at."""
    found: Replica = built("clerk").state.replica
    await found.database.open()
    yield found
    await found.database.close()


async def _level(replica: Replica) -> None:
    """Look until the copy has what was written before this."""
    asked_at = time.monotonic()
    async with asyncio.timeout(20):
        while not (replica.is_trusted and replica._level_at >= asked_at):
            await replica.look()
            await asyncio.sleep(0.05)


async def _headline(site: httpx2.AsyncClient, mentor: str, **headers: str) -> str:
    answer = await site.get(f"/api/mentors/{mentor}", headers=headers)
    return str(answer.json()["headline"])


def _rename(rows: Rows, mentor: str) -> None:
    rows("update mentor_profiles set headline = %s where user_id = %s returning 1", AFTER, mentor)


async def test_a_stranger_reads_the_copy_and_whoever_may_have_written_reads_the_database(
    site: httpx2.AsyncClient,
    replica: Replica,
    running: StreamingReplica,
    database: Database,
    clerk_key: RSAKey,
    rows: Rows,
) -> None:
    mentor = await a_mentor(database)
    await sign_in(site, clerk_key, mentor)
    await _level(replica)
    running.ask("select pg_wal_replay_pause()")
    _rename(rows, mentor)
    assert await _headline(site, mentor) == AFTER  # their session's cookie
    page = await site.get("/bookings")
    token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    left = await site.post("/auth/sign-out", data={"csrf_token": token})
    assert left.status_code == 303
    assert await _headline(site, mentor) == AFTER  # signed out a moment ago
    site.cookies.clear()
    assert await _headline(site, mentor) == BEFORE
    assert await _headline(site, mentor, **bearer(clerk_key, mentor)) == AFTER
    assert await _headline(site, mentor, cookie="__session=of-clerk") == AFTER


async def test_a_copy_that_lags_is_left_out_until_it_has_caught_up(
    site: httpx2.AsyncClient,
    replica: Replica,
    running: StreamingReplica,
    database: Database,
    rows: Rows,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mentor = await a_mentor(database)
    await _level(replica)
    running.ask("select pg_wal_replay_pause()")
    _rename(rows, mentor)
    monkeypatch.setattr(copies, "LAG_SECONDS_MAX", 0.2)
    for _ in range(3):
        await asyncio.sleep(0.15)
        await replica.look()
    assert not replica.is_trusted
    assert await _headline(site, mentor) == AFTER
    running.ask("select pg_wal_replay_resume()")
    monkeypatch.undo()
    await _level(replica)
    assert running.ask("select count(*) from mentor_profiles where headline like 'Tout%'") == 1


async def test_a_copy_that_dies_costs_strangers_nothing_but_a_moment(
    site: httpx2.AsyncClient, replica: Replica, running: StreamingReplica, database: Database
) -> None:
    mentor = await a_mentor(database)
    await _level(replica)
    assert await _headline(site, mentor) == BEFORE
    assert replica._was_trusted
    running.stop()
    for path in ("/mentors", f"/mentors/{mentor}", "/api/mentors", "/blog"):
        assert (await site.get(path)).status_code == 200, path
    assert not replica.is_trusted, "it was asked, and is asked no more"
    running.start()
    await _level(replica)


async def test_a_copy_that_began_to_take_writes_is_no_copy_any_more(
    replica: Replica, database: Database, worker_url: str
) -> None:
    await _level(replica)
    imposter = Replica(worker_url, database)
    await imposter.database.open()
    await imposter.look()
    assert not imposter.is_trusted
    await imposter.database.close()


async def test_everything_that_strangers_read_is_answered_by_the_copy_alone(
    built: Built, site: httpx2.AsyncClient, replica: Replica, database: Database, rows: Rows
) -> None:
    mentor, reader = await a_mentor(database), await a_student(database)
    await an_article(database, mentor)
    (post,) = rows("select slug, array(select 'relecture'::text) as tags from posts")
    names = {"mentor_id": mentor, "author": mentor, "tag": "relecture", "series": "metier"}
    await _level(replica)
    asked = 0
    for route in built("clerk").routes:
        for handler in getattr(route, "route_handlers", ()):
            if handler.fn not in {reading.fn for reading in READINGS}:
                continue
            path = route.path_format
            for name, value in {**names, "slug": post["slug"], "name": "feed.xml"}.items():
                path = path.replace(f"{{{name}}}", value)
            answer = await site.get(path)
            assert answer.status_code < 500, path
            assert replica.is_trusted, f"{path} asked the copy for something it does not do"
            asked += 1
    assert asked >= len(READINGS)
    assert reader
