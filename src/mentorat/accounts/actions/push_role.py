"""Telling Clerk the role that was chosen here: a hint for others, never an authority for us."""

import msgspec
from sqlalchemy import bindparam, select

from mentorat.accounts.clerk.backend_api import ClerkApi
from mentorat.accounts.models import Role, User
from mentorat.db.executor import Db, rows
from mentorat.db.pool import Database


class RoleRow(msgspec.Struct, frozen=True):
    """What Clerk should know."""

    role: Role
    is_onboarded: bool


_TOLD = rows(
    select(User.role, User.onboarded_at.is_not(None).label("is_onboarded")).where(
        User.id == bindparam("user_id"), User.deleted_at.is_(None)
    ),
    RoleRow,
)


async def push_role(database: Database, api: ClerkApi, user_id: str) -> None:
    """Write role and onboardingComplete into Clerk's public metadata.

    The `user.updated` that follows changes nothing here, so it cannot loop. Somebody whom
    Clerk no longer knows is left alone. Raises RateLimitedError or ClerkApiError to be retried.
    """
    async with database.unit(writes=False) as unit:
        told = await Db(unit).find(_TOLD, user_id=user_id)
    if told is not None:
        await api.merge_public_metadata(
            user_id, {"role": told.role, "onboardingComplete": told.is_onboarded}
        )
