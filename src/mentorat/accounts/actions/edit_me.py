"""Changing what is ours of an account."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Boolean, Case, Text, bindparam, case, or_, update
from sqlalchemy.orm import InstrumentedAttribute

from mentorat.accounts.models import Role, User
from mentorat.db.executor import Db, command
from mentorat.events.record import Event, record
from mentorat.viewer import SignedIn

EDITED = {"bio": User.bio, "locale": User.locale, "timezone": User.timezone}


def _changed(name: str, column: InstrumentedAttribute[str | None]) -> Case[str | None]:
    wanted = bindparam(f"new_{name}", type_=Text, required=True)
    return case((bindparam(f"has_{name}", type_=Boolean), wanted), else_=column)


_EDIT = command(
    update(User)
    .where(
        User.id == bindparam("viewer_id"),
        User.deleted_at.is_(None),
        or_(*(column.is_distinct_from(_changed(name, column)) for name, column in EDITED.items())),
    )
    .values(
        **{name: _changed(name, column) for name, column in EDITED.items()},
        updated_at=bindparam("now"),
    )
)


async def edit_me(
    db: Db, change: Mapping[str, str | None], *, viewer: SignedIn, now: datetime
) -> None:
    """Write the fields that `change` names, of `bio`, `locale` and `timezone`; the others stay, and
    what is the same already changes nothing.

    A mentor's presentation is searched: whoever does so hears of it by an event.
    """
    if not change:
        return
    edited = await db.run(
        _EDIT,
        viewer_id=viewer.id,
        has_bio="bio" in change,
        new_bio=change.get("bio") or None,
        has_locale="locale" in change,
        new_locale=change.get("locale"),
        has_timezone="timezone" in change,
        new_timezone=change.get("timezone"),
        now=now,
    )
    if edited and "bio" in change and viewer.role == Role.MENTOR:
        record(db, Event(kind="user.changed", subject=viewer.id, actor=viewer.id), now=now)
