"""What lists are named after: a tag, a series, an author."""

from typing import Any

import msgspec
from sqlalchemy import Text, bindparam, func, select

from mentorat.accounts.models import User
from mentorat.accounts.standing import is_here
from mentorat.blog.models import PostPage, PostTag, Series
from mentorat.blog.queries.cards import WHO, AuthorRow
from mentorat.db.executor import Db, rows, scalar
from mentorat.mentors.models import MentorProfile, ShortLink

_slug = bindparam("slug", type_=Text)
_TAG = scalar(select(PostTag.label).where(PostTag.slug == _slug), str)


class SeriesRow(msgspec.Struct, frozen=True):
    """A series by its name."""

    slug: str
    title: str


_SERIES = rows(select(Series.slug, Series.title).where(Series.slug == _slug), SeriesRow)
_linked: Any = (
    select(ShortLink.user_id).where(ShortLink.slug == func.lower(_slug)).scalar_subquery()
)
_AUTHOR = rows(
    select(User.id.label("author_id"), *WHO)
    .outerjoin(MentorProfile, MentorProfile.user_id == User.id)
    .where(
        User.id == func.coalesce(_linked, _slug),
        is_here(),
        select(PostPage.post_id).where(PostPage.author_id == User.id).exists(),
    ),
    AuthorRow,
)


async def find_tag(db: Db, slug: str) -> str | None:
    """A tag, as it is written."""
    return await db.value(_TAG, slug=slug)


async def find_series(db: Db, slug: str) -> SeriesRow | None:
    """A series."""
    return await db.find(_SERIES, slug=slug)


async def find_author(db: Db, key: str) -> AuthorRow | None:
    """Somebody who is here and wrote what readers see, by their short link, an older one too, or by
    their id."""
    return await db.find(_AUTHOR, slug=key)
