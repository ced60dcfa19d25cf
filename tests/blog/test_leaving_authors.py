"""An author who leaves, is banned, or comes back: what readers still see of what they wrote."""

from datetime import timedelta

import httpx2
import pytest

from mentorat.accounts.standing import HOLD_BACK
from mentorat.blog.jobs import CLOSE_AUTHOR, PUBLISH_DUE
from mentorat.db.pool import Database
from mentorat.settings import Settings
from mentorat.worker.jobs import TIDY
from tests.blog.author import author, clock, stored
from tests.blog.writing import OPERATOR, a_draft, an_article, moved, saved, words
from tests.builders import Rows, whoever
from tests.conftest import SECRETS
from tests.fakes.deliveries import changed, deliver, payload
from tests.forms import submit, typed
from tests.people import StillClock
from tests.working import Worker

pytestmark = pytest.mark.anyio
__all__ = ["author", "clock"]


@pytest.fixture
def worker(settings: Settings, database: Database, clock: StillClock) -> Worker:
    made = Worker(settings, database)
    made.work.clock = clock
    return made


def pages(rows: Rows) -> list[str]:
    """What readers see: the texts, by the lists they stand in."""
    return [
        row["markdown"]
        for row in rows(
            "select distinct markdown from post_pages join post_listings using (post_id) order by 1"
        )
    ]


async def leave(client: httpx2.AsyncClient, worker: Worker, rows: Rows, who: str) -> None:
    event = changed(payload("30"), id=who)
    assert (await deliver(client, event, secret=SECRETS[0])).status_code == 200
    await react(worker, rows)


async def react(worker: Worker, rows: Rows) -> None:
    await worker.publish(rows)
    await worker.take(rows, CLOSE_AUTHOR, times=2)


async def test_articles_stay_without_a_name_unless_their_author_chose_otherwise(
    client: httpx2.AsyncClient, database: Database, rows: Rows, author: str, worker: Worker
) -> None:
    post_id = await an_article(database, author)
    await saved(database, author, post_id, markdown="Jamais publié.")
    waits = await a_draft(database, author, title="À son heure", publishAt="2027-06-08T10:00:00Z")
    await moved(database, whoever(author, "MENTOR"), waits, "submit")
    await moved(database, OPERATOR, waits, "publish")
    await leave(client, worker, rows, author)
    assert pages(rows) == [words()["markdown"]]
    assert isinstance(worker.work.clock, StillClock)
    worker.work.clock.ahead += HOLD_BACK + timedelta(seconds=1)
    await worker.do(PUBLISH_DUE)
    await worker.do(TIDY)
    assert pages(rows) == [words()["markdown"]]
    kept = stored(rows)
    assert (kept["id"], kept["markdown"]) == (post_id, words()["markdown"])
    assert rows("select version from post_revisions") == []


async def test_articles_go_at_once_when_their_author_chose_so(
    client: httpx2.AsyncClient, database: Database, rows: Rows, author: str, worker: Worker
) -> None:
    await an_article(database, author)
    chosen = await submit(client, "/write", {"keep": "no"}, to="/write/leaving")
    assert "Vos articles disparaissent" in typed(
        (await client.get(chosen.headers["location"])).text
    )
    await leave(client, worker, rows, author)
    assert pages(rows) == []
    assert stored(rows)["status"] == "archived"
    assert isinstance(worker.work.clock, StillClock)
    worker.work.clock.ahead += HOLD_BACK + timedelta(seconds=1)
    await worker.do(TIDY)
    assert rows("select id from posts") == []


async def test_who_is_banned_is_read_again_once_they_are_back_as_they_were_read(
    client: httpx2.AsyncClient, database: Database, rows: Rows, author: str, worker: Worker
) -> None:
    post_id = await an_article(database, author)
    await saved(database, author, post_id, markdown="Pas encore lu par l'équipe.")
    for at, banned in enumerate((True, False), 1):
        version = 1999999999000 + at
        event = changed(payload("23"), id=author, banned=banned, updated_at=version)
        assert (await deliver(client, event, secret=SECRETS[0])).status_code == 200
        await react(worker, rows)
        assert pages(rows) == ([] if banned else [words()["markdown"]])
        assert stored(rows)["status"] == "published"
