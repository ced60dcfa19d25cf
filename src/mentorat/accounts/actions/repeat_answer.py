"""One effect for a request that is sent twice: the Idempotency-Key header.

The key is claimed in the transaction of the effect itself, so a copy that arrives meanwhile
waits for the first to commit, and a request that failed leaves no key behind.
"""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Generic, TypeVar

import msgspec
from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from mentorat.accounts.models import IdempotencyKey
from mentorat.db.executor import Db, command, rows
from mentorat.errors import Invalid, Problem, say
from mentorat.viewer import SignedIn

Answer = TypeVar("Answer")

_mine = (
    IdempotencyKey.user_id == bindparam("viewer_id"),
    IdempotencyKey.key == bindparam("sent_key"),
)
_CLAIM = command(
    insert(IdempotencyKey)
    .values(
        user_id=bindparam("viewer_id"),
        key=bindparam("sent_key"),
        request_digest=bindparam("digest"),
        body="",
        created_at=bindparam("now"),
    )
    .on_conflict_do_nothing()
)


class StoredAnswer(msgspec.Struct, frozen=True):
    """The answer given before."""

    request_digest: str
    body: str


_KEPT = rows(select(IdempotencyKey.request_digest, IdempotencyKey.body).where(*_mine), StoredAnswer)
_KEEP = command(update(IdempotencyKey).where(*_mine).values(body=bindparam("answer")))


class KeyedRequest(msgspec.Struct, Generic[Answer], frozen=True):
    """A request, its key if it has one, and what its answer is made of."""

    key: str | None
    said: bytes
    answers: type[Answer]


async def once(
    db: Db,
    request: KeyedRequest[Answer],
    act: Callable[[], Awaitable[Answer]],
    *,
    viewer: SignedIn,
    now: datetime,
) -> Answer:
    """Run `act`, or give the answer it gave for the same key and request.

    Raises Invalid when the key was used for another request; without a key, `act` simply runs.
    """
    if not request.key:
        return await act()
    digest = hashlib.sha256(request.said).hexdigest()
    mine = {"viewer_id": viewer.id, "sent_key": request.key}
    if await db.run(_CLAIM, digest=digest, now=now, **mine) == 0:
        kept = await db.one(_KEPT, **mine)
        if kept.request_digest != digest:
            raise Invalid([Problem("", REUSED, "idempotency_key_reused")])
        return msgspec.json.decode(kept.body, type=request.answers)
    answer = await act()
    db.later(_KEEP, answer=msgspec.json.encode(answer).decode(), **mine)
    return answer


REUSED = say("Cette clé d'idempotence a déjà servi pour une autre requête.")
