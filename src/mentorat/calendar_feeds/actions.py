"""The private calendar address: made, made anew, revoked. Only a hash of its secret is kept."""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import LargeBinary, Text, bindparam, delete, exists
from sqlalchemy.dialects.postgresql import insert

from mentorat.accounts.models import User
from mentorat.calendar_feeds.models import CalendarFeed
from mentorat.db.executor import Db, command

SECRET_BYTES = 32

_insert = insert(CalendarFeed).values(
    user_id=bindparam("owner_id"),
    secret_hash=bindparam("secret_hash", type_=LargeBinary),
    created_at=bindparam("now"),
)
_OPEN = command(
    _insert.on_conflict_do_update(
        index_elements=[CalendarFeed.user_id],
        set_={
            "secret_hash": _insert.excluded.secret_hash,
            "created_at": _insert.excluded.created_at,
        },
    )
)
_CLOSE = command(
    delete(CalendarFeed).where(CalendarFeed.user_id == bindparam("owner_id", type_=Text))
)
_CLOSE_OF_LEAVER = command(
    delete(CalendarFeed).where(
        CalendarFeed.user_id == bindparam("owner_id", type_=Text),
        exists().where(User.id == CalendarFeed.user_id, User.deleted_at.is_not(None)),
    )
)


def open_feed(db: Db, owner_id: str, *, now: datetime) -> str:
    """A new secret for somebody's calendar address; an earlier one opens nothing any more."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    db.later(_OPEN, owner_id=owner_id, secret_hash=hash_of(secret), now=now)
    return secret


def close_feed(db: Db, owner_id: str) -> None:
    """Revoke a calendar address; doing it twice changes nothing."""
    db.later(_CLOSE, owner_id=owner_id)


def close_feed_of_leaver(db: Db, owner_id: str) -> None:
    """Revoke the address of an account that was deleted. Who is banned keeps it, closed, until they
    are back (`find_feed_owner`)."""
    db.later(_CLOSE_OF_LEAVER, owner_id=owner_id)


def hash_of(secret: str) -> bytes:
    """What is kept of a secret; it has 256 random bits, so that no salt is needed."""
    return hashlib.sha256(secret.encode()).digest()
