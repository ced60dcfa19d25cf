"""How often an article is read, and which sessions it led to."""

import re
from uuid import uuid4

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.app import attach
from mentorat.db.pool import Database
from mentorat.settings import Settings
from tests.blog.writing import an_article
from tests.builders import Rows, a_mentor, a_student, an_operator
from tests.conftest import Built, browser_of
from tests.fakes.clerk_tokens import bearer
from tests.forms import sign_in, submit, typed
from tests.people import TEN, StillClock, clock

__all__ = ["clock"]

pytestmark = pytest.mark.anyio
READS = "/blog/relire-du-code-sans-blesser/reads"
PERSON = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/141.0"}


async def test_reads_are_a_number_a_day_and_robots_are_none(
    client: httpx2.AsyncClient, database: Database, rows: Rows, clock: StillClock
) -> None:
    post = await an_article(database, await a_mentor(database))
    for headers in (PERSON, PERSON, {"user-agent": "Googlebot/2.1"}, {"user-agent": ""}):
        assert (await client.post(READS, headers=headers)).status_code == 204
    elsewhere = PERSON | {"sec-fetch-site": "cross-site"}
    assert (await client.post(READS, headers=elsewhere)).status_code == 204
    assert (await client.post("/blog/rien/reads", headers=PERSON)).status_code == 204
    assert rows("select post_id, day::text, reads from post_reads") == [
        {"post_id": post, "day": "2027-06-07", "reads": 2}
    ]


async def test_one_reader_is_not_counted_twice_in_a_row(
    built: Built, settings: Settings, database: Database, rows: Rows
) -> None:
    await an_article(database, await a_mentor(database), slug=f"lu-{uuid4().hex[:8]}")
    (slug,) = (row["slug"] for row in rows("select slug from post_pages"))
    limited = settings.model_copy(update={"rate_limits": "on"})
    async with browser_of(attach(built("clerk"), limited, database)) as client:
        for _ in range(3):
            answer = await client.post(f"/blog/{slug}/reads", headers=PERSON)
            assert answer.status_code == 204
    assert rows("select reads from post_reads") == [{"reads": 1}]


async def test_authors_do_not_count_themselves(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey
) -> None:
    marc = await a_mentor(database)
    await an_article(database, marc)
    page = READS.removesuffix("/reads")
    assert "reads.js" in (await client.get(page)).text
    await sign_in(client, clerk_key, marc)
    assert "reads.js" not in (await client.get(page)).text


async def test_a_session_is_known_to_come_from_the_article_that_led_to_it(
    client: httpx2.AsyncClient,
    database: Database,
    rows: Rows,
    clerk_key: RSAKey,
    clock: StillClock,
) -> None:
    marc, zoe = await a_mentor(database), await a_student(database)
    post = await an_article(database, marc)
    page = typed((await client.get(READS.removesuffix("/reads"))).text)
    way = re.search(r'href="(/bookings/new[^"]+)"', page)
    assert way
    led = await client.get(way[1])  # nobody is signed in yet: the way on remembers the article
    assert f"article%3D{post}" in led.headers["location"]
    await sign_in(client, clerk_key, zoe)
    shown = await client.get(way[1])
    form = shown.text.partition('action="/bookings"')[2].partition("</form>")[0]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    fields = {name: value for name, value in fields.items() if name != "csrf_token"}
    assert fields["article"] == str(post)
    made = await submit(client, way[1], fields | {"note": "Relire"}, to="/bookings")
    assert made.status_code == 303, made.text
    assert rows("select post_id from bookings") == [{"post_id": post}]


async def test_an_article_of_another_or_of_nobody_counts_as_nothing(
    client: httpx2.AsyncClient, database: Database, rows: Rows, clerk_key: RSAKey, clock: StillClock
) -> None:
    marc, ines = await a_mentor(database), await a_mentor(database, first_name="Inès")
    other = await an_article(database, ines)
    own = await an_article(database, marc, title="Le mien")
    headers = bearer(clerk_key, await a_student(database))
    told = [(str(other), None), (str(uuid4()), None), ("rien", None), (None, None), (str(own), own)]
    for hour, (article, kept) in enumerate(told):
        at = TEN.replace("08:00", f"{8 + hour:02d}:00")
        body = {"mentorId": marc, "startsAt": at, "article": article}
        answer = await client.post("/api/bookings", json=body, headers=headers)
        assert answer.status_code in {201, 409}, answer.text
        if answer.status_code == 201:
            found = rows("select post_id from bookings where id = %s", answer.json()["id"])
            assert found == [{"post_id": kept}]
        rows("delete from bookings")


async def test_who_wrote_it_and_operators_see_figures_and_nobody_else(
    client: httpx2.AsyncClient, database: Database, rows: Rows, clerk_key: RSAKey, clock: StillClock
) -> None:
    marc, zoe = await a_mentor(database), await a_student(database)
    post = await an_article(database, marc)
    rows("insert into post_reads values (%s, '2027-06-05', 7), (%s, '2026-01-01', 5)", post, post)
    body = {"mentorId": marc, "startsAt": TEN, "article": str(post)}
    await client.post("/api/bookings", json=body, headers=bearer(clerk_key, zoe))
    own = f"/write/{post}/figures"
    page = (await client.get(own, headers=bearer(clerk_key, marc))).text
    assert re.findall(r"<dd>(\d+)</dd>", page) == ["7", "12", "1"]
    assert "Zoé" not in page
    assert (await client.get(own, headers=bearer(clerk_key, zoe))).status_code == 404
    operator = bearer(clerk_key, await an_operator(database))
    page = (await client.get("/admin/posts/figures", headers=operator)).text
    assert re.findall(r"<dd>(\d+)</dd>", page) == ["7", "12", "1"]
    assert "7 lectures · 1 séance" in typed(page)
