"""People and promises for tests, made through the product's own actions, quickly."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from mentorat.accounts.actions.change_role import grant_admin
from mentorat.accounts.actions.edit_me import edit_me
from mentorat.accounts.actions.sync_user import sync_user
from mentorat.accounts.callers.dev_identity import development_user
from mentorat.accounts.clerk.payload import read_user
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.directory.actions.refresh_mentor import refresh_mentor
from mentorat.events.record import Authority
from mentorat.mentors.actions.edit_profile import ProfileChange, edit_profile
from mentorat.mentors.actions.move_profile import ProfileMove, move_profile
from mentorat.mentors.actions.switch_role import become_student
from mentorat.mentors.publication import StepName
from mentorat.mentors.queries import find_own_profile
from mentorat.mentors.schemas import ProfileFields, column_values
from mentorat.onboarding.actions import onboard
from mentorat.onboarding.schemas import MentorChoice, StudentChoice
from mentorat.schedules.document import Availability
from mentorat.viewer import SignedIn

Rows = Callable[..., list[dict[str, Any]]]

MONDAY = datetime(2027, 6, 7, 6, 0, tzinfo=UTC)  # eight o'clock in Paris
BIO = "Quinze ans de métier; j'aide à relire ce qui a été écrit trop vite."
EVERY_DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_numbers = itertools.count(1)


def open_on(days: Sequence[str], *windows: tuple[str, str], **rules: Any) -> dict[str, Any]:
    """A schedule document: the same hours on each of these days, and no notice unless asked."""
    weekly = {day: [list(window) for window in windows] for day in days}
    return {"timezone": "Europe/Paris", "minNoticeMinutes": 0, "weekly": weekly, **rules}


def whoever(user_id: str, role: str) -> SignedIn:
    """Somebody who acts, as the actions want to know them."""
    return SignedIn(user_id, role, None, None, None, None, None)


ADMIN = whoever("user_3FzOperator0000000000000009", "ADMIN")


async def a_person(
    database: Database,
    *,
    now: datetime = MONDAY,
    id: str | None = None,
    first_name: str = "Marc",
    last_name: str = "Lenoir",
    email: str | None = None,
    image_url: str = "",
) -> str:
    """Somebody of whom Clerk has told us; returns their id."""
    number = next(_numbers)
    user_id = id or f"user_3FbPerson{number:017d}"
    told = development_user(
        user_id,
        first_name=first_name,
        last_name=last_name,
        email=email or f"personne.{number}@courrier.example",
        now_ms=int(now.timestamp() * 1000),
    )
    async with database.unit(writes=True) as unit:
        news = read_user(told | {"image_url": image_url})
        await sync_user(Db(unit), news, event_ms=news.version, now=now)
    return user_id


async def a_student(
    database: Database,
    *,
    now: datetime = MONDAY,
    locale: str | None = None,
    timezone: str | None = None,
    **person: Any,
) -> str:
    """Somebody who came to learn, as far as known in their language and time zone; their id."""
    user_id = await a_person(database, now=now, **person)
    viewer, wanted = whoever(user_id, "USER"), {"locale": locale, "timezone": timezone}
    async with database.unit(writes=True) as unit:
        await onboard(Db(unit), StudentChoice(role="USER"), viewer=viewer, now=now)
        known = {name: value for name, value in wanted.items() if value}
        await edit_me(Db(unit), known, viewer=viewer, now=now)
    return user_id


async def an_operator(database: Database, *, now: datetime = MONDAY, **person: Any) -> str:
    """Somebody whom the command line made an administrator; returns their id."""
    user_id = await a_person(database, now=now, **person)
    async with database.unit(writes=True) as unit:
        await grant_admin(Db(unit), user_id, by=Authority("cli"), now=now)
    return user_id


async def a_mentor(
    database: Database,
    *,
    now: datetime = MONDAY,
    published_at: datetime | None = None,
    bio: str = BIO,
    headline: str = "Écrire un code que l'on relit avec plaisir",
    expertise: Sequence[str] = ("Python",),
    rate_cents: int = 4500,
    currency: str = "EUR",
    languages: Sequence[str] = ("fr",),
    availability: Mapping[str, Any] | None = None,
    mode: str = "instant",
    policy: str = "flexible",
    meeting_place: str = "",
    **person: Any,
) -> str:
    """A published mentor whom the directory knows at `now`; returns their id."""
    published = published_at or now - timedelta(days=40)
    user_id = await a_person(database, now=published, **person)
    schedule = _document(availability or open_on(EVERY_DAY, ("09:00", "17:00")))
    rules = _rules(mode, policy, meeting_place)
    fields = {
        "headline": headline,
        "expertise": list(expertise),
        "hourlyRateCents": rate_cents,
        "currency": currency,
        "languages": list(languages),
    }
    choice = MentorChoice.model_validate({"role": "MENTOR", "timezone": "UTC", **fields})
    async with database.unit(writes=True) as unit:
        db, owner = Db(unit), whoever(user_id, "MENTOR")
        await onboard(db, choice, viewer=whoever(user_id, "USER"), now=published)
        await edit_me(db, {"bio": bio}, viewer=owner, now=published)
        change = ProfileChange(column_values(choice), schedule, rules=rules)
        await edit_profile(db, change, viewer=owner, now=published)
        await move_profile(db, ProfileMove(user_id, "submit"), viewer=owner, now=published)
        await move_profile(db, ProfileMove(user_id, "publish"), viewer=ADMIN, now=published)
        await refresh_mentor(db, user_id, now=now)
    return user_id


async def change_offer(
    database: Database,
    mentor_id: str,
    *,
    now: datetime = MONDAY,
    availability: Mapping[str, Any] | None = None,
    mode: str | None = None,
    policy: str | None = None,
    meeting_place: str | None = None,
    rate_cents: int | None = None,
) -> None:
    """What a mentor offers from now on; what is not named stays. The worker has not come yet."""
    viewer = whoever(mentor_id, "MENTOR")
    schedule = _document(availability) if availability else None
    async with database.unit(writes=True) as unit:
        profile = await find_own_profile(Db(unit), viewer=viewer)
        assert profile
        fields = {name: getattr(profile, name) for name in ProfileFields.model_fields}
        if rate_cents is not None:
            fields["hourly_rate_cents"] = rate_cents
        rules = _rules(mode, policy, meeting_place)
        change = ProfileChange(fields, schedule, rules=rules)
        await edit_profile(Db(unit), change, viewer=viewer, now=now)


async def become_eleve(database: Database, mentor_id: str, *, now: datetime = MONDAY) -> None:
    """A mentor comes to learn instead; the worker has not come yet."""
    async with database.unit(writes=True) as unit:
        await become_student(Db(unit), viewer=whoever(mentor_id, "MENTOR"), now=now)


def _document(schedule: Mapping[str, Any]) -> str:
    return Availability.model_validate(dict(schedule)).as_json()


def _rules(mode: str | None, policy: str | None, meeting_place: str | None) -> dict[str, Any]:
    return {"booking_mode": mode, "cancellation_policy": policy, "meeting_place": meeting_place}


async def move(
    database: Database,
    mentor_id: str,
    step: StepName,
    *,
    reason: str | None = None,
    now: datetime = MONDAY,
) -> None:
    """One step of a mentor's profile by whoever may take it; the worker has not come yet."""
    viewer = ADMIN if step in {"publish", "refuse"} else whoever(mentor_id, "MENTOR")
    async with database.unit(writes=True) as unit:
        await move_profile(Db(unit), ProfileMove(mentor_id, step, reason), viewer=viewer, now=now)


async def refreshed(database: Database, mentor_id: str, *, now: datetime = MONDAY) -> None:
    """What the worker does after a mentor's change."""
    async with database.unit(writes=True) as unit:
        await refresh_mentor(Db(unit), mentor_id, now=now)


def a_booking(
    rows: Rows,
    mentor_id: str,
    starts_at: datetime,
    *,
    ends_at: datetime | None = None,
    status: str = "confirmed",
    mentee_id: str | None = None,
    before: timedelta = timedelta(),
    after: timedelta = timedelta(),
    expires_at: datetime | None = None,
) -> str:
    """A promise of this hour, on a whole minute, to a mentee, who is somebody new unless named;
    returns its id."""
    booking_id = str(uuid4())
    starts_at = starts_at.replace(second=0, microsecond=0)
    ends = ends_at or starts_at + timedelta(hours=1)
    mentee = mentee_id or f"user_3FcMentee{next(_numbers):017d}"
    rows("insert into users (id) values (%s) on conflict do nothing", mentee)
    rows(
        "insert into bookings (id, mentor_id, mentee_id, starts_at, ends_at, blocked_from,"
        " blocked_until, status, expires_at) values (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        *(booking_id, mentor_id, mentee, starts_at, ends, starts_at - before, ends + after),
        *(status, expires_at),
    )
    return booking_id
