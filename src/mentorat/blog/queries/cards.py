"""The columns of an article as readers see it, its author included, and the lists of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Text, Uuid, bindparam, select, true, tuple_
from sqlalchemy.dialects.postgresql import TIMESTAMP

from mentorat.accounts.models import User
from mentorat.accounts.standing import is_here
from mentorat.blog.lists.paging import Place
from mentorat.blog.models import PostListing, PostPage
from mentorat.db.executor import Db, rows
from mentorat.mentors.bookable import BOOKABLE
from mentorat.mentors.models import MentorProfile
from mentorat.mentors.short_links import current_slug


class AuthorRow(msgspec.Struct, frozen=True):
    """Who wrote an article; of who left, or is kept out, `is_here` is false."""

    author_id: str
    first_name: str | None
    last_name: str | None
    image_url: str | None
    is_here: bool
    headline: str | None
    is_bookable: bool | None
    author_slug: str | None


class CardRow(AuthorRow, frozen=True):
    """An article of a list, and its author."""

    post_id: UUID
    slug: str
    language: str
    title: str
    excerpt: str
    tags: msgspec.Raw
    cover: msgspec.Raw | None
    reading_minutes: int
    published_at: datetime
    modified_at: datetime

    @property
    def place(self) -> Place:
        """Where a page ends that ends with this article."""
        return Place(self.published_at, self.post_id)


class WholeRow(CardRow, frozen=True):
    """An article of a list with its text: of a feed."""

    html: str


WHO: tuple[Any, ...] = (
    User.first_name,
    User.last_name,
    User.image_url,
    is_here().label("is_here"),
    MentorProfile.headline,
    BOOKABLE.label("is_bookable"),
    current_slug().label("author_slug"),
)
CARD: tuple[Any, ...] = (
    PostPage.author_id,
    *WHO,
    PostPage.post_id,
    PostPage.slug,
    PostPage.language,
    PostPage.title,
    PostPage.excerpt,
    PostPage.tags,
    PostPage.cover,
    PostPage.reading_minutes,
    PostPage.published_at,
    PostPage.modified_at,
)


def with_author(statement: Any) -> Any:
    """A statement over `post_pages` with who wrote each."""
    return statement.join(User, User.id == PostPage.author_id).outerjoin(
        MentorProfile, MentorProfile.user_id == PostPage.author_id
    )


LISTED_MAX = 60  # articles that are asked for at once, at most
_list = bindparam("list", type_=Text)
_place = tuple_(bindparam("at", type_=TIMESTAMP(timezone=True)), bindparam("post_id", type_=Uuid))
_key = tuple_(PostListing.published_at, PostListing.post_id)


def _listed(columns: tuple[Any, ...], since: Any, *, newest: bool) -> Any:
    """Articles of a list, in their order. A number that PostgreSQL knows bounds them before more
    is joined: a statement that may return any number of rows is planned anew whenever it is run."""
    found = select(PostListing.published_at, PostListing.post_id).where(PostListing.list == _list)
    key = (PostListing.published_at, PostListing.post_id)
    ordered = found.where(since).order_by(*(one.desc() if newest else one for one in key))
    keys = ordered.limit(LISTED_MAX).subquery("listed")
    joined = select(*columns).select_from(keys).join(PostPage, PostPage.post_id == keys.c.post_id)
    order = (one.desc() if newest else one for one in (keys.c.published_at, keys.c.post_id))
    return with_author(joined).order_by(*order).limit(bindparam("count"))


_NEWEST_FIRST = rows(_listed(CARD, _key < _place, newest=True), CardRow)
_OLDEST_FIRST = rows(_listed(CARD, _key > _place, newest=False), CardRow)
_WHOLE = rows(_listed((*CARD, PostPage.html), true(), newest=True), WholeRow)


async def list_newest(db: Db, name: str, before: Place, *, count: int) -> list[CardRow]:
    """The articles of a list that come after a place in it, the newest first."""
    return await db.all(_NEWEST_FIRST, list=name, at=before.at, post_id=before.id, count=count)


async def list_in_order(db: Db, name: str, after: Place, *, count: int) -> list[CardRow]:
    """The articles of a list that come after a place in it, the oldest first: a series."""
    return await db.all(_OLDEST_FIRST, list=name, at=after.at, post_id=after.id, count=count)


async def list_whole(db: Db, name: str, *, count: int) -> list[WholeRow]:
    """The newest articles of a list with their texts."""
    return await db.all(_WHOLE, list=name, count=count)
