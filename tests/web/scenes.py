"""The people and rows of the access matrix: whom the callers are, and the booking they ask for."""

import re
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

import httpx2
import msgspec
import psycopg
from joserfc.jwk import RSAKey

from mentorat.accounts.actions.change_role import grant_admin
from mentorat.accounts.actions.sessions import hashed, open_session, touch_session
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.events.record import Authority
from mentorat.mentors.publication import StepName
from mentorat.onboarding.actions import onboard
from mentorat.onboarding.schemas import StudentChoice
from tests.builders import MONDAY, a_booking, a_mentor, a_person, move, whoever
from tests.conftest import SECRETS
from tests.fakes.clerk_tokens import ISSUER, bearer
from tests.fakes.deliveries import changed, deliver, payload

MENTOR, MENTEE = "user_mentor", "user_mentee"
PROPOSAL = UUID(int=7)
POST = UUID(int=8)  # an article of the mentor's
ENDPOINT = UUID(int=9)  # a program that is told what happens
ANOTHER_HOUR = "2027-06-11T08:00:00Z"
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
LONG_AGO = MONDAY - 600 * DAY  # before what Clerk says of the banned and the deleted
OPERATORS = ("admin", "old_admin")
ACT = {"sub": "user_operator", "iss": "https://dashboard.clerk.com"}  # Clerk impersonation
# When the booking begins, seen from now, and where it stands.
BOOKINGS = {
    "request": (3 * DAY + 4 * HOUR, "requested"),
    "ahead": (3 * DAY + 4 * HOUR, "confirmed"),
    "proposed": (3 * DAY + 4 * HOUR, "confirmed"),
    "open": (-10 * MINUTE, "confirmed"),
    "over": (-2 * HOUR, "completed"),
    "missed": (-2 * HOUR, "missed"),
}
PROFILE_STEPS: dict[str, tuple[StepName, ...]] = {
    "published": (),
    "submitted": ("withdraw", "restore", "submit"),
}
UNPUBLISHED: tuple[StepName, ...] = ("withdraw", "restore")
# What nobody who is refused may have changed.
KEPT = (
    "bookings",
    "booking_events",
    "move_proposals",
    "reliability_marks",
    "booking_notes",
    "booking_joins",
    "calendar_feeds",
    "saved_mentors",
    "free_time_alerts",
    "search_alerts",
    "users",
    "mentor_profiles",
    "audit_events",
    "publication_rules",
    "procrastinate_jobs",
    "posts",
    "post_revisions",
    "post_images",
    "preview_links",
    "authors",
    "api_keys",
    "webhook_endpoints",
)


class Caller(NamedTuple):
    """What somebody is recognised by, and the one address that they may read: their own."""

    headers: dict[str, str]
    email: str


class Scene:
    """A mentor's profile and a booking with one élève, as one route needs them."""

    def __init__(self, connection: psycopg.Connection[Any], name: str) -> None:
        self._connection = connection
        self._name = name if name in BOOKINGS else "ahead"

    def rows(self, statement: str, *values: object) -> list[Any]:
        cursor = self._connection.execute(statement, values)
        return cursor.fetchall() if cursor.description else []

    def lay(self) -> str:
        """The booking as it stands before anybody asks for it; returns its id."""
        after, status = BOOKINGS[self._name]
        starts_at = MONDAY + after
        expires_at = MONDAY + DAY if status == "requested" else None
        self.lay_article()
        self.rows("delete from webhook_endpoints")
        self.rows(
            "insert into webhook_endpoints (id, address, types, secret_encrypted, created_at)"
            " values (%s, 'https://other.example/hook', '{booking.*}', '', %s)",
            *(ENDPOINT, MONDAY),
        )
        self.rows("delete from bookings")
        booking_id = a_booking(
            self.rows, MENTOR, starts_at, status=status, mentee_id=MENTEE, expires_at=expires_at
        )
        self.rows(
            "update bookings set meeting_place = 'https://salle.example/marc', cancel_by = %s,"
            " note = 'Relire mon code', price_cents = 4500",
            starts_at - DAY,
        )
        if self._name == "missed":
            self.rows(
                "insert into reliability_marks (id, user_id, booking_id, kind, made_by, made_at)"
                " values (gen_random_uuid(), %s, %s, 'absent', %s, %s)",
                *(MENTEE, booking_id, MENTOR, MONDAY - HOUR),
            )
        if self._name == "proposed":
            self.rows(
                "insert into move_proposals"
                " (id, booking_id, proposed_by, starts_at, proposed_at, expires_at)"
                " values (%s, %s, %s, %s, %s, %s)",
                *(PROPOSAL, booking_id, MENTOR, ANOTHER_HOUR, MONDAY - HOUR, MONDAY + DAY),
            )
        return booking_id

    def lay_article(self) -> None:
        """A draft of the mentor's that could be published."""
        self.rows("delete from posts")
        self.rows(
            "insert into posts (id, author_id, pair_id, language, title, excerpt, markdown,"
            " status_at, created_at, updated_at)"
            " values (%s, %s, %s, 'fr', 'Relire', 'Trois habitudes.', 'Lire.', %s, %s, %s)",
            *(POST, MENTOR, POST, MONDAY, MONDAY, MONDAY),
        )
        self.rows(
            "insert into post_revisions select id, 1, title, excerpt, markdown, false, author_id,"
            " updated_at from posts"
        )

    def kept(self) -> list[Any]:
        """What stands written, to be compared."""
        each = " union all ".join(f"select {table}::text as row from {table}" for table in KEPT)
        return self.rows(f"select row from ({each}) as every order by row")


async def callers(client: httpx2.AsyncClient, database: Database, key: RSAKey) -> dict[str, Caller]:
    """One of each kind, by name; a mentor whose profile is published, and an élève of theirs."""
    await a_mentor(database, id=MENTOR, email=address(MENTOR))
    for name in ("newcomer", "mentee", "stranger", *OPERATORS, "banned", "deleted"):
        user_id = f"user_{name}"
        await a_person(database, id=user_id, email=address(user_id), now=LONG_AGO)
    async with database.unit(writes=True) as unit:
        db = Db(unit)
        for user_id in (MENTEE, "user_stranger"):
            viewer = whoever(user_id, "USER")
            await onboard(db, StudentChoice(role="USER"), viewer=viewer, now=MONDAY)
        for name in OPERATORS:
            await grant_admin(db, f"user_{name}", by=Authority("test"), now=MONDAY)
    for event in (
        changed(payload("23"), id="user_banned"),
        changed(payload("30"), id="user_deleted"),
    ):
        assert (await deliver(client, event, secret=SECRETS[0])).status_code == 200, event["type"]
    with_token = ("newcomer", "mentor", "mentee", "stranger", "admin", "banned", "deleted")
    return {
        "anonymous": Caller({}, ""),
        **{name: _by_token(key, f"user_{name}", sid=f"sess_{name}") for name in with_token},
        "old_admin": await _by_old_session(client, database, "user_old_admin"),
        **{
            f"as_{name}": _by_token(key, f"user_{name}", sid=f"sess_as_{name}", act=ACT)
            for name in ("mentor", "admin")
        },
    }


def address(user_id: str) -> str:
    """Somebody's e-mail address, which is nobody else's business."""
    return f"{user_id}@courrier.example"


def _by_token(key: RSAKey, user_id: str, **claims: Any) -> Caller:
    return Caller(bearer(key, user_id, **claims), address(user_id))


async def _by_old_session(client: httpx2.AsyncClient, database: Database, user_id: str) -> Caller:
    """A browser that signed in six days ago and was in use since, with the token of its forms."""
    async with database.unit(writes=True) as unit:
        db, at = Db(unit), MONDAY - 6 * DAY
        who = msgspec.structs.replace(whoever(user_id, "USER"), clerk_session_id="sess_old")
        secret = open_session(db, who, issuer=ISSUER, now=at)
        touch_session(db, hashed(secret), now=MONDAY)
    cookie = {"Cookie": f"__Host-mentorat_session={secret}"}
    page = await client.get("/profile", headers=cookie)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token, page.status_code
    return Caller({**cookie, "X-CSRF-Token": token[1]}, address(user_id))


async def profile_at(database: Database, name: str) -> None:
    """Where the mentor's profile stands: unpublished, unless the route needs another."""
    for step in PROFILE_STEPS.get(name, UNPUBLISHED):
        await move(database, MENTOR, step)
