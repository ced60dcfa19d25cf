"""`/m/marc-lenoir`: readable, kept when the name changes, and nobody else's meanwhile."""

from datetime import timedelta

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorat.accounts.actions.sync_user import sync_user
from mentorat.accounts.callers.dev_identity import development_user
from mentorat.accounts.clerk.payload import read_user
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.mentors.short_links import slugs
from tests.builders import MONDAY, Rows, a_mentor, move, refreshed

pytestmark = pytest.mark.anyio


async def link_of(client: httpx2.AsyncClient, mentor: str) -> str:
    """What the API says, as a path of this site."""
    address = str((await client.get(f"/api/mentors/{mentor}")).json()["shortLink"])
    return address.removeprefix("https://mentorat.example")


async def lead(client: httpx2.AsyncClient, path: str) -> str | int:
    """Where a short link leads, or how it is refused."""
    answer = await client.get(path)
    return answer.headers["location"] if answer.status_code == 302 else answer.status_code


async def rename(database: Database, mentor: str, first: str, last: str, hours: int) -> None:
    """Clerk tells of another name, some hours later, and the worker comes."""
    ms = int(MONDAY.timestamp() * 1000) + hours * 3_600_000
    told = development_user(
        mentor, first_name=first, last_name=last, email=f"{mentor}@courrier.example", now_ms=ms
    )
    async with database.unit(writes=True) as unit:
        news = read_user(told)
        await sync_user(Db(unit), news, event_ms=news.version, now=MONDAY)
    await refreshed(database, mentor, now=MONDAY + timedelta(hours=hours))


async def test_an_old_link_still_leads_to_who_changed_their_name(
    client: httpx2.AsyncClient, database: Database
) -> None:
    marc = await a_mentor(database)
    assert await link_of(client, marc) == "/m/marc-lenoir"
    await rename(database, marc, "Marc", "Lenoir-Ørsted", 1)
    assert await link_of(client, marc) == "/m/marc-lenoir-orsted"
    for path in ("/m/marc-lenoir", "/m/marc-lenoir-orsted", "/m/Marc-Lenoir"):
        assert await lead(client, path) == f"/mentors/{marc}"


async def test_nobody_is_given_the_link_that_another_holds(
    client: httpx2.AsyncClient, database: Database, rows: Rows
) -> None:
    first, second = await a_mentor(database), await a_mentor(database)
    await rename(database, first, "Marie", "Curie", 1)  # the old name stays theirs
    third = await a_mentor(database)
    links = [await link_of(client, mentor) for mentor in (first, second, third)]
    assert links[0] == "/m/marie-curie"
    assert len(set(links)) == 3
    for mentor, path in zip((first, second, third), links, strict=True):
        assert await lead(client, path) == f"/mentors/{mentor}"
    assert await lead(client, "/m/marc-lenoir") == f"/mentors/{first}"
    await refreshed(database, second)
    assert len(rows("select slug from short_links")) == 4


async def test_a_link_tells_nothing_of_who_is_not_shown(
    client: httpx2.AsyncClient, database: Database, rows: Rows
) -> None:
    marc = await a_mentor(database)
    await move(database, marc, "pause")
    unknown = await client.get("/m/personne")
    paused = await client.get("/m/marc-lenoir")
    assert unknown.status_code == paused.status_code == 404
    rows("delete from mentor_profiles where user_id = %s", marc)
    assert rows("select slug from short_links") == []


@given(st.text(max_size=80), st.integers(1, 10**9))
def test_any_name_is_a_plain_word_in_an_address(name: str, number: int) -> None:
    plain, numbered = slugs(name, number)
    assert plain.isascii()
    assert plain.replace("-", "").isalpha()
    assert 1 <= len(plain) <= 60
    assert numbered == f"{plain}-{number}"
