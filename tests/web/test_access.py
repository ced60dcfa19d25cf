"""Every route × every kind of caller: who gets what. A route that is not listed fails here.

The mentor of the matrix has an unpublished profile: their own routes with an id answer them and
the administration, and do not exist for anybody else.
"""

import re
from typing import Any
from uuid import UUID

import httpx2
import pytest
from joserfc.jwk import RSAKey
from litestar.handlers import HTTPRouteHandler

from mentorat.accounts.actions.audit import Authority
from mentorat.accounts.actions.change_role import grant_admin
from mentorat.app import create_app
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.settings import Settings
from mentorat.web.edge import Edge
from tests.conftest import SECRETS, Clock, browser_of
from tests.fakes.clerk_tokens import bearer
from tests.fakes.deliveries import changed, deliver, payload
from tests.onboarding.test_choice import MENTOR
from tests.onboarding.test_me import PROFILE, WEEK

pytestmark = pytest.mark.anyio
NOBODY = "00000000-0000-0000-0000-000000000000"
ACTORS = ("anonymous", "newcomer", "eleve", "mentor", "admin", "deleted", "banned")
JSON_BODIES: dict[str, Any] = {
    "PATCH /api/me": {"bio": "Bonjour"},
    "POST /api/onboarding": {"role": "USER"},
    "PUT /api/me/mentor-profile": {**PROFILE, "availability": WEEK},
    "POST /api/me/mentor-profile/publication": {"step": "pause"},
    "PUT /api/me/busy-calendar": {"address": "https://calendar.google.com/secret/basic.ics"},
    "POST /api/me/role": {"role": "USER"},
    "POST /api/bookings": {"mentorId": "user_mentor", "startsAt": "2027-06-08T08:00:00Z"},
    "POST /api/bookings/{booking_id:str}/refusal": {},
    "POST /api/bookings/{booking_id:str}/cancellation": {},
    "POST /api/bookings/{booking_id:str}/move": {"startsAt": "2027-06-08T08:00:00Z"},
    "POST /api/bookings/{booking_id:str}/proposals": {"startsAt": "2027-06-08T08:00:00Z"},
    "POST /api/bookings/{booking_id:str}/proposals/answer": {"proposal": NOBODY, "accept": True},
    "POST /api/bookings/{booking_id:str}/absences/objection": {"objection": "J'y étais"},
    "PUT /api/bookings/{booking_id:str}/notes/shared": {"body": "Relire", "version": 0},
    "PUT /api/bookings/{booking_id:str}/notes/private": {"body": "Relire", "version": 0},
}
FORMS: dict[str, dict[str, str]] = {
    "POST /onboarding": {"role": "USER"},
    "POST /profile": {"bio": "Bonjour"},
    "POST /profile/role": {"role": "USER"},
    "POST /profile/publication": {"step": "pause"},
    "POST /admin/mentors/{mentor_id:str}": {"step": "refuse", "reason": "Votre accroche est vide."},
    "POST /bookings/{booking_id:str}/refusal": {"reason": "Je pars en voyage"},
    "POST /bookings/{booking_id:str}/cancellation": {"reason": "Je pars en voyage"},
    "POST /bookings/{booking_id:str}/move": {"startsAt": "2027-06-08T08:00:00Z"},
    "POST /bookings/cancellations": {"reason": "Je change de métier"},
    "POST /bookings/{booking_id:str}/proposals": {"startsAt": "2027-06-08T08:00:00Z"},
    "POST /admin/bookings/{booking_id:str}": {"do": "cancel", "reason": "Doublon"},
    "POST /admin/skills": {"do": "remove", "slug": "nothing-of-that-name"},
}
# In the order of ACTORS. 303 leads a page's visitor to sign-in or to the choice.
OPEN = (200, 200, 200, 200, 200, 401, 401)
EXPECTED: dict[str, tuple[int, ...]] = {
    "GET /": (200, 303, 200, 200, 200, 303, 303),
    "GET /sign-in": (200, 200, 200, 200, 200, 303, 303),
    "GET /onboarding": (303, 200, 303, 303, 303, 303, 303),
    "POST /onboarding": (403, 303, 409, 409, 409, 401, 401),
    "GET /profile": (303, 303, 200, 200, 200, 303, 303),
    "POST /profile": (403, 403, 303, 422, 303, 401, 401),
    "POST /auth/sign-out": (403, 303, 303, 303, 303, 401, 401),
    "POST /locale": (403, 303, 303, 303, 303, 401, 401),
    "POST /auth/clerk/exchange": (403, 204, 204, 204, 204, 401, 401),
    "GET /api/me": (401, 200, 200, 200, 200, 401, 401),
    "PATCH /api/me": (403, 200, 200, 200, 200, 401, 401),
    "POST /api/onboarding": (403, 201, 409, 409, 409, 401, 401),
    "GET /api/me/mentor-profile": (401, 403, 403, 200, 403, 401, 401),
    "PUT /api/me/mentor-profile": (403, 403, 403, 200, 403, 401, 401),
    "GET /api/me/busy-calendar": (401, 403, 403, 404, 403, 401, 401),
    "PUT /api/me/busy-calendar": (403, 403, 403, 200, 403, 401, 401),
    "DELETE /api/me/busy-calendar": (403, 403, 403, 204, 403, 401, 401),
    "GET /profile/role": (303, 303, 200, 200, 200, 303, 303),
    "POST /profile/role": (403, 403, 409, 303, 403, 401, 401),
    "POST /profile/publication": (403, 403, 403, 409, 403, 401, 401),
    "GET /availability": (303, 303, 403, 200, 403, 303, 303),
    "POST /availability": (403, 403, 403, 422, 403, 401, 401),
    "GET /availability/why": (303, 303, 403, 200, 403, 303, 303),
    "GET /availability/calendar": (303, 303, 403, 200, 403, 303, 303),
    "POST /availability/calendar": (403, 403, 403, 422, 403, 401, 401),
    "POST /time-zone": (403, 303, 303, 303, 303, 401, 401),
    "POST /api/me/role": (403, 403, 409, 200, 403, 401, 401),
    "POST /api/me/mentor-profile/publication": (403, 403, 403, 409, 403, 401, 401),
    "GET /mentors": (200, 200, 200, 200, 200, 303, 303),
    "GET /mentors/{mentor_id:str}": (404, 404, 404, 200, 200, 303, 303),
    "GET /api/mentors": OPEN,
    "GET /api/mentors/facets": OPEN,
    "GET /api/mentors/{mentor_id:str}": (404, 404, 404, 200, 200, 401, 401),
    "GET /api/mentors/{mentor_id:str}/slots": (404, 404, 404, 200, 200, 401, 401),
    "GET /bookings": (303, 303, 200, 200, 200, 303, 303),
    "GET /bookings/new": (303, 303, 404, 404, 404, 303, 303),
    "POST /bookings": (403, 403, 404, 404, 404, 401, 401),
    "GET /bookings/{booking_id:str}": (303, 303, 404, 404, 404, 303, 303),
    "POST /bookings/{booking_id:str}/confirmation": (403, 403, 404, 404, 404, 401, 401),
    "POST /bookings/{booking_id:str}/refusal": (403, 403, 404, 404, 404, 401, 401),
    "POST /bookings/{booking_id:str}/cancellation": (403, 403, 404, 404, 404, 401, 401),
    "POST /bookings/{booking_id:str}/move": (403, 403, 404, 404, 404, 401, 401),
    "POST /bookings/{booking_id:str}/proposals": (403, 403, 404, 404, 404, 401, 401),
    "POST /bookings/{booking_id:str}/proposals/answer": (403, 403, 404, 404, 404, 401, 401),
    "POST /bookings/{booking_id:str}/absences": (403, 403, 404, 404, 404, 401, 401),
    "POST /bookings/{booking_id:str}/absences/objection": (403, 403, 404, 404, 404, 401, 401),
    "POST /bookings/{booking_id:str}/notes": (403, 403, 404, 404, 404, 401, 401),
    "POST /bookings/{booking_id:str}/join": (403, 403, 404, 404, 404, 401, 401),
    "POST /bookings/cancellations": (403, 403, 303, 303, 303, 401, 401),
    "GET /bookings/calendar": (303, 303, 200, 200, 200, 303, 303),
    "POST /bookings/calendar": (403, 403, 200, 200, 200, 401, 401),
    "GET /calendar/{name:str}": (404,) * 7,
    "POST /api/bookings": (403, 403, 404, 403, 404, 401, 401),
    "GET /api/bookings/{booking_id:str}/proposals": (401, 403, 404, 404, 404, 401, 401),
    "POST /api/bookings/{booking_id:str}/proposals": (403, 403, 404, 404, 404, 401, 401),
    "POST /api/bookings/{booking_id:str}/proposals/answer": (403, 403, 404, 404, 404, 401, 401),
    "GET /api/bookings/{booking_id:str}/absences": (401, 403, 404, 404, 404, 401, 401),
    "POST /api/bookings/{booking_id:str}/absences": (403, 403, 404, 404, 404, 401, 401),
    "POST /api/bookings/{booking_id:str}/absences/objection": (403, 403, 404, 404, 404, 401, 401),
    "GET /api/bookings/{booking_id:str}/notes": (401, 403, 404, 404, 404, 401, 401),
    "PUT /api/bookings/{booking_id:str}/notes/shared": (403, 403, 404, 404, 404, 401, 401),
    "PUT /api/bookings/{booking_id:str}/notes/private": (403, 403, 404, 404, 404, 401, 401),
    "POST /api/me/calendar-feed": (403, 403, 201, 201, 201, 401, 401),
    "DELETE /api/me/calendar-feed": (403, 403, 204, 204, 204, 401, 401),
    "GET /admin/bookings": (303, 403, 403, 403, 200, 303, 303),
    "GET /admin/bookings/{booking_id:str}": (303, 403, 403, 403, 404, 303, 303),
    "POST /admin/bookings/{booking_id:str}": (403, 403, 403, 403, 404, 401, 401),
    "GET /api/bookings": (401, 403, 200, 200, 200, 401, 401),
    "GET /api/bookings/{booking_id:str}": (401, 403, 404, 404, 404, 401, 401),
    "GET /api/bookings/{booking_id:str}/cancellation": (401, 403, 404, 404, 404, 401, 401),
    "POST /api/bookings/{booking_id:str}/confirmation": (403, 403, 404, 404, 404, 401, 401),
    "POST /api/bookings/{booking_id:str}/refusal": (403, 403, 404, 404, 404, 401, 401),
    "POST /api/bookings/{booking_id:str}/cancellation": (403, 403, 404, 404, 404, 401, 401),
    "POST /api/bookings/{booking_id:str}/move": (403, 403, 404, 404, 404, 401, 401),
    "GET /admin": (303, 403, 403, 403, 200, 303, 303),
    "POST /admin/rules": (403, 403, 403, 403, 303, 401, 401),
    "GET /admin/mentors": (303, 403, 403, 403, 200, 303, 303),
    "GET /admin/mentors/{mentor_id:str}": (303, 403, 403, 403, 200, 303, 303),
    "POST /admin/mentors/{mentor_id:str}": (403, 403, 403, 403, 409, 401, 401),
    "GET /admin/skills": (303, 403, 403, 403, 200, 303, 303),
    "POST /admin/skills": (403, 403, 403, 403, 303, 401, 401),
    "GET /api/docs": (200, 200, 200, 200, 200, 303, 303),
    "GET /api/openapi.json": (200,) * 7,
    "GET /health/live": (200,) * 7,
    "GET /health/ready": (200,) * 7,
    "GET /static/app.css": (200,) * 7,
    "POST /api/webhooks/clerk": (400,) * 7,
}
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
DEVELOPMENT = {"GET /dev/sign-in", "POST /dev/sign-in", "GET /dev/mail"}


def routes(app: Edge) -> set[str]:
    """Every method and path that the application answers."""
    return {
        f"{method} {route.path}"
        for route in app.application.routes
        for handler in getattr(route, "route_handlers", [])
        if isinstance(handler, HTTPRouteHandler)
        for method in handler.http_methods
        if method != "OPTIONS"
    }


async def test_no_route_is_forgotten(app: Edge, dev_settings: Settings) -> None:
    listed = {name.replace("/static/app.css", "/static/{name:path}") for name in EXPECTED}
    assert routes(app) == listed
    development = create_app(dev_settings, Database("postgresql://nowhere"))
    assert routes(development) - listed == DEVELOPMENT


@pytest.fixture
async def people(
    client: httpx2.AsyncClient, clerk_key: RSAKey, database: Database, clock: Clock
) -> dict[str, dict[str, str]]:
    """One of each kind, as the headers they call with."""
    headers: dict[str, dict[str, str]] = {"anonymous": {}}
    for actor in ACTORS[1:]:
        user_id = f"user_{actor}"
        headers[actor] = bearer(clerk_key, user_id, sid=f"sess_{actor}")
        await client.get("/api/me", headers=headers[actor])
    await client.post("/api/onboarding", json={"role": "USER"}, headers=headers["eleve"])
    await client.post("/api/onboarding", json=MENTOR, headers=headers["mentor"])
    async with database.unit(writes=True) as unit:
        await grant_admin(Db(unit), "user_admin", by=Authority("test"), now=clock())
    gone = changed(payload("30"), id="user_deleted")
    banned = changed(payload("23"), id="user_banned")
    for event in (gone, banned):
        assert (await deliver(client, event, secret=SECRETS[0])).status_code == 200, event["type"]
    client.cookies.clear()
    return headers


async def ask(app: Edge, name: str, headers: dict[str, str]) -> httpx2.Response:
    known = {"{mentor_id:str}": "user_mentor", "{booking_id:str}": str(UUID(int=7))}
    method, _, path = name.partition(" ")
    for place, value in known.items():
        path = path.replace(place, value)
    async with browser_of(app) as caller:
        if name in JSON_BODIES:
            return await caller.request(method, path, json=JSON_BODIES[name], headers=headers)
        fields = FORMS.get(name, {"locale": "fr"})
        if method == "POST" and path != "/api/webhooks/clerk":
            return await caller.post(path, data=fields, headers=headers)
        return await caller.request(method, path, headers=headers)


@pytest.mark.parametrize("name", EXPECTED)
async def test_each_caller_gets_what_is_theirs(
    app: Edge, people: dict[str, dict[str, str]], name: str
) -> None:
    answers = {actor: await ask(app, name, people[actor]) for actor in ACTORS}
    got = tuple(answer.status_code for answer in answers.values())
    assert dict(zip(ACTORS, got, strict=True)) == dict(zip(ACTORS, EXPECTED[name], strict=True))
    for actor, answer in answers.items():
        assert not ADDRESS.search(answer.text), actor
