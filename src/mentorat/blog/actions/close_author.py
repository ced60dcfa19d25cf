"""What becomes of the articles of somebody who left, was banned, or is back."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import Boolean, Text, Uuid, bindparam, func, null, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from mentorat.accounts.models import User
from mentorat.blog.actions.post_words import instant
from mentorat.blog.models import Author, Post, PostPage, PostRevision, PostStatus
from mentorat.blog.publishing.publish_page import publish_page, unpublish_page
from mentorat.blog.queries.own import POSTS, WRITERS, PostRow
from mentorat.blog.refusals import AuthorsOnly
from mentorat.db.executor import Db, command, rows, scalar
from mentorat.viewer import SignedIn

_author_id = bindparam("author_id", type_=Text)


class AuthorStanding(msgspec.Struct, frozen=True):
    """Whether an author is still here, and what they chose for when they are not."""

    has_left: bool
    is_banned: bool
    keeps_posts: bool


class ShownPost(msgspec.Struct, frozen=True):
    """An article that readers see."""

    id: UUID
    pair_id: UUID


_STANDING = rows(
    select(
        User.deleted_at.is_not(None).label("has_left"),
        User.banned.label("is_banned"),
        func.coalesce(Author.keeps_posts, True).label("keeps_posts"),
    )
    .outerjoin(Author, Author.user_id == User.id)
    .where(User.id == _author_id),
    AuthorStanding,
)
_SHOWN = rows(
    select(PostPage.post_id.label("id"), PostPage.pair_id).where(PostPage.author_id == _author_id),
    ShownPost,
)
_WITHDRAW = command(
    update(Post)
    .where(
        Post.author_id == _author_id,
        or_(Post.status == PostStatus.IN_REVIEW, Post.status == PostStatus.SCHEDULED),
    )
    .values(status=PostStatus.DRAFT, status_at=bindparam("now", type_=instant))
)
_TAKE_BACK_CHANGES = command(
    update(Post).where(Post.author_id == _author_id).values(changes_asked_at=null())
)
_ARCHIVE = command(
    update(Post)
    .where(Post.author_id == _author_id, Post.status == PostStatus.PUBLISHED)
    .values(
        status=PostStatus.ARCHIVED,
        status_at=bindparam("now", type_=instant),
        live_version=null(),
    )
)
_HIDDEN = rows(
    POSTS.where(
        Post.author_id == _author_id,
        Post.status == PostStatus.PUBLISHED,
        ~select(PostPage.post_id).where(PostPage.post_id == Post.id).exists(),
    ).with_for_update(of=Post),
    PostRow,
)
_LIVE_WORDS = rows(
    select(PostRevision.title, PostRevision.excerpt, PostRevision.markdown)
    .join(Post, Post.id == PostRevision.post_id)
    .where(Post.id == bindparam("post_id", type_=Uuid), PostRevision.version == Post.live_version),
    lambda title, excerpt, markdown: {"title": title, "excerpt": excerpt, "markdown": markdown},
)
_keeps_posts = bindparam("keeps_posts", type_=Boolean)
_CHOOSE = command(
    insert(Author)
    .values(user_id=_author_id, keeps_posts=_keeps_posts)
    .on_conflict_do_update(index_elements=[Author.user_id], set_={"keeps_posts": _keeps_posts})
)
_KEEPS = scalar(select(Author.keeps_posts).where(Author.user_id == _author_id), bool)


async def close_author(db: Db, author_id: str, *, now: datetime) -> None:
    """Of who left, readers keep the published articles under nobody's name, or lose them at once,
    as their author chose; of who is banned, they see none until they are back. What waited does not
    appear any more. Doing it twice changes nothing."""
    author = await db.find(_STANDING, author_id=author_id)
    if author is None:
        return
    if author.has_left:
        db.later(_WITHDRAW, author_id=author_id, now=now)
        db.later(_TAKE_BACK_CHANGES, author_id=author_id)
    is_hidden = author.is_banned or (author.has_left and not author.keeps_posts)
    if not is_hidden:
        await _show_again(db, author_id, now=now)
        return
    for post in await db.all(_SHOWN, author_id=author_id):
        await unpublish_page(db, post.id, post.pair_id)
    if author.has_left and not author.keeps_posts:
        db.later(_ARCHIVE, author_id=author_id, now=now)


async def _show_again(db: Db, author_id: str, *, now: datetime) -> None:
    """Every published article that readers do not see, as they saw it."""
    for post in await db.all(_HIDDEN, author_id=author_id):
        words = await db.find(_LIVE_WORDS, post_id=post.id)
        if words is not None and post.slug:
            shown = msgspec.structs.replace(post, **words)
            published_at = post.published_at or now
            await publish_page(db, shown, post.slug, published_at=published_at, now=now)


def choose_keeping(db: Db, *, keeps_posts: bool, viewer: SignedIn) -> None:
    """Whether the viewer's articles stay when they leave, from now on. Raises AuthorsOnly."""
    if viewer.role not in WRITERS:
        raise AuthorsOnly
    db.later(_CHOOSE, author_id=viewer.id, keeps_posts=keeps_posts)


async def find_keeping(db: Db, *, viewer: SignedIn) -> bool:
    """What the viewer chose; their articles stay unless they said otherwise."""
    found = await db.value(_KEEPS, author_id=viewer.id)
    return True if found is None else found
