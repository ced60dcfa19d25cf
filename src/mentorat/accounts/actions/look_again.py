"""Looking again at who acts: a request may have waited for locks since they were recognised."""

import msgspec
from sqlalchemy import bindparam, select

from mentorat.accounts.models import Role, User
from mentorat.accounts.standing import is_here
from mentorat.db.executor import Db, rows
from mentorat.errors import Conflict, Unauthenticated, say
from mentorat.viewer import SignedIn


class ViewerState(msgspec.Struct, frozen=True):
    """What somebody is at this moment."""

    role: Role
    is_here: bool


_STANDING = rows(
    select(User.role, is_here().label("is_here")).where(User.id == bindparam("viewer_id")),
    ViewerState,
)


class RoleMoved(Conflict):
    code = "role_moved"
    sentence = say("Votre rôle a changé entre-temps. Rechargez la page.")


async def look_again(db: Db, *, viewer: SignedIn, keeps_role: bool) -> None:
    """Refuse what somebody did who is not there any more, or with `keeps_role` is something else by
    now than when the request began; asked last, in the transaction of what they did.

    Raises Unauthenticated, RoleMoved.
    """
    found = await db.find(_STANDING, viewer_id=viewer.id)
    check_state(found, viewer=viewer, keeps_role=keeps_role)


def check_state(found: ViewerState | None, *, viewer: SignedIn, keeps_role: bool) -> None:
    """Refuse as `look_again` does, by what was read of the viewer."""
    if found is None or not found.is_here:
        raise Unauthenticated
    if keeps_role and found.role != viewer.role:
        raise RoleMoved
