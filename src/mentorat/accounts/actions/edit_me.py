"""Changing what is ours of an account."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Boolean, Case, Text, bindparam, case, update
from sqlalchemy.orm import InstrumentedAttribute

from mentorat.accounts.models import Role, User
from mentorat.db.executor import Db, command
from mentorat.db.jobs import defer
from mentorat.viewer import SignedIn


def _changed(name: str, column: InstrumentedAttribute[str | None]) -> Case[str | None]:
    wanted = bindparam(f"new_{name}", type_=Text, required=True)
    return case((bindparam(f"has_{name}", type_=Boolean), wanted), else_=column)


_EDIT = command(
    update(User)
    .where(User.id == bindparam("viewer_id"), User.deleted_at.is_(None))
    .values(
        bio=_changed("bio", User.bio),
        locale=_changed("locale", User.locale),
        timezone=_changed("timezone", User.timezone),
        updated_at=bindparam("now"),
    )
)


async def edit_me(
    db: Db, change: Mapping[str, str | None], *, viewer: SignedIn, now: datetime
) -> None:
    """Write the fields that `change` names, of `bio`, `locale` and `timezone`; the others stay.

    A mentor's presentation is searched: the slice above hears of it by a job.
    """
    if not change:
        return
    await db.run(
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
    if "bio" in change and viewer.role == Role.MENTOR:
        defer(db, "person_changed", {"user_id": viewer.id}, lock=viewer.id)
