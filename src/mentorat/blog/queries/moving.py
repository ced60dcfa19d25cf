"""Reading articles to take them elsewhere, and who the authors of others may be here."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import Text, Uuid, any_, bindparam, cast, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from mentorat.accounts.models import User
from mentorat.accounts.queries import as_person
from mentorat.accounts.standing import is_here
from mentorat.blog.models import POST_STATUS, Post, PostImage, PostPage, PostSlug, PostStatus
from mentorat.blog.queries.own import POSTS, PostRow
from mentorat.db.executor import Db, rows, scalar
from mentorat.mentors.models import Skill
from mentorat.viewer import SignedIn

_ids = bindparam("ids", type_=ARRAY(Uuid))
_author_id = bindparam("author_id", type_=Text, required=True)
_status = cast(bindparam("status", type_=POST_STATUS, required=True), POST_STATUS)


class ExportLine(msgspec.Struct, frozen=True):
    """An article among those that go: what its file is named after."""

    id: UUID
    slug: str | None
    title: str


class LivePage(msgspec.Struct, frozen=True):
    """What readers see of an article whose author went on writing."""

    post_id: UUID
    slug: str
    title: str
    excerpt: str
    markdown: str
    tags: msgspec.Raw
    skills: list[str]
    series_title: str | None
    cover: msgspec.Raw | None
    modified_at: datetime


class FormerSlug(msgspec.Struct, frozen=True):
    """An address that an article has or had."""

    post_id: UUID
    slug: str


class ImageLine(msgspec.Struct, frozen=True):
    """A picture, and in which widths it is stored."""

    key: str
    owner_id: str
    widths: list[int]


# The same order for the same articles, whichever ids they have.
_LINES = rows(
    select(Post.id, Post.slug, Post.title)
    .where(
        or_(_author_id.is_(None), Post.author_id == _author_id),
        or_(_status.is_(None), Post.status == _status),
    )
    .order_by(Post.created_at, Post.author_id, Post.language, Post.slug, Post.title, Post.id),
    ExportLine,
)
_POSTS = rows(POSTS.where(Post.id == any_(_ids)), PostRow)
_PAGES = rows(
    select(*(getattr(PostPage, name) for name in LivePage.__struct_fields__)).where(
        PostPage.post_id == any_(_ids)
    ),
    LivePage,
)
_SLUGS = rows(
    select(PostSlug.post_id, PostSlug.slug)
    .where(PostSlug.post_id == any_(_ids))
    .order_by(PostSlug.slug),
    FormerSlug,
)
_IMAGES = rows(
    select(PostImage.key, PostImage.owner_id, PostImage.widths).where(
        PostImage.key == any_(bindparam("keys", type_=ARRAY(Text)))
    ),
    ImageLine,
)
_key = bindparam("key", type_=Text)
_AUTHOR = rows(
    select(
        User.id,
        User.role,
        User.first_name,
        User.last_name,
        User.image_url,
        User.locale,
        User.onboarded_at,
    )
    .where(
        is_here(),
        or_(
            User.id == _key,
            (func.lower(User.email) == func.lower(_key)) & User.email_verified,
        ),
    )
    .limit(1),
    as_person,
)
_HERE = scalar(select(Post.id).where(Post.id == bindparam("post_id", type_=Uuid)), UUID)
_SKILLS = scalar(select(Skill.slug), str)


async def list_to_export(
    db: Db, *, author_id: str | None, status: PostStatus | None
) -> list[ExportLine]:
    """The articles that go, in the order of their files."""
    return await db.all(_LINES, author_id=author_id, status=status)


async def posts_of(db: Db, ids: list[UUID]) -> dict[UUID, PostRow]:
    """Articles, whole."""
    return {post.id: post for post in await db.all(_POSTS, ids=ids)}


async def pages_of(db: Db, ids: list[UUID]) -> dict[UUID, LivePage]:
    """What readers see of them."""
    return {page.post_id: page for page in await db.all(_PAGES, ids=ids)}


async def slugs_of(db: Db, ids: list[UUID]) -> dict[UUID, list[str]]:
    """Every address that each has or had."""
    found: dict[UUID, list[str]] = {}
    for line in await db.all(_SLUGS, ids=ids):
        found.setdefault(line.post_id, []).append(line.slug)
    return found


async def images_of(db: Db, keys: list[str]) -> dict[str, ImageLine]:
    """Pictures, by their keys."""
    return {image.key: image for image in await db.all(_IMAGES, keys=keys)}


async def find_author(db: Db, who: str) -> SignedIn | None:
    """Somebody by their id, or by an address that they have proved to be theirs."""
    return await db.find(_AUTHOR, key=who)


async def is_post_here(db: Db, post_id: UUID) -> bool:
    """Whether an article came before."""
    return await db.value(_HERE, post_id=post_id) is not None


async def skill_slugs(db: Db) -> frozenset[str]:
    """Every skill of the list."""
    return frozenset(await db.all(_SKILLS))
