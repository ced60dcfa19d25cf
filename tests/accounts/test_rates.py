"""Nobody asks faster than people do: rates of whoever changes something, and of reads that cost."""

import asyncio
import inspect
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.accounts.actions.count_request import ADDRESS_MAX, PERSON_MAX
from mentorat.app import DEPENDENCIES, create_app
from mentorat.app.routes import API, DEVELOPMENT, PAGES
from mentorat.db.pool import Database
from mentorat.settings import Settings
from mentorat.web.rates import COSTLY_READS_MAX
from tests.builders import Rows, a_mentor, a_student
from tests.conftest import SECRETS, browser_of, clerk_settings
from tests.fakes.clerk_tokens import bearer
from tests.fakes.deliveries import deliver, payload
from tests.forms import sign_in, submit
from tests.people import StillClock

pytestmark = pytest.mark.anyio
NAME = {"locale": "fr"}


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def settings(settings: Settings, clerk_key: RSAKey) -> Settings:
    """As it is delivered, behind one proxy."""
    home = settings.mentorat_home
    return clerk_settings(home, clerk_key, rate_limits="on", trusted_proxies="1")


def at(address: str) -> dict[str, str]:
    """A request that the proxy took from an address."""
    return {"X-Forwarded-For": f"203.0.113.99, {address}"}


async def change(client: httpx2.AsyncClient, headers: dict[str, str]) -> httpx2.Response:
    """Somebody changes something of theirs."""
    return await client.patch("/api/me", json=NAME, headers=headers)


async def many(count: int, ask: Any) -> list[httpx2.Response]:
    """The same, many times, ten at once."""
    answers: list[httpx2.Response] = []
    while len(answers) < count:
        answers += await asyncio.gather(*(ask() for _ in range(min(10, count - len(answers)))))
    return answers


async def test_a_person_changes_sixty_things_a_minute_in_whatever_session_or_process(
    client: httpx2.AsyncClient,
    settings: Settings,
    database: Database,
    clerk_key: RSAKey,
    clock: StillClock,
) -> None:
    person = await a_student(database)
    other = browser_of(create_app(settings, database, clock=clock))
    turns = [(client, "sess_one"), (other, "sess_two")] * PERSON_MAX
    turn = iter(turns)

    async def ask() -> httpx2.Response:
        through, session = next(turn)
        return await change(through, bearer(clerk_key, person, sid=session))

    assert {a.status_code for a in await many(PERSON_MAX, ask)} == {200}
    clock.ahead = timedelta(seconds=40)
    refused = await ask()
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "20")
    assert refused.json()["type"] == "/api/docs#problem-rate_exceeded"
    assert "20 s" in refused.json()["detail"]
    somebody = await a_student(database)
    assert (await change(client, bearer(clerk_key, somebody))).status_code == 200
    clock.ahead = timedelta(seconds=60)
    assert (await ask()).status_code == 200


async def test_a_page_tells_it_in_the_readers_language_and_nothing_was_done(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey, rows: Rows
) -> None:
    person = await a_student(database)
    await sign_in(client, clerk_key, person)
    rows("update request_counts set requests = %s where key like 'person %%'", PERSON_MAX)
    french = await submit(client, "/profile", {"bio": "Nouvelle"})
    assert (french.status_code, french.headers["retry-after"]) == (429, "60")
    assert "Trop de requêtes en une minute" in french.text
    english = await submit(client, "/profile?lang=en", {"bio": "New"}, to="/profile?lang=en")
    assert "Too many requests in a minute" in english.text
    assert rows("select bio from users where id = %s", person) == [{"bio": None}]


async def test_an_address_changes_three_hundred_things_a_minute_whoever_asks(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey, rows: Rows
) -> None:
    await change(client, bearer(clerk_key, await a_student(database)) | at("198.51.100.7"))
    rows("update request_counts set requests = %s where key like 'address %%'", ADDRESS_MAX)
    newcomer = bearer(clerk_key, await a_student(database))
    assert (await change(client, newcomer | at("198.51.100.7"))).status_code == 429
    assert (await change(client, newcomer | at("198.51.100.8"))).status_code == 200


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer no.token"}, {"Cookie": "x=y"}])
async def test_whoever_is_refused_for_something_else_is_counted_too(
    client: httpx2.AsyncClient, rows: Rows, headers: dict[str, str]
) -> None:
    refused = await change(client, headers)
    assert refused.status_code in {401, 403}
    assert rows("select requests from request_counts") == [{"requests": 1}]
    rows("update request_counts set requests = %s", ADDRESS_MAX)
    assert (await change(client, headers)).status_code == 429


async def test_signed_deliveries_and_reads_are_not_counted(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey, rows: Rows
) -> None:
    headers = bearer(clerk_key, await a_student(database))
    assert (await client.get("/api/me", headers=headers)).status_code == 200
    assert (await deliver(client, payload("01"), secret=SECRETS[0])).status_code == 200
    assert rows("select * from request_counts") == []


async def test_what_is_stored_of_an_address_cannot_be_read(
    client: httpx2.AsyncClient, rows: Rows
) -> None:
    await change(client, at("198.51.100.7"))
    (row,) = rows("select key from request_counts")
    assert "198.51" not in row["key"]


async def test_reads_that_cost_have_a_budget_of_each_address(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey, rows: Rows
) -> None:
    mentor = await a_mentor(database)
    paths = ("/mentors", "/api/mentors", "/api/mentors/facets", f"/api/mentors/{mentor}/slots")
    turn = iter(paths * COSTLY_READS_MAX)

    async def ask() -> httpx2.Response:
        return await client.get(next(turn), headers=at("2001:db8:1:2::3"))

    await many(COSTLY_READS_MAX, ask)
    refused = [await ask() for _ in paths]
    assert {a.status_code for a in refused} == {429}
    assert all(1 <= int(a.headers["retry-after"]) <= 60 for a in refused)
    neighbour = await client.get("/api/mentors", headers=at("2001:db8:1:2:ffff::1"))
    stranger = await client.get("/api/mentors", headers=at("2001:db8:1:3::1"))
    assert (neighbour.status_code, stranger.status_code) == (429, 200)
    assert rows("select * from request_counts") == []


async def test_rates_may_be_switched_off(
    settings: Settings, database: Database, clerk_key: RSAKey, rows: Rows
) -> None:
    free = settings.model_copy(update={"rate_limits": "off"})
    client = browser_of(create_app(free, database))
    headers = bearer(clerk_key, await a_student(database))
    assert {a.status_code for a in await many(PERSON_MAX + 1, lambda: change(client, headers))} == {
        200
    }
    assert rows("select * from request_counts") == []


@pytest.mark.parametrize("is_session", [True, False])
async def test_counting_costs_no_flight_more(
    client: httpx2.AsyncClient,
    settings: Settings,
    database: Database,
    clerk_key: RSAKey,
    clock: StillClock,
    flights: list[int],
    is_session: bool,
) -> None:
    free = settings.model_copy(update={"rate_limits": "off"})
    uncounted = browser_of(create_app(free, database, clock=clock))
    person = await a_student(database)
    costs = []
    for browser in (client, uncounted):
        headers = bearer(clerk_key, person)
        if is_session:
            await sign_in(browser, clerk_key, person)
            page = (await browser.get("/profile")).text
            headers = {
                "X-CSRF-Token": page.partition('name="csrf_token" value="')[2].partition('"')[0]
            }
        flights.clear()
        assert (await browser.patch("/api/me", json=NAME, headers=headers)).status_code == 200
        costs.append((len(flights), sum(flights)))
    (counts, sent), (counts_off, sent_off) = costs
    assert counts == counts_off
    assert sent == sent_off + 1


def test_every_route_that_changes_something_is_counted_but_signed_deliveries() -> None:
    uncounted = {
        path
        for handler in (*API, *PAGES, *DEVELOPMENT)
        if handler.http_methods - {"GET", "HEAD", "OPTIONS"}
        and "visitor" not in asked_by(handler.fn)
        for path in handler.paths
    }
    # A read is counted by its client alone, in memory: whoever reads is not asked who they are.
    assert uncounted == {"/api/webhooks/clerk", "/blog/{slug:str}/reads"}


def asked_by(fn: Any) -> set[str]:
    """The parameters of a route, and those of whatever provides them."""
    names = set(inspect.signature(inspect.unwrap(fn)).parameters)
    return names.union(*(asked_by(DEPENDENCIES[name]) for name in names & DEPENDENCIES.keys()))
