"""From Mentor to Élève and back, without a second account and without publishing anything."""

from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import bindparam, delete, exists, update

from mentorat.accounts.actions.look_again import RoleMoved
from mentorat.accounts.models import Role, User
from mentorat.accounts.standing import is_here
from mentorat.db.executor import Db, command, scalar
from mentorat.errors import Forbidden, say
from mentorat.events.record import Authority, Event, audit
from mentorat.mentors.models import MentorProfile, ProfileStatus
from mentorat.viewer import SignedIn

REOPENED_WITHIN = timedelta(days=90)

_SET_ROLE = command(
    update(User)
    .where(
        User.id == bindparam("owner_id"),
        User.role == bindparam("old_role", type_=User.role.type),
        User.onboarded_at.is_not(None),
        is_here(),
    )
    .values(role=bindparam("new_role", type_=User.role.type), updated_at=bindparam("now"))
)
_WITHDRAW = command(
    update(MentorProfile)
    .where(MentorProfile.user_id == bindparam("owner_id"))
    .values(status=ProfileStatus.WITHDRAWN, status_at=bindparam("now"))
)
_WITHDRAW_FORMER = scalar(
    update(MentorProfile)
    .where(
        MentorProfile.user_id == bindparam("owner_id"),
        MentorProfile.status != ProfileStatus.WITHDRAWN,
        exists().where(User.id == MentorProfile.user_id, User.role == Role.USER),
    )
    .values(status=ProfileStatus.WITHDRAWN, status_at=bindparam("now"))
    .returning(MentorProfile.user_id),
    str,
)
_RESTORE = scalar(
    update(MentorProfile)
    .where(
        MentorProfile.user_id == bindparam("owner_id"),
        MentorProfile.status == ProfileStatus.WITHDRAWN,
        MentorProfile.status_at > bindparam("since"),
    )
    .values(status=ProfileStatus.DRAFT, status_at=bindparam("now"))
    .returning(MentorProfile.user_id),
    str,
)
_DROP = command(delete(MentorProfile).where(MentorProfile.user_id == bindparam("owner_id")))


class NotForAdministration(Forbidden):
    code = "administration_keeps_its_role"
    sentence = say("Un compte d'administration ne peut pas changer de rôle ici.")


class LeavingTerms(msgspec.Struct, rename="camel", frozen=True):
    """What becoming a student again would leave behind now: requests that are declined, and
    promised sessions that stay the mentor's to keep or to cancel. `id` differs when they are
    others."""

    requests: int
    sessions: int
    id: str


FindLeaving = Callable[[], Coroutine[Any, Any, LeavingTerms]]


async def become_student(db: Db, *, viewer: SignedIn, now: datetime) -> None:
    """Make a mentor an Élève: out of the directory at once; the profile waits 90 days.

    Whoever promised sessions hears of it by the event `role.changed`, in the
    same transaction. Raises RoleMoved when the viewer was no mentor any more.
    """
    await _change(db, Role.MENTOR, Role.USER, viewer=viewer, now=now)
    db.later(_WITHDRAW, owner_id=viewer.id, now=now)


async def become_mentor(db: Db, *, viewer: SignedIn, now: datetime) -> bool:
    """Make an Élève a mentor; whether a withdrawn profile came back, as a draft.

    When none did, the caller opens a new one in the same transaction. Raises RoleMoved.
    """
    await _change(db, Role.USER, Role.MENTOR, viewer=viewer, now=now)
    since = now - REOPENED_WITHIN
    if await db.value(_RESTORE, owner_id=viewer.id, since=since, now=now):
        return True
    db.later(_DROP, owner_id=viewer.id)
    return False


async def withdraw_former(db: Db, owner_id: str, *, now: datetime) -> None:
    """Withdraw the profile of somebody whom an operator made an Élève, as `become_student` does of
    those who choose it; doing it twice, or for a mentor, changes nothing."""
    await db.value(_WITHDRAW_FORMER, owner_id=owner_id, now=now)


async def _change(db: Db, old: Role, new: Role, *, viewer: SignedIn, now: datetime) -> None:
    if viewer.role == Role.ADMIN:
        raise NotForAdministration
    if await db.run(_SET_ROLE, owner_id=viewer.id, old_role=old, new_role=new, now=now) == 0:
        raise RoleMoved
    event = Event(
        kind="role.changed",
        subject=viewer.id,
        actor=viewer.id,
        before={"role": old},
        after={"role": new},
    )
    audit(db, event, by=Authority(viewer.id), now=now)
