"""Making and revoking API keys, and noting that one is in use."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from mentorat.api_keys.models import ApiKey
from mentorat.db.executor import Db, command, scalar
from mentorat.events.record import Authority, Event, audit
from mentorat.text.key_text import new_key
from mentorat.viewer import Scope

NOTE_USE_EVERY = timedelta(hours=1)

_ADD = command(
    insert(ApiKey).values(
        id=bindparam("id"),
        name=bindparam("name"),
        scopes=bindparam("scopes"),
        secret_hash=bindparam("secret_hash"),
        created_at=bindparam("now"),
        expires_at=bindparam("expires_at", required=True),
    )
)
_REVOKE = scalar(
    update(ApiKey)
    .where(ApiKey.id == bindparam("key_id"), ApiKey.revoked_at.is_(None))
    .values(revoked_at=bindparam("now"))
    .returning(ApiKey.name),
    str,
)
# Whoever reads with a key waits for nobody who revokes it, or notes the same.
_NOTE_USE = command(
    update(ApiKey)
    .where(
        ApiKey.id.in_(
            select(ApiKey.id)
            .where(ApiKey.id == bindparam("key_id"))
            .with_for_update(skip_locked=True)
        )
    )
    .values(used_at=bindparam("now"))
)


class KeyWish(msgspec.Struct, frozen=True):
    """What a key is for, what it opens, and until when; for ever without an end."""

    name: str
    scopes: Sequence[Scope]
    expires_at: datetime | None = None


class MadeKey(msgspec.Struct, frozen=True):
    """A key as it is shown, once: nobody can tell its `key` again."""

    id: str
    key: str
    name: str
    scopes: list[Scope]
    expires_at: datetime | None


def create_key(db: Db, wish: KeyWish, *, by: Authority, now: datetime) -> MadeKey:
    """Let a machine read what these scopes open; the audit tells who let it, never the secret."""
    key, scopes = new_key(), sorted(set(wish.scopes))
    db.later(
        _ADD,
        id=key.id,
        name=wish.name,
        scopes=scopes,
        secret_hash=hashed(key.secret),
        expires_at=wish.expires_at,
        now=now,
    )
    after = {"name": wish.name, "scopes": scopes, "expires_at": wish.expires_at}
    event = Event(kind="api_key.created", subject=key.id, actor=by.actor, after=after)
    audit(db, event, by=by, now=now)
    return MadeKey(key.id, key.written, wish.name, scopes, wish.expires_at)


async def revoke_key(db: Db, key_id: str, *, by: Authority, now: datetime) -> bool:
    """Have a key open nothing from the next request on, in every process; whether it was there and
    not yet revoked."""
    name = await db.value(_REVOKE, key_id=key_id, now=now)
    if name is None:
        return False
    event = Event(kind="api_key.revoked", subject=key_id, actor=by.actor, data={"name": name})
    audit(db, event, by=by, now=now)
    return True


def note_use(db: Db, key_id: str, *, now: datetime) -> None:
    """Note that a key is in use; not at all while its row is locked."""
    db.later(_NOTE_USE, key_id=key_id, now=now)


def hashed(secret: str) -> bytes:
    """What is stored of a secret: enough to recognise it, not to use it."""
    return hashlib.sha256(secret.encode()).digest()
