"""Letting a person go: identity at once, words after the hold-back, the row never."""

from datetime import datetime

from sqlalchemy import TIMESTAMP, bindparam, delete, null, update
from sqlalchemy.dialects.postgresql import insert

from mentorat.accounts.clerk.mirror import MirroredUser, Outcome
from mentorat.accounts.clerk.ownership import LOCK_PERSON, look_locked, settle_addresses
from mentorat.accounts.models import AuthSession, ClerkIdentity, User
from mentorat.accounts.standing import IS_ERASED_NOW
from mentorat.db.executor import Db, command, scalar
from mentorat.events.record import CLERK, Event, audit

_at = bindparam("deleted_at", type_=TIMESTAMP(timezone=True))
_now = bindparam("now", type_=TIMESTAMP(timezone=True))
_BLANK = {name: null() for name in ("email", "first_name", "last_name", "image_url")}

_BURY = command(
    insert(User)
    .values(id=bindparam("id"), created_at=_at, updated_at=_now, deleted_at=_at, forgotten_at=_now)
    .on_conflict_do_update(
        index_elements=[User.id],
        set_={
            **_BLANK,
            "email_verified": False,
            "banned": False,
            "banned_at": null(),
            "deleted_at": _at,
            "created_at": _at,  # a tombstone knows nothing more, in whatever order it was made
            "forgotten_at": _now,
            "updated_at": _now,
        },
    )
)
_DROP_CLAIM = command(delete(ClerkIdentity).where(ClerkIdentity.user_id == bindparam("id")))
_END_SESSIONS = command(delete(AuthSession).where(AuthSession.user_id == bindparam("id")))
_PURGE = scalar(
    update(User).where(IS_ERASED_NOW).values(purged_at=_now).returning(User.id),
    str,
)


async def forget_user(db: Db, user_id: str, *, deleted_at: datetime, now: datetime) -> Outcome:
    """Blank a person and end their sessions. Unknown people leave a tombstone, so that late
    news cannot bring them to life; doing it twice changes nothing.

    The event `user.left` tells the slices above, in the same transaction.
    """
    db.later(LOCK_PERSON, user_id=user_id)
    known = await look_locked(db, user_id, None)
    return bury(db, known, user_id, deleted_at=deleted_at, now=now)


def bury(
    db: Db, known: MirroredUser, user_id: str, *, deleted_at: datetime, now: datetime
) -> Outcome:
    """The same, for a person who is locked and looked at."""
    if known.is_deleted:
        return "noop"
    db.later(_END_SESSIONS, id=user_id)  # before the person, as requests lock them
    db.later(_BURY, id=user_id, deleted_at=min(deleted_at, now), now=now)
    db.later(_DROP_CLAIM, id=user_id)
    settle_addresses(db, known, None, now=now)
    left = Event(kind="user.left", subject=user_id, actor=CLERK.actor)
    audit(db, left, by=CLERK, now=now)
    return "applied"


async def purge_forgotten(db: Db, *, now: datetime) -> list[str]:
    """Everybody whose hold-back is over, once: the caller has every slice forget their words in
    the same transaction."""
    return await db.all(_PURGE, now=now)
