"""How often each route goes to the database and back, counted on the wire: a distant database costs
flights, whatever they carry. A route that is not counted here fails in `test_access`'s own list."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.app import attach
from mentorat.db.pool import Database
from mentorat.settings import Settings
from mentorat.web.edge import Edge
from tests.builders import Rows, change_offer
from tests.conftest import SECRETS, Built, browser_of, clerk_settings
from tests.db.turnstile import Flights, Turnstile, turnstile_before
from tests.fakes.clerk_tokens import bearer
from tests.fakes.deliveries import changed, deliver, payload
from tests.machines import a_key, by_key
from tests.people import StillClock
from tests.web.access import QUERIES
from tests.web.round_trips import (
    BOOKING,
    METRICS_TOKEN,
    SITES,
    WEBHOOK,
    World,
    a_picture,
    a_world,
    allowed,
)
from tests.web.scenes import ANOTHER_HOUR, MENTOR, Caller, callers
from tests.web.test_access import DEVELOPMENT, routes

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(600)]  # every route, one after the other
READERS = ("anonymous", "newcomer", "mentee", "mentor", "admin")
FOUND, REFUSED = 200, 400
LATER = 4_000_000_000_000  # milliseconds: after everything that Clerk has said
DELIVERY_STATEMENTS = 6  # begin, claim and lock, addresses, what is known, write, commit
HOURS = {
    "mentee": ANOTHER_HOUR,
    "stranger": "2027-06-11T09:00:00Z",
    "admin": "2027-06-11T10:00:00Z",
}
LED_TO_SIGN_IN = {"GET /dev/token"}
ELSEWHERE = {"GET /m/{slug}", "GET /health/worker"}  # it leads on; nobody works here


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
async def turnstile(database_url: str) -> AsyncIterator[Turnstile]:
    async with turnstile_before(database_url) as opened:
        yield opened


@pytest.fixture
async def database(turnstile: Turnstile) -> AsyncIterator[Database]:
    opened = Database(turnstile.url, size=1)  # one more is opened, and asked, at no certain time
    await opened.open()
    async with opened.unit(writes=False) as unit:
        await unit.execute("select 1", {})  # a new connection is asked what it can do
    yield opened
    await opened.close()


@pytest.fixture
def settings(tmp_path: Path, clerk_key: RSAKey) -> Settings:
    more = {"embed_origins": SITES, "metrics_token": METRICS_TOKEN}
    return clerk_settings(tmp_path, clerk_key, **more)


@pytest.fixture
async def people(
    client: httpx2.AsyncClient, clerk_key: RSAKey, database: Database
) -> dict[str, Caller]:
    return await callers(client, database, clerk_key)


@pytest.fixture
async def world(
    client: httpx2.AsyncClient, database: Database, rows: Rows, people: dict[str, Caller]
) -> World:
    return await a_world(client, database, rows, people)


class FlightTally:
    """What routes took, and what was above the table."""

    def __init__(self, app: Edge, turnstile: Turnstile) -> None:
        self._app, self._turnstile = app, turnstile
        self.above: list[str] = []
        self.found: set[str] = set()

    async def read(self, name: str, address: str, actor: str, caller: Caller) -> None:
        """Ask twice: what the first answer keeps for a while is not the route's price."""
        await self._ask(name, address, caller)
        self._turnstile.taken()
        status = await self._ask(name, address, caller)
        flights = self._turnstile.taken()
        if status >= REFUSED and name != "GET /health/worker":
            return
        if status == FOUND or name in ELSEWHERE:
            self.found.add(name)
        if len(flights) > allowed(name):
            self.above.append(f"{name} by {actor}: {len(flights)}\n{_told(flights)}")

    async def _ask(self, name: str, address: str, caller: Caller) -> int:
        async with browser_of(self._app) as browser:
            asked = QUERIES.get(name)
            answer = await browser.get(address, headers=caller.headers, params=asked)
        return answer.status_code


async def test_no_read_takes_more_flights_than_the_table_allows(
    app: Edge, turnstile: Turnstile, world: World, clerk_key: RSAKey, database: Database
) -> None:
    counted = FlightTally(app, turnstile)
    names = sorted(name for name in routes(app) if name.startswith("GET "))
    key = await a_picture(app.application.state.files)
    machine = Caller(by_key(await a_key(database)), "")
    for name in names:
        address = world.path(name).replace("{key}", key)
        for actor in READERS:
            caller = _now(clerk_key, actor)
            if name == "GET /metrics":
                caller = Caller({"Authorization": f"Bearer {METRICS_TOKEN}"}, "")
            await counted.read(name, address, actor, caller)
        if name.startswith("GET /api/platform/"):
            await counted.read(name, address, "machine", machine)
    for booking in world.bookings:
        for actor in ("mentor", "mentee"):
            name = "GET /bookings/{booking}"
            await counted.read(name, f"/bookings/{booking}", actor, _now(clerk_key, actor))
    assert counted.above == [], "\n".join(counted.above)
    assert set(names) - counted.found == set()


async def test_the_pages_of_development_take_no_more(
    built: Built, dev_settings: Settings, database: Database, turnstile: Turnstile
) -> None:
    app = attach(built("dev"), dev_settings, database)
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as browser:
        for name in sorted(one for one in DEVELOPMENT if one.startswith("GET ")):
            turnstile.taken()
            answer = await browser.get(name.removeprefix("GET "))
            flights = turnstile.taken()
            assert answer.status_code == FOUND or name in LED_TO_SIGN_IN, name
            assert len(flights) <= allowed(name), _told(flights)


async def test_a_delivery_takes_two_flights_and_one_that_nobody_contests_few_statements(
    client: httpx2.AsyncClient, turnstile: Turnstile, people: dict[str, Caller]
) -> None:
    del people  # whom some of the deliveries are about
    known = payload("01")
    news = changed(known, timestamp=known["timestamp"] + 1, first_name="Ida", updated_at=LATER)
    session = {"type": "session.ended", "object": "event", "timestamp": LATER}
    told = [
        (known, "applied"),
        (news, "applied"),
        (news, "stale"),
        (payload("30"), "applied"),
        ({**session, "data": {"id": "sess_1", "user_id": "user_mentor"}}, "applied"),
        ({**session, "type": "organization.created", "data": {}}, "ignored"),
    ]
    for event, outcome in told:
        turnstile.taken()
        answer = await deliver(client, event, secret=SECRETS[0])
        flights = turnstile.taken()
        assert (answer.status_code, answer.json()) == (200, {"outcome": outcome})
        assert len(flights) <= WEBHOOK, _told(flights)
        if event is news and outcome == "applied":
            assert sum(map(len, flights)) == DELIVERY_STATEMENTS, _told(flights)


@pytest.mark.parametrize("mode", ["instant", "request"])
async def test_a_booking_takes_four_flights_with_a_key_and_without(
    turnstile: Turnstile,
    database: Database,
    app: Edge,
    people: dict[str, Caller],
    mode: str,
) -> None:
    await change_offer(database, MENTOR, mode=mode)
    choice = {"mentorId": MENTOR, "note": "Relire mon code"}
    keys: list[dict[str, str]] = [{}, {"Idempotency-Key": "un-clic"}]
    for name, more in zip(("mentee", "stranger"), keys, strict=True):
        turnstile.taken()
        async with browser_of(app, **people[name].headers, **more) as browser:
            at = {"startsAt": HOURS[name]}
            made = await browser.post("/api/bookings", json={**choice, **at})
            flights = turnstile.taken()
            read = await browser.get(f"/api/bookings/{made.json()['id']}")
        assert made.status_code == 201, made.text
        assert made.json() == read.json()
        assert len(flights) <= BOOKING, _told(flights)
    async with browser_of(app, **people["admin"].headers) as browser:
        turnstile.taken()
        form = {**choice, "startsAt": HOURS["admin"], "key": "un-formulaire"}
        sent = await browser.post("/bookings", data=form)
        flights = turnstile.taken()
    assert sent.status_code == 303, sent.text
    assert len(flights) <= BOOKING, _told(flights)


def _now(key: RSAKey, actor: str) -> Caller:
    """Somebody with a token of this minute: all routes take longer than one token lasts."""
    known = actor != "anonymous"
    return Caller(bearer(key, f"user_{actor}", sid=f"sess_{actor}") if known else {}, "")


def _told(flights: Flights) -> str:
    return "\n".join(f"    {' | '.join(one[:60] for one in flight)}" for flight in flights)
