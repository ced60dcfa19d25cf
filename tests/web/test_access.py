"""Every route × every kind of caller: who gets what. A route that is not listed fails here.

The mentor's profile is unpublished, unless a route needs it otherwise: their own routes with an
id answer them and the administration, and do not exist for anybody else. The booking is the
mentor's and one élève's: for anybody else, administrators included, it exists on the desk alone.
"""

import re
from collections.abc import Iterator
from typing import Any

import httpx2
import psycopg
import pytest
from joserfc.jwk import RSAKey
from litestar.handlers import HTTPRouteHandler

from mentorat.app import create_app
from mentorat.db.pool import Database
from mentorat.settings import Settings
from mentorat.web.edge import Edge
from tests.conftest import browser_of
from tests.people import StillClock
from tests.web.access import ACTORS, EXPECTED, QUERIES, scene_of
from tests.web.access_bodies import FORMS, JSON_BODIES
from tests.web.scenes import (
    ENDPOINT,
    MENTEE,
    MENTOR,
    POST,
    Caller,
    Scene,
    address,
    callers,
    profile_at,
)

pytestmark = pytest.mark.anyio
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
OUR_HOST = "@mentorat.example"  # of the platform itself: a sender, the name of a session
PLACE = re.compile(r"\{(\w+?)(_id)?:\w+\}")
DEVELOPMENT = {
    *("GET /dev/sign-in", "POST /dev/sign-in", "GET /dev/token"),
    *("GET /dev/design", "GET /dev/mail"),
}
REFUSED = 400
DESK, BOTH = ("GET /admin/bookings/{booking}", "admin"), {address(MENTOR), address(MENTEE)}


def spelt(path: str) -> str:
    """A path with its places by their names alone, whatever their type."""
    return PLACE.sub(r"{\1}", path)


def routes(app: Edge) -> set[str]:
    """Every method and path that the application answers."""
    return {
        f"{method} {spelt(route.path)}"
        for route in app.application.routes
        for handler in getattr(route, "route_handlers", [])
        if isinstance(handler, HTTPRouteHandler)
        for method in handler.http_methods
        if method != "OPTIONS"
    }


async def test_no_route_is_forgotten(app: Edge, dev_settings: Settings) -> None:
    assert routes(app) == set(EXPECTED)
    development = create_app(dev_settings, Database("postgresql://nowhere"))
    assert routes(development) - set(EXPECTED) == DEVELOPMENT


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
async def people(
    client: httpx2.AsyncClient, clerk_key: RSAKey, database: Database
) -> dict[str, Caller]:
    return await callers(client, database, clerk_key)


@pytest.fixture
def connection(database_url: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(database_url, autocommit=True, prepare_threshold=None) as opened:
        yield opened


async def ask(app: Edge, name: str, booking_id: str, caller: Caller) -> httpx2.Response:
    known = {
        "{mentor}": MENTOR,
        "{booking}": booking_id,
        "{post}": str(POST),
        "{endpoint}": str(ENDPOINT),
        "{version}": "1",
        "{name}": "app.css",
        "{group}": "bookings",
        "{user}": MENTOR,
        "{alert}": "019a0000-0000-7000-8000-000000000001",
    }
    method, _, path = name.partition(" ")
    for place, value in known.items():
        path = path.replace(place, value)
    sent: dict[str, Any] = {"params": QUERIES.get(name)}
    if name in JSON_BODIES:
        sent["json"] = JSON_BODIES[name]
    elif method == "POST" and path != "/api/webhooks/clerk":
        sent["data"] = FORMS.get(name, {"locale": "fr"})
    async with browser_of(app) as browser:
        return await browser.request(method, path, headers=caller.headers, **sent)


@pytest.mark.parametrize("name", EXPECTED)
async def test_each_caller_gets_what_is_theirs(
    app: Edge,
    people: dict[str, Caller],
    database: Database,
    connection: psycopg.Connection[Any],
    name: str,
) -> None:
    await profile_at(database, scene_of(name))
    scene = Scene(connection, scene_of(name))
    got: dict[str, int] = {}
    for actor in ACTORS:
        booking_id = scene.lay()
        before = scene.kept()
        answer = await ask(app, name, booking_id, people[actor])
        got[actor] = answer.status_code
        known = {people[actor].email} | (BOTH if (name, actor) == DESK else set())
        told = {one for one in ADDRESS.findall(answer.text) if not one.endswith(OUR_HOST)}
        assert told <= known, actor
        if answer.status_code >= REFUSED or name.startswith("GET "):
            assert scene.kept() == before, actor
        elif "{booking}" in name:
            assert scene.kept() != before, actor
    assert got == dict(zip(ACTORS, EXPECTED[name], strict=True))
