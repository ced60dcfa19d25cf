"""One effect for a request that is sent twice: the Idempotency-Key header.

The key is claimed in the transaction of the effect itself, so a copy that arrives meanwhile
waits for the first to commit, and a request that failed leaves no key behind.
"""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

import msgspec
from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from mentorat.accounts.models import IdempotencyKey
from mentorat.db.executor import Db, command, rows
from mentorat.errors import Invalid, Problem, say
from mentorat.viewer import SignedIn

Answer = TypeVar("Answer")

_mine = (IdempotencyKey.user_id == bindparam("viewer_id"), IdempotencyKey.key == bindparam("sent_key"))
_CLAIM = command(
    insert(IdempotencyKey)
    .values(
        user_id=bindparam("viewer_id"),
        key=bindparam("sent_key"),
        request_digest=bindparam("digest"),
        status=0,
        body="",
        created_at=bindparam("now"),
    )
    .on_conflict_do_nothing()
)


class Kept(msgspec.Struct, frozen=True):
    """The answer given before."""

    request_digest: str
    body: str


_KEPT = rows(select(IdempotencyKey.request_digest, IdempotencyKey.body).where(*_mine), Kept)
_KEEP = command(update(IdempotencyKey).where(*_mine).values(status=201, body=bindparam("answer")))
_PRUNE = command(delete(IdempotencyKey).where(IdempotencyKey.created_at < bindparam("before")))


async def once(
    db: Db,
    key: str | None,
    request: bytes,
    act: Callable[[], Awaitable[Answer]],
    *,
    viewer: SignedIn,
    now: datetime,
    kind: type[Answer],
) -> Answer:
    """Run `act`, or give the answer it gave for the same key and request.

    `request` is whatever makes two requests the same. Raises Invalid when the key was used for
    another request; without a key, `act` simply runs.
    """
    if not key:
        return await act()
    digest = hashlib.sha256(request).hexdigest()
    if await db.run(_CLAIM, viewer_id=viewer.id, sent_key=key, digest=digest, now=now) == 0:
        kept = await db.one(_KEPT, viewer_id=viewer.id, sent_key=key)
        if kept.request_digest != digest:
            raise Invalid([Problem("", REUSED, "idempotency_key_reused")])
        return msgspec.json.decode(kept.body, type=kind)
    answer = await act()
    db.later(_KEEP, viewer_id=viewer.id, sent_key=key, answer=msgspec.json.encode(answer).decode())
    return answer


async def prune_keys(db: Db, *, before: datetime) -> int:
    """Forget old keys; how many there were."""
    return await db.run(_PRUNE, before=before)


REUSED = say("Cette clé d'idempotence a déjà servi pour une autre requête.")
