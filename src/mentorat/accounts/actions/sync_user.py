"""Mirroring a person: the one way in for webhooks, reconciliation and first sights."""

from datetime import datetime
from typing import Any

from sqlalchemy import TIMESTAMP, Boolean, Text, bindparam, case, delete, func
from sqlalchemy.dialects.postgresql import insert

from mentorat.accounts.clerk.mirror import Outcome, judge
from mentorat.accounts.clerk.ownership import (
    GIVE_TO_WINNERS,
    KEPT,
    KNOWN_LOCKING_ADDRESSES,
    LOCK_PERSON,
    TAKE_FROM_LOSERS,
)
from mentorat.accounts.clerk.payload import ClerkUser
from mentorat.accounts.models import AuthSession, ClerkIdentity, User
from mentorat.db.executor import Db, command, scalar
from mentorat.events.record import CLERK, Event, audit, record

_now = bindparam("now", type_=TIMESTAMP(timezone=True), required=True)
_created_at = bindparam("created_at", type_=TIMESTAMP(timezone=True), required=True)

_banned = bindparam("banned", type_=Boolean, required=True)

_identity: dict[str, Any] = {
    "first_name": bindparam("first_name", type_=Text, required=True),
    "last_name": bindparam("last_name", type_=Text, required=True),
    "image_url": bindparam("image_url", type_=Text, required=True),
    "banned": _banned,
}
_WRITE_PERSON = command(
    insert(User)
    .values(
        id=bindparam("id"),
        created_at=func.coalesce(_created_at, _now),
        updated_at=_now,
        banned_at=case((_banned, _now)),
        **_identity,
    )
    .on_conflict_do_update(
        index_elements=[User.id],
        set_={
            **_identity,
            **KEPT,
            "banned_at": case((_banned, func.coalesce(User.banned_at, _now))),
            "created_at": func.least(_created_at, User.created_at),
            "updated_at": _now,
        },
    )
)
_claim: dict[str, Any] = {
    name: bindparam(name, required=True)
    for name in ("version", "event_ms", "digest", "claim_verified")
}
_REMEMBER = command(
    insert(ClerkIdentity)
    .values(user_id=bindparam("id"), claimed_email=bindparam("email"), **_claim)
    .on_conflict_do_update(
        index_elements=[ClerkIdentity.user_id], set_={"claimed_email": bindparam("email"), **_claim}
    )
)
_END_SESSIONS = command(delete(AuthSession).where(AuthSession.user_id == bindparam("id")))

# A valid token is enough to know that somebody exists; their name comes with the news.
_MEET = scalar(
    insert(User)
    .values(id=bindparam("id"), created_at=_now, updated_at=_now)
    .on_conflict_do_nothing(index_elements=[User.id])
    .returning(User.id),
    str,
)


async def sync_user(db: Db, news: ClerkUser, *, event_ms: int, now: datetime) -> Outcome:
    """Mirror what Clerk says of a person. Repeats and any order end in the same state; the
    newest version wins, a deleted person never returns, role and profile are never touched. A ban
    and its end are audited; the events `user.banned` and `user.unbanned` tell the slices above.

    `event_ms` breaks ties between equal versions. Source of the rules: the study of Clerk's
    deliveries summarised in docs/decisions/0006-clerk-mirror.md.
    """
    db.later(LOCK_PERSON, user_id=news.id)
    known = await db.one(KNOWN_LOCKING_ADDRESSES, user_id=news.id, email=news.claimed_email)
    outcome = judge(known, news, event_ms=event_ms)
    if outcome in {"applied", "noop"}:
        if outcome == "applied":
            _write_person(db, news, now)
            if news.banned != known.is_banned:
                kind = "user.banned" if news.banned else "user.unbanned"
                audit(db, Event(kind=kind, subject=news.id, actor=CLERK.actor), by=CLERK, now=now)
            if known.is_mentor:  # they are found by their name
                record(db, Event(kind="user.changed", subject=news.id, actor="clerk"), now=now)
        db.later(
            _REMEMBER,
            id=news.id,
            version=news.version,
            event_ms=event_ms,
            digest=news.digest,
            email=news.claimed_email,
            claim_verified=news.claim_verified,
        )
        claims = {"email": news.claimed_email, "old_email": known.claimed_email}
        db.later(TAKE_FROM_LOSERS, now=now, **claims)
        db.later(GIVE_TO_WINNERS, now=now, **claims)
    return outcome


async def meet_user(db: Db, user_id: str, *, now: datetime) -> bool:
    """Make sure that somebody with a valid token has a row; true when it is new."""
    return await db.value(_MEET, id=user_id, now=now) is not None


def _write_person(db: Db, news: ClerkUser, now: datetime) -> None:
    if news.banned:
        db.later(_END_SESSIONS, id=news.id)  # before the person, as requests lock them
    db.later(
        _WRITE_PERSON,
        id=news.id,
        email=news.claimed_email,
        first_name=news.first_name,
        last_name=news.last_name,
        image_url=news.image_url,
        banned=news.banned,
        created_at=news.created_at,
        now=now,
    )
