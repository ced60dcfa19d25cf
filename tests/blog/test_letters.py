"""Who is written to about an article: its author of what others did, operators of what waits."""

from datetime import timedelta
from typing import Any

import pytest

from mentorat.blog.jobs import PUBLISH_DUE, TELL_POST
from mentorat.blog.letters import why_pointless
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.settings import Settings
from tests.blog.writing import OPERATOR, a_draft, moved, words
from tests.builders import MONDAY, Rows, a_mentor, an_operator, whoever
from tests.forms import typed
from tests.people import StillClock
from tests.working import Worker

pytestmark = pytest.mark.anyio
TITLE = words()["title"]


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
async def author(database: Database) -> str:
    await an_operator(database, id=OPERATOR.id)
    return await a_mentor(database)


@pytest.fixture
def worker(settings: Settings, database: Database, clock: StillClock) -> Worker:
    made = Worker(settings, database)
    made.work.clock = clock
    return made


async def letters(worker: Worker, rows: Rows) -> list[tuple[str, str, str]]:
    """Who was written what since the last time, each job done twice."""
    rows("update messages set topic = 'read:' || topic where topic not like 'read:%%'")
    await worker.publish(rows)
    await worker.take(rows, TELL_POST, times=2)
    found = rows(
        "select recipient_id, subject, body_text from messages where topic like 'post:%%' order by id"
    )
    return [(row["recipient_id"], typed(row["subject"]), typed(row["body_text"])) for row in found]


async def test_operators_read_of_what_waits_and_the_author_of_the_answer(
    database: Database, rows: Rows, author: str, worker: Worker
) -> None:
    me = whoever(author, "MENTOR")
    post_id = await a_draft(database, author)
    await moved(database, me, post_id, "submit")
    ((reader, subject, text),) = await letters(worker, rows)
    assert (reader, subject) == (OPERATOR.id, f"Un article attend une lecture : {TITLE}")
    assert f"/admin/posts/{post_id}" in text
    await moved(database, OPERATOR, post_id, "return", note="Ajoutez un exemple.")
    ((reader, subject, text),) = await letters(worker, rows)
    assert (reader, subject) == (author, f"Votre article est à revoir : {TITLE}")
    assert "Ajoutez un exemple." in text
    await moved(database, me, post_id, "submit")
    await letters(worker, rows)
    await moved(database, OPERATOR, post_id, "publish")
    ((reader, subject, text),) = await letters(worker, rows)
    assert (reader, subject) == (author, f"Votre article est publié : {TITLE}")
    assert "/blog/relire-du-code-sans-blesser" in text
    await moved(database, me, post_id, "archive")  # one knows what one did
    assert await letters(worker, rows) == []


async def test_the_clock_tells_that_it_published(
    database: Database, rows: Rows, author: str, worker: Worker, clock: StillClock
) -> None:
    hours: dict[str, Any] = {
        "publishAt": "2027-06-07T10:00:00Z",
        "unpublishAt": "2027-06-07T12:00:00Z",
    }
    post_id = await a_draft(database, author, **hours)
    await moved(database, whoever(author, "MENTOR"), post_id, "submit")
    await moved(database, OPERATOR, post_id, "publish")
    subjects = [subject for _, subject, _ in await letters(worker, rows)]
    assert subjects == [f"Votre article est accepté : {TITLE}"]  # what waited waits no more
    for hours_later, said in ((5, "est publié"), (7, "n'est plus en ligne")):
        clock.ahead = timedelta(hours=hours_later)
        await worker.do(PUBLISH_DUE)
        ((_, subject, _),) = await letters(worker, rows)
        assert subject == f"Votre article {said} : {TITLE}"


async def test_a_letter_that_a_later_step_overtook_does_not_leave(
    database: Database, rows: Rows, author: str, worker: Worker
) -> None:
    post_id = await a_draft(database, author)
    await moved(database, whoever(author, "MENTOR"), post_id, "submit")
    await letters(worker, rows)
    (waits,) = rows("select topic from messages where topic like 'post:%%'")
    async with database.unit(writes=False) as unit:
        assert await why_pointless(Db(unit), waits["topic"], now=MONDAY) is None
    await moved(database, whoever(author, "MENTOR"), post_id, "retract")
    async with database.unit(writes=False) as unit:
        assert await why_pointless(Db(unit), waits["topic"], now=MONDAY)
