"""Reading one article as its readers see it."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Text, bindparam, select

from mentorat.blog.models import Post, PostPage, PostSlug
from mentorat.blog.queries.cards import CARD, CardRow, with_author
from mentorat.db.executor import Db, rows


class ArticleRow(CardRow, frozen=True):
    """An article, whole."""

    pair_id: UUID
    markdown: str
    html: str
    toc: msgspec.Raw
    skills: list[str]
    series_slug: str | None
    series_title: str | None


class AddressTarget(msgspec.Struct, frozen=True):
    """What an address that is not an article's now leads to: the newest one of the article that had
    it; None for one that readers no longer see."""

    slug: str | None
    published_at: datetime | None


_ARTICLE = rows(
    with_author(
        select(
            *CARD,
            PostPage.pair_id,
            PostPage.markdown,
            PostPage.html,
            PostPage.toc,
            PostPage.skills,
            PostPage.series_slug,
            PostPage.series_title,
        )
    ).where(PostPage.slug == bindparam("slug", type_=Text)),
    ArticleRow,
)
_FORWARDING = rows(
    select(PostPage.slug, Post.published_at)
    .select_from(PostSlug)
    .join(Post, Post.id == PostSlug.post_id)
    .outerjoin(PostPage, PostPage.post_id == PostSlug.post_id)
    .where(PostSlug.slug == bindparam("slug", type_=Text)),
    AddressTarget,
)


async def find_article(db: Db, slug: str) -> ArticleRow | None:
    """The published article at an address."""
    found: Any = await db.find(_ARTICLE, slug=slug)
    return found if isinstance(found, ArticleRow) else None


async def find_forwarding(db: Db, slug: str) -> AddressTarget | None:
    """Where an address leads that was an article's once; None for one that never was."""
    return await db.find(_FORWARDING, slug=slug)
