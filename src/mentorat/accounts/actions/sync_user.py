"""Mirroring a person: the one way in for webhooks, reconciliation and first sights."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    TIMESTAMP,
    BigInteger,
    Boolean,
    Text,
    bindparam,
    case,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from mentorat.accounts.clerk.mirror import MirroredUser, Outcome, judge
from mentorat.accounts.clerk.ownership import (
    KEPT,
    LOCK_PERSON,
    email,
    look_locked,
    settle_addresses,
)
from mentorat.accounts.clerk.payload import ClerkUser
from mentorat.accounts.models import AuthSession, ClerkIdentity, User
from mentorat.db.executor import Db, Statement, command, scalar
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
_claim: dict[str, Any] = {
    "claimed_email": email,
    "version": bindparam("version", type_=BigInteger, required=True),
    "event_ms": bindparam("event_ms", type_=BigInteger, required=True),
    "digest": bindparam("digest", type_=Text, required=True),
    "claim_verified": bindparam("claim_verified", type_=Boolean, required=True),
}
_OWN = {"email": _claim["claimed_email"], "email_verified": _claim["claim_verified"]}


def _writing(at_first: dict[str, Any], afterwards: dict[str, Any]) -> Statement[Any]:
    """Who somebody is and what Clerk said of them, in one statement; and their address, when they
    are new and when they are known."""
    person = (
        insert(User)
        .values(
            id=bindparam("id"),
            created_at=func.coalesce(_created_at, _now),
            updated_at=_now,
            banned_at=case((_banned, _now)),
            **_identity,
            **at_first,
        )
        .on_conflict_do_update(
            index_elements=[User.id],
            set_={
                **_identity,
                **afterwards,
                "banned_at": case((_banned, func.coalesce(User.banned_at, _now))),
                "created_at": func.least(_created_at, User.created_at),
                "updated_at": _now,
            },
        )
        .returning(User.id)
        .cte("person")
    )
    claim = insert(ClerkIdentity).from_select(
        ["user_id", *_claim], select(person.c.id, *_claim.values())
    )
    return command(
        claim.on_conflict_do_update(
            index_elements=[ClerkIdentity.user_id],
            set_={name: claim.excluded[name] for name in _claim},
        )
    )


_WRITE = _writing(_OWN, _OWN)
# Whose address it is, is decided afterwards by all claims.
_WRITE_CONTESTED = _writing({}, KEPT)
_REMEMBER = command(
    update(ClerkIdentity).where(ClerkIdentity.user_id == bindparam("id")).values(**_claim)
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
    known = await look_locked(db, news.id, news.claimed_email)
    return write_news(db, known, news, event_ms=event_ms, now=now)


def write_news(
    db: Db, known: MirroredUser, news: ClerkUser, *, event_ms: int, now: datetime
) -> Outcome:
    """The same, for a person who is locked and looked at."""
    outcome = judge(known, news, event_ms=event_ms)
    if outcome not in {"applied", "noop"}:
        return outcome
    claim = {
        "id": news.id,
        "email": news.claimed_email,
        "claim_verified": news.claim_verified,
        "version": news.version,
        "event_ms": event_ms,
        "digest": news.digest,
    }
    if outcome == "noop":
        db.later(_REMEMBER, **claim)
    else:
        _write_person(db, known, news, claim, now)
    settle_addresses(db, known, news.claimed_email, now=now)
    return outcome


async def meet_user(db: Db, user_id: str, *, now: datetime) -> bool:
    """Make sure that somebody with a valid token has a row; true when it is new."""
    return await db.value(_MEET, id=user_id, now=now) is not None


def _write_person(
    db: Db, known: MirroredUser, news: ClerkUser, claim: dict[str, Any], now: datetime
) -> None:
    if news.banned:
        db.later(_END_SESSIONS, id=news.id)  # before the person, as requests lock them
    db.later(
        _WRITE_CONTESTED if known.is_contested else _WRITE,
        first_name=news.first_name,
        last_name=news.last_name,
        image_url=news.image_url,
        banned=news.banned,
        created_at=news.created_at,
        now=now,
        **claim,
    )
    if news.banned != known.is_banned:
        kind = "user.banned" if news.banned else "user.unbanned"
        audit(db, Event(kind=kind, subject=news.id, actor=CLERK.actor), by=CLERK, now=now)
    if known.is_mentor:  # they are found by their name
        record(db, Event(kind="user.changed", subject=news.id, actor="clerk"), now=now)
