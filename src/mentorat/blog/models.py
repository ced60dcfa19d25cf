"""Articles as their authors hold them, and the copies that readers see."""

import enum
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, Enum, ForeignKey, Index, Integer, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from mentorat.db.base import Base


class PostStatus(enum.StrEnum):
    """Where an article stands."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    ARCHIVED = "archived"


POST_STATUS = Enum(
    PostStatus, name="post_status", values_callable=lambda kinds: [kind.value for kind in kinds]
)


class Author(Base):
    """What is decided about somebody who writes: whether they publish without review, and whether
    their articles stay when they leave."""

    __tablename__ = "authors"

    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.id", ondelete="cascade"), primary_key=True
    )
    is_trusted: Mapped[bool] = mapped_column(server_default=text("false"))
    keeps_posts: Mapped[bool] = mapped_column(server_default=text("true"))


class Series(Base):
    """Articles of one author that are read in order."""

    __tablename__ = "series"

    slug: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    author_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="cascade"))

    __table_args__ = (Index("uq_series_author_id_title", "author_id", "title", unique=True),)


class Post(Base):
    """An article as its author holds it: the newest words. Readers see `post_pages` only. `version`
    counts the saves, `live_version` is the one that readers see. `pair_id` is shared by an article
    and its other language. The hours are those of the author's wish."""

    __tablename__ = "posts"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    author_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    pair_id: Mapped[UUID]
    language: Mapped[str] = mapped_column(CheckConstraint("language in ('fr', 'en')", "language"))
    title: Mapped[str] = mapped_column(server_default=text("''"))
    excerpt: Mapped[str] = mapped_column(server_default=text("''"))
    markdown: Mapped[str] = mapped_column(server_default=text("''"))
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    skills: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    series_slug: Mapped[str | None] = mapped_column(ForeignKey("series.slug"))
    cover_key: Mapped[str | None]
    cover_alt: Mapped[str | None]
    slug: Mapped[str | None]
    status: Mapped[PostStatus] = mapped_column(POST_STATUS, server_default=text("'draft'"))
    status_at: Mapped[datetime]
    publish_at: Mapped[datetime | None]
    unpublish_at: Mapped[datetime | None]
    note: Mapped[str | None]  # what the operator asks to change
    version: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    live_version: Mapped[int | None] = mapped_column(Integer)
    changes_asked_at: Mapped[datetime | None]  # when a published article's new words were sent in
    published_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (
        Index("uq_posts_pair_id_language", "pair_id", "language", unique=True),
        Index("uq_posts_slug", "slug", unique=True),
        Index(None, "author_id", "updated_at"),
        Index(
            "ix_posts_waiting",
            "status_at",
            postgresql_where=text("status = 'in_review' or changes_asked_at is not null"),
        ),
        Index(None, "publish_at", postgresql_where=text("status = 'scheduled'")),
        Index(
            None,
            "unpublish_at",
            postgresql_where=text("status = 'published' and unpublish_at is not null"),
        ),
        CheckConstraint("status <> 'scheduled' or publish_at is not null", "scheduled_has_an_hour"),
        CheckConstraint("cover_key is null or cover_alt is not null", "cover_has_words"),
    )


class PostRevision(Base):
    """The words of one save; an author's autosaves of a few minutes are one."""

    __tablename__ = "post_revisions"

    post_id: Mapped[UUID] = mapped_column(
        ForeignKey("posts.id", ondelete="cascade"), primary_key=True
    )
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    title: Mapped[str]
    excerpt: Mapped[str]
    markdown: Mapped[str]
    is_autosave: Mapped[bool]
    saved_by: Mapped[str]
    saved_at: Mapped[datetime]


class PostSlug(Base):
    """Every address that an article ever had: old ones lead to the newest, which is `posts.slug`,
    in one step."""

    __tablename__ = "post_slugs"

    slug: Mapped[str] = mapped_column(primary_key=True)
    post_id: Mapped[UUID] = mapped_column(ForeignKey("posts.id", ondelete="cascade"), index=True)


class PostPage(Base):
    """What readers see of a published article, made when it is published. An article without such
    a row exists for nobody but its author and operators."""

    __tablename__ = "post_pages"

    post_id: Mapped[UUID] = mapped_column(
        ForeignKey("posts.id", ondelete="cascade"), primary_key=True
    )
    slug: Mapped[str]
    author_id: Mapped[str]
    pair_id: Mapped[UUID]
    language: Mapped[str]
    title: Mapped[str]
    excerpt: Mapped[str]
    markdown: Mapped[str]
    html: Mapped[str]
    toc: Mapped[list[Any]] = mapped_column(JSONB)
    reading_minutes: Mapped[int] = mapped_column(Integer)
    tags: Mapped[list[Any]] = mapped_column(JSONB)  # [[slug, label], …]
    skills: Mapped[list[str]] = mapped_column(ARRAY(Text))
    series_slug: Mapped[str | None]
    series_title: Mapped[str | None]
    cover: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    published_at: Mapped[datetime]
    modified_at: Mapped[datetime]
    render_version: Mapped[int] = mapped_column(Integer)
    search: Mapped[str] = mapped_column(TSVECTOR)

    __table_args__ = (
        Index("uq_post_pages_slug", "slug", unique=True),
        Index(None, "pair_id"),
        Index(None, "author_id"),
        Index(None, "render_version"),
        Index("ix_post_pages_search", "search", postgresql_using="gin"),
        Index(
            "ix_post_pages_headings",
            text("ts_filter(search, '{a,b}'::\"char\"[])"),
            postgresql_using="gin",
        ),
        Index("ix_post_pages_published_at", "published_at", "post_id"),
    )


class PostListing(Base):
    """In which lists an article stands. A page of any list is a range of this one index, however
    long the list (docs/decisions/0040)."""

    __tablename__ = "post_listings"

    list: Mapped[str] = mapped_column(primary_key=True)
    published_at: Mapped[datetime] = mapped_column(primary_key=True)
    post_id: Mapped[UUID] = mapped_column(
        ForeignKey("post_pages.post_id", ondelete="cascade"), primary_key=True, index=True
    )


class PostTag(Base):
    """A tag, as whoever wrote it first wrote it."""

    __tablename__ = "post_tags"

    slug: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str]


class PostWord(Base):
    """The distinct words of what was published, folded: a misspelt word finds its like here."""

    __tablename__ = "post_words"

    word: Mapped[str] = mapped_column(primary_key=True)

    __table_args__ = (
        Index(
            "ix_post_words_word",
            "word",
            postgresql_using="gin",
            postgresql_ops={"word": "gin_trgm_ops"},
        ),
    )


class PostImage(Base):
    """A picture that an author put in; one that no article uses any more is swept."""

    __tablename__ = "post_images"

    key: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    width: Mapped[int] = mapped_column(Integer)
    height: Mapped[int] = mapped_column(Integer)
    widths: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    made_at: Mapped[datetime]


class PreviewLink(Base):
    """A private address of an article that is not published: the digest of it, never itself."""

    __tablename__ = "preview_links"

    digest: Mapped[str] = mapped_column(primary_key=True)
    post_id: Mapped[UUID] = mapped_column(ForeignKey("posts.id", ondelete="cascade"), index=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class PostRead(Base):
    """How often an article was read on a day: a number, nothing of who read it."""

    __tablename__ = "post_reads"

    post_id: Mapped[UUID] = mapped_column(
        ForeignKey("posts.id", ondelete="cascade"), primary_key=True
    )
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    reads: Mapped[int] = mapped_column(Integer)
