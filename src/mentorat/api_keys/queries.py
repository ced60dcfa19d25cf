"""Reading API keys; no query returns what is stored of a secret."""

from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec
from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import TIMESTAMP

from mentorat.api_keys.models import ApiKey
from mentorat.db.executor import Answers, Db, rows, scalar
from mentorat.viewer import Machine

EXPIRES_SOON = timedelta(days=14)

_now = bindparam("now", type_=TIMESTAMP(timezone=True))


class KeyRow(msgspec.Struct, frozen=True):
    """A key as operators see it."""

    id: str
    name: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    used_at: datetime | None

    def state(self, now: datetime) -> Literal["in force", "expired", "revoked"]:
        """Whether it opens anything at `now`, and why not."""
        if self.revoked_at is not None:
            return "revoked"
        is_over = self.expires_at is not None and self.expires_at <= now
        return "expired" if is_over else "in force"


def is_key_in_force() -> ColumnElement[bool]:
    """Whether a row is the key of this `key_id` and `secret_hash`, and still opens something."""
    return and_(
        ApiKey.id == bindparam("key_id"),
        ApiKey.secret_hash == bindparam("secret_hash"),
        ApiKey.revoked_at.is_(None),
        or_(ApiKey.expires_at.is_(None), ApiKey.expires_at > _now),
    )


def _machine(key_id: str, scopes: list[str], used_at: datetime | None) -> Machine:
    return Machine(key_id, frozenset(scopes), used_at)


_IN_FORCE: Any = rows(
    select(ApiKey.id, ApiKey.scopes, ApiKey.used_at).where(is_key_in_force()), _machine
)
_ALL = rows(
    select(
        ApiKey.id,
        ApiKey.name,
        ApiKey.scopes,
        ApiKey.created_at,
        ApiKey.expires_at,
        ApiKey.revoked_at,
        ApiKey.used_at,
    )
    .order_by(ApiKey.revoked_at.is_not(None), ApiKey.created_at.desc(), ApiKey.id)
    .offset(bindparam("skip"))
    .limit(bindparam("count", required=True)),
    KeyRow,
)
_EXPIRING = scalar(
    select(func.count()).where(
        ApiKey.revoked_at.is_(None),
        ApiKey.expires_at > _now,
        ApiKey.expires_at <= bindparam("until", type_=TIMESTAMP(timezone=True)),
    ),
    int,
)


async def find_machine(db: Db, key_id: str, secret_hash: bytes, *, now: datetime) -> Machine | None:
    """Whose key this is; None, in the same one statement, when it is unknown, revoked or over."""
    found: Machine | None = await db.find(
        _IN_FORCE, key_id=key_id, secret_hash=secret_hash, now=now
    )
    return found


def ask_machine(db: Db, key_id: str, secret_hash: bytes, *, now: datetime) -> Answers[Machine]:
    """The same with the next flight."""
    asked: Answers[Machine] = db.ask(_IN_FORCE, key_id=key_id, secret_hash=secret_hash, now=now)
    return asked


async def list_keys(db: Db, *, skip: int = 0, count: int | None = None) -> list[KeyRow]:
    """Keys, the newest first, revoked ones at the end; all of them without a count."""
    return await db.all(_ALL, skip=skip, count=count)


async def count_expiring(db: Db, *, now: datetime) -> int:
    """How many keys will open nothing any more within two weeks."""
    return await db.one(_EXPIRING, now=now, until=now + EXPIRES_SOON)
