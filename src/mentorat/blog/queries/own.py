"""Reading articles as their authors hold them."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Text, Uuid, any_, bindparam, cast, func, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP

from mentorat.accounts.models import Role, User
from mentorat.blog.lists.own_paging import START, PostPlace
from mentorat.blog.models import Author, Post, PostImage, PostStatus, Series
from mentorat.blog.publication import PostStanding, Rights, StepName, steps_from
from mentorat.db.executor import Db, rows
from mentorat.text.articles import Language
from mentorat.viewer import SignedIn

WRITERS = frozenset({Role.MENTOR, Role.ADMIN})
LIST_MAX = 50


class PostRow(msgspec.Struct, frozen=True):
    """An article as its author holds it, and whether its author publishes without review."""

    id: UUID
    author_id: str
    pair_id: UUID
    language: Language
    title: str
    excerpt: str
    markdown: str
    tags: list[str]
    skills: list[str]
    series_slug: str | None
    series: str | None
    slug: str | None
    cover_key: str | None
    cover_alt: str | None
    cover_width: int | None
    cover_height: int | None
    cover_widths: list[int] | None
    status: PostStatus
    status_at: datetime
    note: str | None
    publish_at: datetime | None
    unpublish_at: datetime | None
    published_at: datetime | None
    version: int
    live_version: int | None
    changes_asked_at: datetime | None
    created_at: datetime
    updated_at: datetime
    is_trusted: bool

    @property
    def has_changes(self) -> bool:
        """Whether readers see an older version."""
        return self.live_version is not None and self.live_version != self.version

    @property
    def standing(self) -> PostStanding:
        """What decides where it may go."""
        return PostStanding(self.status, self.has_changes, self.changes_asked_at is not None)

    @property
    def steps(self) -> tuple[StepName, ...]:
        """What its author may do with it."""
        return steps_from(
            self.standing, Rights(True, False, self.is_trusted)
        )  # three words of one record


class PostName(msgspec.Struct, frozen=True):
    """An article, as it is named elsewhere."""

    id: UUID
    language: str
    title: str


is_trusted = func.coalesce(Author.is_trusted, False) | (User.role == Role.ADMIN)
COLUMNS: tuple[Any, ...] = (
    Post.id,
    Post.author_id,
    Post.pair_id,
    Post.language,
    Post.title,
    Post.excerpt,
    Post.markdown,
    Post.tags,
    Post.skills,
    Post.series_slug,
    Series.title.label("series"),
    Post.slug,
    Post.cover_key,
    Post.cover_alt,
    PostImage.width.label("cover_width"),
    PostImage.height.label("cover_height"),
    PostImage.widths.label("cover_widths"),
    Post.status,
    Post.status_at,
    Post.note,
    Post.publish_at,
    Post.unpublish_at,
    Post.published_at,
    Post.version,
    Post.live_version,
    Post.changes_asked_at,
    Post.created_at,
    Post.updated_at,
    is_trusted.label("is_trusted"),
)
POSTS = (
    select(*COLUMNS)
    .join(User, User.id == Post.author_id)
    .outerjoin(Author, Author.user_id == Post.author_id)
    .outerjoin(Series, Series.slug == Post.series_slug)
    .outerjoin(PostImage, PostImage.key == Post.cover_key)
)
_post_id = bindparam("post_id", type_=Uuid)
_author_id = bindparam("author_id", type_=Text)
ANY_POST = rows(POSTS.where(Post.id == _post_id), PostRow)
_OWN = rows(POSTS.where(Post.id == _post_id, Post.author_id == _author_id), PostRow)
_OTHER_LANGUAGE = rows(
    select(Post.id, Post.language, Post.title).where(
        Post.pair_id == bindparam("pair_id", type_=Uuid), Post.id != _post_id
    ),
    PostName,
)


class OwnPostLine(msgspec.Struct, frozen=True, rename="camel"):
    """An article in the list of its author."""

    id: UUID
    language: str
    title: str
    status: PostStatus
    slug: str | None
    has_changes: bool
    publish_at: datetime | None
    published_at: datetime | None
    updated_at: datetime


_statuses = bindparam("statuses", type_=ARRAY(Text))
_LINES = rows(
    select(
        Post.id,
        Post.language,
        Post.title,
        Post.status,
        Post.slug,
        func.coalesce(Post.live_version != Post.version, False).label("has_changes"),
        Post.publish_at,
        Post.published_at,
        Post.updated_at,
    )
    .where(
        Post.author_id == _author_id,
        cast(Post.status, Text) == any_(_statuses),
        tuple_(Post.updated_at, Post.id)
        < tuple_(bindparam("before", type_=TIMESTAMP(timezone=True)), _post_id),
    )
    .order_by(Post.updated_at.desc(), Post.id.desc())
    .limit(bindparam("count")),
    OwnPostLine,
)
_COUNTS = rows(
    select(Post.status, func.count().label("count"))
    .where(Post.author_id == _author_id)
    .group_by(Post.status),
    lambda status, count: (status, count),
)


async def find_own(db: Db, post_id: UUID, *, viewer: SignedIn) -> PostRow | None:
    """An article of the viewer's, if they still are somebody who writes."""
    if viewer.role not in WRITERS:
        return None
    return await db.find(_OWN, post_id=post_id, author_id=viewer.id)


async def other_language(db: Db, post: PostRow) -> PostName | None:
    """The same article in the other language, if there is one."""
    return await db.find(_OTHER_LANGUAGE, pair_id=post.pair_id, post_id=post.id)


async def list_own(
    db: Db,
    place: PostPlace = START,
    *,
    viewer: SignedIn,
    status: PostStatus | None = None,
    count: int = LIST_MAX,
) -> tuple[list[OwnPostLine], PostPlace | None]:
    """The viewer's articles after a place, those changed last first, and where the next ones
    begin."""
    if viewer.role not in WRITERS:
        return [], None
    found = await db.all(
        _LINES,
        author_id=viewer.id,
        statuses=[status or one for one in PostStatus],
        before=place.at,
        post_id=place.id,
        count=count + 1,
    )
    shown = found[:count]
    is_more = len(found) > count
    return shown, PostPlace(shown[-1].updated_at, shown[-1].id) if is_more else None


async def count_own(db: Db, *, viewer: SignedIn) -> dict[PostStatus, int]:
    """How many articles of the viewer's stand where."""
    return dict(await db.all(_COUNTS, author_id=viewer.id))
