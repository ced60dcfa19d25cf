"""Every route × a machine whose key holds every scope: what says so of itself opens, nothing else."""

from collections.abc import Iterator
from typing import Any

import httpx2
import psycopg
import pytest
from joserfc.jwk import RSAKey

from mentorat.app.readings import READINGS
from mentorat.app.routes import API, DEVELOPMENT, PAGES
from mentorat.db.pool import Database
from mentorat.web.edge import Edge
from mentorat.web.provide import SAFE_METHODS
from mentorat.web.reference.security import scope_of
from tests import people as clocks
from tests.accounts.test_rates import asked_by
from tests.machines import EVERY_SCOPE, a_key, by_key
from tests.people import code_of
from tests.web import test_access
from tests.web.access import ACTORS, EXPECTED
from tests.web.access_machines import OPENED
from tests.web.scenes import Caller, Scene, callers, profile_at
from tests.web.test_access import ADDRESS, OUR_HOST, ask

pytestmark = pytest.mark.anyio
clock = clocks.clock
connection = test_access.connection
ANONYMOUS, BANNED = ACTORS.index("anonymous"), ACTORS.index("banned")


@pytest.fixture
async def scene(
    client: httpx2.AsyncClient,
    clerk_key: RSAKey,
    database: Database,
    connection: psycopg.Connection[Any],
) -> Scene:
    """A mentor who is not published, and a session of theirs with an élève."""
    await callers(client, database, clerk_key)
    await profile_at(database, "")
    return Scene(connection, "ahead")


def expected(name: str) -> int:
    """What a machine with every scope is answered. A route that asks nobody who they are answers
    whoever is banned like anybody, and so it does machines."""
    if name in OPENED:
        return OPENED[name][1]
    statuses = EXPECTED[name]
    asks_nobody = statuses[ANONYMOUS] == statuses[BANNED] and statuses[BANNED] not in {303, 401}
    return statuses[ANONYMOUS] if asks_nobody else 403


async def test_a_machine_with_every_scope_comes_in_where_an_operation_says_so_and_nowhere_else(
    app: Edge, database: Database, scene: Scene
) -> None:
    machine = Caller(by_key(await a_key(database)), "")
    booking_id = scene.lay()
    await ask(app, "GET /api/posts", booking_id, machine)  # its first use is noted
    before, got = scene.kept(), {}
    for name in EXPECTED:
        answer = await ask(app, name, booking_id, machine)
        got[name] = answer.status_code
        told = {one for one in ADDRESS.findall(answer.text) if not one.endswith(OUR_HOST)}
        assert told == set(), name
        assert "mentorat_session" not in answer.headers.get("set-cookie", ""), name
    assert got == {name: expected(name) for name in EXPECTED}
    assert scene.kept() == before


async def test_without_its_scope_it_is_told_which_one_is_missing(
    app: Edge, database: Database, scene: Scene
) -> None:
    booking_id = scene.lay()
    for name, (needed, _) in OPENED.items():
        others = [scope for scope in EVERY_SCOPE if scope != needed]
        machine = Caller(by_key(await a_key(database, *others)), "")
        answer = await ask(app, name, booking_id, machine)
        assert code_of(answer) == (403, "scope_missing"), name
        assert needed in answer.json()["detail"], name


def declared(app: Edge) -> Iterator[tuple[str, str]]:
    """What the description of the API says that keys open, and by which scope."""
    for path, methods in app.application.state.openapi()["paths"].items():
        for method, told in methods.items():
            for way in told["security"]:
                for scope in way.get("apiKey", ()):
                    yield f"{method.upper()} {test_access.spelt(path)}", scope
                    assert {"401", "403", "429"} <= told["responses"].keys()


async def test_the_description_shows_what_each_scope_opens(app: Edge) -> None:
    said = {name.replace("_id}", "}"): scope for name, scope in declared(app)}
    assert said == {name: scope for name, (scope, _) in OPENED.items()}
    assert {scope for scope, _ in OPENED.values()} == set(EVERY_SCOPE)
    scheme = app.application.state.openapi()["components"]["securitySchemes"]["apiKey"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")


def test_whatever_a_key_opens_is_a_read_that_asks_who_is_there() -> None:
    opened = [handler for handler in (*API, *READINGS, *PAGES, *DEVELOPMENT) if scope_of(handler)]
    assert len(opened) == len(OPENED)
    for handler in opened:
        assert handler.http_methods <= SAFE_METHODS
        assert "visitor" in asked_by(handler.fn)
        assert all(path.startswith("/api/") for path in handler.paths)
