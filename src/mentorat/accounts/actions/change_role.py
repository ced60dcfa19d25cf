"""The operator's say over roles: the only way to ADMIN, always audited."""

from datetime import datetime

from sqlalchemy import bindparam, func, literal, select, update

from mentorat.accounts.models import Role, User
from mentorat.accounts.standing import is_here
from mentorat.db.executor import Db, command, scalar
from mentorat.errors import Conflict, NotFound, say
from mentorat.events.models import RecordedEvent
from mentorat.events.record import Authority, Event, audit

CHANGED = "role.changed"
ADMINS_LOCK = 3  # every change of an administrator waits for the others

_LOCK_ADMINS = command(select(func.pg_advisory_xact_lock(literal(ADMINS_LOCK))))
_LIVE_ROLE = scalar(
    select(User.role)
    .where(User.id == bindparam("id"), User.deleted_at.is_(None))
    .with_for_update(key_share=True),
    Role,
)
_OTHER_ADMINS = scalar(
    select(func.count()).where(
        User.role == Role.ADMIN,
        is_here(),
        User.id != bindparam("id"),
    ),
    int,
)
_SET_ROLE = command(
    update(User)
    .where(User.id == bindparam("user_id"))
    .values(
        role=bindparam("new_role"),
        onboarded_at=func.coalesce(User.onboarded_at, bindparam("now")),
        updated_at=bindparam("now"),
    )
)


_before = RecordedEvent.before["role"].astext
_ROLE_BEFORE = scalar(
    select(_before)
    .where(
        RecordedEvent.subject == bindparam("id"),
        RecordedEvent.kind == CHANGED,
        RecordedEvent.is_audit,
        RecordedEvent.after["role"].astext == Role.ADMIN.value,
    )
    .order_by(RecordedEvent.happened_at.desc(), RecordedEvent.id.desc())
    .limit(1),
    str,
)


class LastAdmin(Conflict):
    code = "last_admin"
    sentence = say(
        "C'est la dernière personne qui administre la plateforme : nommez-en une autre d'abord."
    )


async def grant_admin(db: Db, user_id: str, *, by: Authority, now: datetime) -> bool:
    """Make a live account an administrator; false when it was one. Raises NotFound."""
    return await _change(db, user_id, Role.ADMIN, by=by, now=now)


async def revoke_admin(db: Db, user_id: str, *, by: Authority, now: datetime) -> bool:
    """Take the right back: they are again what they were when it was given, as the audit knows,
    otherwise Élève; false when there was none. Raises NotFound, LastAdmin."""
    db.later(_LOCK_ADMINS)
    earlier = await db.value(_ROLE_BEFORE, id=user_id)
    role = Role.MENTOR if earlier == Role.MENTOR else Role.USER
    return await _change(db, user_id, role, by=by, now=now)


async def _change(db: Db, user_id: str, role: Role, *, by: Authority, now: datetime) -> bool:
    db.later(_LOCK_ADMINS)
    before = await db.value(_LIVE_ROLE, id=user_id)
    if before is None:
        raise NotFound
    if before == role or Role.ADMIN not in {before, role}:
        return False
    if before == Role.ADMIN and await db.value(_OTHER_ADMINS, id=user_id) == 0:
        raise LastAdmin
    db.later(_SET_ROLE, user_id=user_id, new_role=role, now=now)
    event = Event(
        kind=CHANGED,
        subject=user_id,
        actor=by.actor,
        before={"role": before},
        after={"role": role},
    )
    audit(db, event, by=by, now=now)
    return True
