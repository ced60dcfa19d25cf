"""Reading an article by a private address, and which addresses there are."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import Text, Uuid, bindparam, select
from sqlalchemy.dialects.postgresql import TIMESTAMP

from mentorat.accounts.models import User
from mentorat.accounts.standing import is_here
from mentorat.blog.models import Post, PreviewLink
from mentorat.db.executor import Db, rows


class LinkRow(msgspec.Struct, frozen=True):
    """A private address: its digest alone, and until when it opens."""

    digest: str
    made_at: datetime
    expires_at: datetime


class PreviewedPost(msgspec.Struct, frozen=True):
    """The newest words of an article, for who was given its private address."""

    language: str
    title: str
    excerpt: str
    markdown: str
    first_name: str | None
    last_name: str | None


_now = bindparam("now", type_=TIMESTAMP(timezone=True))
_LINKS = rows(
    select(PreviewLink.digest, PreviewLink.made_at, PreviewLink.expires_at)
    .where(PreviewLink.post_id == bindparam("post_id", type_=Uuid), PreviewLink.expires_at > _now)
    .order_by(PreviewLink.made_at.desc(), PreviewLink.digest),
    LinkRow,
)
_PREVIEWED = rows(
    select(Post.language, Post.title, Post.excerpt, Post.markdown, User.first_name, User.last_name)
    .join(PreviewLink, PreviewLink.post_id == Post.id)
    .join(User, User.id == Post.author_id)
    .where(
        PreviewLink.digest == bindparam("digest", type_=Text),
        PreviewLink.expires_at > _now,
        is_here(),
    ),
    PreviewedPost,
)


async def list_preview_links(db: Db, post_id: UUID, *, now: datetime) -> list[LinkRow]:
    """The addresses that open an article, newest first. Whoever asks has found it as its author."""
    return await db.all(_LINKS, post_id=post_id, now=now)


async def find_previewed(db: Db, digest: str, *, now: datetime) -> PreviewedPost | None:
    """The article that a secret opens; none once it expired, was revoked, or its author is gone."""
    return await db.find(_PREVIEWED, digest=digest, now=now)
