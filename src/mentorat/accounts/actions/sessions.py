"""Our own sign-in: a server-side session that outlives Clerk's one-minute token, and ends with
the session at Clerk that it hangs on."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, literal_column, select, update
from sqlalchemy.dialects.postgresql import insert

from mentorat.accounts.models import AuthSession, EndedClerkSession, User
from mentorat.db.executor import Db, command
from mentorat.db.ids import new_id
from mentorat.events.record import Authority, Event, audit
from mentorat.viewer import SignedIn

IDLE = timedelta(hours=12)
ABSOLUTE = timedelta(days=7)
TOUCH_EVERY = timedelta(minutes=5)
SESSIONS_MAX = 50  # of one person: the oldest go

_OPEN = command(
    insert(AuthSession).values(
        id=bindparam("id"),
        secret_hash=bindparam("secret_hash"),
        user_id=bindparam("user_id"),
        clerk_session_id=bindparam("clerk_session_id"),
        impersonated=bindparam("impersonated"),
        issuer=bindparam("issuer"),
        created_at=bindparam("now"),
        seen_at=bindparam("now"),
        expires_at=bindparam("expires_at"),
    )
)
_LOCK = command(
    select(User.id).where(User.id == bindparam("user_id")).with_for_update(key_share=True)
)
_CLOSE_OLDEST = command(
    delete(AuthSession).where(
        AuthSession.id.in_(
            select(AuthSession.id)
            .where(AuthSession.user_id == bindparam("user_id"))
            .order_by(AuthSession.created_at.desc(), AuthSession.id.desc())
            .offset(literal_column(str(SESSIONS_MAX - 1)))
        )
    )
)
_CLOSE = command(delete(AuthSession).where(AuthSession.secret_hash == bindparam("secret_hash")))
_TOUCH = command(
    update(AuthSession)
    .where(AuthSession.secret_hash == bindparam("secret"))
    .values(seen_at=bindparam("now"))
)
_REMEMBER_ENDED = command(
    insert(EndedClerkSession)
    .values(id=bindparam("id"), ended_at=bindparam("now"))
    .on_conflict_do_nothing(index_elements=[EndedClerkSession.id])
)
_END_CLERK = command(delete(AuthSession).where(AuthSession.clerk_session_id == bindparam("id")))


def open_session(db: Db, user: SignedIn, *, issuer: str, now: datetime) -> str:
    """Sign a browser in; returns the secret for its cookie, which we keep only hashed. The session
    counts for as long as we believe the issuer whose token it was made for. Of more than 50 of a
    person's the oldest are closed, in the same flight."""
    secret = secrets.token_urlsafe(32)
    db.later(_LOCK, user_id=user.id)  # two that are opened at once would close the same ones
    db.later(_CLOSE_OLDEST, user_id=user.id)
    db.later(
        _OPEN,
        id=new_id(now),
        secret_hash=hashed(secret),
        user_id=user.id,
        clerk_session_id=user.clerk_session_id,
        impersonated=user.impersonated,
        issuer=issuer,
        expires_at=now + ABSOLUTE,
        now=now,
    )
    if user.impersonated:
        by = Authority("Clerk impersonation", user.clerk_session_id)
        event = Event(kind="session.impersonated", subject=user.id, actor=by.actor)
        audit(db, event, by=by, now=now)
    return secret


def close_session(db: Db, secret: str) -> None:
    """Sign one browser out; harmless when it already is."""
    db.later(_CLOSE, secret_hash=hashed(secret))


def end_clerk_session(db: Db, clerk_session_id: str, *, now: datetime) -> None:
    """Sign out every browser of this Clerk session, and refuse its tokens from now on."""
    db.later(_REMEMBER_ENDED, id=clerk_session_id, now=now)
    db.later(_END_CLERK, id=clerk_session_id)


def touch_session(db: Db, secret_hash: bytes, *, now: datetime) -> None:
    """Note that a session is in use, which keeps it from falling idle."""
    db.later(_TOUCH, secret=secret_hash, now=now)


def hashed(secret: str) -> bytes:
    """What is stored of a cookie: enough to recognise it, not to forge it."""
    return hashlib.sha256(secret.encode()).digest()
