"""Changing what is ours of an account."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Boolean, Text, bindparam, case, update

from mentorat.accounts.models import User
from mentorat.db.executor import Db, command
from mentorat.viewer import SignedIn

_EDIT = command(
    update(User)
    .where(User.id == bindparam("viewer_id"), User.deleted_at.is_(None))
    .values(
        bio=case(
            (bindparam("has_bio", type_=Boolean), bindparam("new_bio", type_=Text, required=True)),
            else_=User.bio,
        ),
        locale=case(
            (
                bindparam("has_locale", type_=Boolean),
                bindparam("new_locale", type_=Text, required=True),
            ),
            else_=User.locale,
        ),
        updated_at=bindparam("now"),
    )
)


async def edit_me(
    db: Db, change: Mapping[str, str | None], *, viewer: SignedIn, now: datetime
) -> None:
    """Write the fields that `change` names, of `bio` and `locale`; the others stay."""
    if not change:
        return
    await db.run(
        _EDIT,
        viewer_id=viewer.id,
        has_bio="bio" in change,
        new_bio=change.get("bio") or None,
        has_locale="locale" in change,
        new_locale=change.get("locale"),
        now=now,
    )
