"""Which articles search engines may know."""

from datetime import datetime

import msgspec
from sqlalchemy import Integer, Text, bindparam, select

from mentorat.blog.lists.listings import everything
from mentorat.blog.models import PostListing, PostPage
from mentorat.db.executor import Db, rows


class PostAddress(msgspec.Struct, frozen=True):
    """An article's page, and when it changed last."""

    slug: str
    modified_at: datetime


class PostSummary(msgspec.Struct, frozen=True):
    """An article in a line or two."""

    slug: str
    title: str
    excerpt: str


_ADDRESSES = rows(
    select(PostPage.slug, PostPage.modified_at)
    .order_by(PostPage.published_at, PostPage.post_id)
    .limit(bindparam("count", type_=Integer)),
    PostAddress,
)
_SUMMARIES = rows(
    select(PostPage.slug, PostPage.title, PostPage.excerpt)
    .select_from(PostListing)
    .join(PostPage, PostPage.post_id == PostListing.post_id)
    .where(PostListing.list == bindparam("list", type_=Text))
    .order_by(PostListing.published_at.desc(), PostListing.post_id.desc())
    .limit(bindparam("count", type_=Integer)),
    PostSummary,
)


async def list_addresses(db: Db, *, count: int) -> list[PostAddress]:
    """Every published article, the oldest first, so that an address stays in the part of a sitemap
    that it was in; `count` at most."""
    return await db.all(_ADDRESSES, count=count)


async def list_summaries(db: Db, locale: str, *, count: int) -> list[PostSummary]:
    """The newest articles for readers of a language."""
    return await db.all(_SUMMARIES, list=everything(locale), count=count)
