"""What accounts hold of a person. Who they are is blanked when they leave (`forget_user`), what
they wrote after the hold-back."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import bindparam, delete, null, select, update

from mentorat.accounts.models import AuthSession, IdempotencyKey, Role, User
from mentorat.db.executor import Db, command, rows
from mentorat.db.personal import Columns, Holds, among_people, columns_of

COLUMNS: Columns = {
    "users": {
        "id": Holds.NOTHING,  # stays, so that history keeps its references
        **dict.fromkeys(
            ("email", "first_name", "last_name", "image_url", "bio", "locale", "timezone"),
            Holds.WORDS,
        ),
    },
    "clerk_identities": {
        "user_id": Holds.NOTHING,
        "claimed_email": Holds.COPY,
        "digest": Holds.COPY,
    },
    # No payload is kept.
    "webhook_deliveries": dict.fromkeys(("id", "type", "user_id", "outcome"), Holds.NOTHING),
    "auth_sessions": {
        **dict.fromkeys(("user_id", "issuer"), Holds.NOTHING),
        "secret_hash": Holds.COPY,
        "clerk_session_id": Holds.COPY,
    },
    # Hashed with SECRET_KEY where it is an address; gone after two minutes.
    "request_counts": {"key": Holds.NOTHING},
    "ended_clerk_sessions": {"id": Holds.NOTHING},
    "idempotency_keys": {
        "user_id": Holds.NOTHING,
        **dict.fromkeys(("key", "request_digest", "body"), Holds.COPY),
    },
}


class PersonExport(msgspec.Struct, frozen=True):
    """Who somebody is here."""

    id: str
    email: str | None
    email_verified: bool
    first_name: str | None
    last_name: str | None
    image_url: str | None
    bio: str | None
    locale: str | None
    timezone: str | None
    role: Role
    onboarded_at: datetime | None
    banned_at: datetime | None
    deleted_at: datetime | None
    created_at: datetime
    updated_at: datetime


class SessionExport(msgspec.Struct, frozen=True):
    """A browser that is signed in."""

    created_at: datetime
    seen_at: datetime
    expires_at: datetime


class AccountExport(msgspec.Struct, frozen=True):
    """An account with its sessions."""

    person: PersonExport | None
    sessions: list[SessionExport]


_PERSON = rows(
    select(*columns_of(User, PersonExport)).where(User.id == bindparam("person")),
    PersonExport,
)
_SESSIONS = rows(
    select(*columns_of(AuthSession, SessionExport))
    .where(AuthSession.user_id == bindparam("person"))
    .order_by(AuthSession.created_at),
    SessionExport,
)
_BLANK = command(
    update(User)
    .where(among_people(User.id), User.deleted_at.is_not(None))
    .values(bio=null(), locale=null(), timezone=null())
)
_DROP_KEYS = command(delete(IdempotencyKey).where(among_people(IdempotencyKey.user_id)))


async def export(db: Db, person_id: str) -> AccountExport:
    """Who somebody is, and where they are signed in."""
    person = await db.find(_PERSON, person=person_id)
    return AccountExport(person, await db.all(_SESSIONS, person=person_id))


async def forget(db: Db, people: Sequence[str]) -> None:
    """Blank what they wrote of themselves, and the answers kept for whoever repeats a request."""
    db.later(_BLANK, people=list(people))
    db.later(_DROP_KEYS, people=list(people))
