"""What the blog holds of a person: what they wrote, and whether it stays when they leave."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Text, bindparam, delete, false, null, select, update

from mentorat.blog.models import (
    Author,
    Post,
    PostImage,
    PostPage,
    PostRevision,
    PostStatus,
    PreviewLink,
    Series,
)
from mentorat.blog.pictures.shown_pictures import shown_keys
from mentorat.db.executor import Db, command, rows
from mentorat.db.personal import Columns, Holds, among_people, columns_of

_words = ("title", "excerpt", "markdown")
COLUMNS: Columns = {
    "authors": {"user_id": Holds.NOTHING},
    "series": {"slug": Holds.COPY, "title": Holds.WORDS, "author_id": Holds.NOTHING},
    "posts": {
        "author_id": Holds.NOTHING,
        "language": Holds.NOTHING,
        **dict.fromkeys((*_words, "tags", "cover_alt"), Holds.WORDS),
        **dict.fromkeys(("skills", "series_slug", "cover_key", "slug"), Holds.COPY),
        "note": Holds.RECORD,
    },
    "post_revisions": {**dict.fromkeys(_words, Holds.WORDS), "saved_by": Holds.NOTHING},
    "post_slugs": {"slug": Holds.COPY},
    "post_pages": {
        "author_id": Holds.NOTHING,
        "language": Holds.NOTHING,
        **dict.fromkeys(
            (
                *_words,
                *("slug", "html", "toc", "tags", "skills", "series_slug", "series_title"),
                *("cover", "search"),
            ),
            Holds.COPY,
        ),
    },
    "post_listings": {"list": Holds.NOTHING},
    "post_tags": dict.fromkeys(("slug", "label"), Holds.NOTHING),
    "post_words": {"word": Holds.NOTHING},
    "post_images": {"key": Holds.COPY, **dict.fromkeys(("owner_id", "widths"), Holds.NOTHING)},
    "preview_links": {"digest": Holds.COPY},
}


class PostExport(msgspec.Struct, frozen=True):
    """An article as its author left it."""

    language: str
    title: str
    excerpt: str
    markdown: str
    tags: list[str]
    skills: list[str]
    cover_alt: str | None
    slug: str | None
    status: PostStatus
    note: str | None
    published_at: datetime | None
    created_at: datetime
    updated_at: datetime


class RevisionExport(msgspec.Struct, frozen=True):
    """An earlier version of an article."""

    version: int
    title: str
    excerpt: str
    markdown: str
    saved_at: datetime


class SeriesExport(msgspec.Struct, frozen=True):
    """A series that somebody began."""

    slug: str
    title: str


class BlogExport(msgspec.Struct, frozen=True):
    """What somebody wrote."""

    posts: list[PostExport]
    revisions: list[RevisionExport]
    series: list[SeriesExport]


_person = bindparam("person", type_=Text)
_POSTS = rows(
    select(*columns_of(Post, PostExport))
    .where(Post.author_id == _person)
    .order_by(Post.created_at, Post.id),
    PostExport,
)
_REVISIONS = rows(
    select(*columns_of(PostRevision, RevisionExport))
    .join(Post, Post.id == PostRevision.post_id)
    .where(Post.author_id == _person)
    .order_by(PostRevision.post_id, PostRevision.version),
    RevisionExport,
)
_SERIES = rows(
    select(*columns_of(Series, SeriesExport)).where(Series.author_id == _person), SeriesExport
)
# Of an author who let their articles stay, only what readers see stays, under nobody's name.
_goes = select(Author.user_id).where(among_people(Author.user_id), Author.keeps_posts == false())
_live = select(PostPage.post_id)
_FORGET = (
    command(
        delete(Post).where(
            among_people(Post.author_id), Post.author_id.in_(_goes) | Post.id.not_in(_live)
        )
    ),
    command(
        delete(PostRevision).where(
            PostRevision.post_id.in_(select(Post.id).where(among_people(Post.author_id)))
        )
    ),
    command(
        update(Post)
        .where(among_people(Post.author_id), PostPage.post_id == Post.id)
        .values(
            note=null(),
            **{name: getattr(PostPage, name) for name in _words},
        )
    ),
    command(
        delete(Series).where(
            among_people(Series.author_id),
            Series.slug.not_in(select(Post.series_slug).where(Post.series_slug.is_not(None))),
        )
    ),
    command(delete(Author).where(among_people(Author.user_id))),
    # Their files, which no row knows any more, are swept at night.
    command(
        delete(PostImage).where(
            among_people(PostImage.owner_id), PostImage.key.not_in(shown_keys(Post, PostPage))
        )
    ),
    command(
        delete(PreviewLink).where(
            PreviewLink.post_id.in_(select(Post.id).where(among_people(Post.author_id)))
        )
    ),
)


async def export(db: Db, person_id: str) -> BlogExport:
    """Everything that somebody wrote, with every version of it."""
    return BlogExport(
        await db.all(_POSTS, person=person_id),
        await db.all(_REVISIONS, person=person_id),
        await db.all(_SERIES, person=person_id),
    )


async def forget(db: Db, people: Sequence[str]) -> None:
    """What readers do not see goes, and all of it when the author chose so; what stays says no name
    (docs/decisions/0041)."""
    for statement in _FORGET:
        db.later(statement, people=list(people))
