"""Whom search engines may know: the mentors whom everybody sees."""

from datetime import datetime

import msgspec
from sqlalchemy import Integer, bindparam, select

from mentorat.accounts.models import User
from mentorat.db.executor import Db, rows
from mentorat.mentors.bookable import BOOKABLE
from mentorat.mentors.models import MentorProfile


class SitemapRow(msgspec.Struct, frozen=True):
    """A mentor's page, and when it changed last."""

    id: str
    updated_at: datetime


_PUBLISHED = rows(
    select(User.id, MentorProfile.updated_at)
    .join(User, User.id == MentorProfile.user_id)
    .where(BOOKABLE)
    .order_by(MentorProfile.updated_at.desc(), User.id)
    .limit(bindparam("count", type_=Integer)),
    SitemapRow,
)


async def list_published(db: Db, *, count: int) -> list[SitemapRow]:
    """Published mentors, whoever changed last first; `count` at most."""
    return await db.all(_PUBLISHED, count=count)
