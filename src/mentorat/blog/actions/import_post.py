"""Taking in an article that was written elsewhere, with its past."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Integer, Text, Uuid, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert

from mentorat.blog.actions.post_words import WORDS, Save, instant, keep_revision, post_id, words_of
from mentorat.blog.models import POST_STATUS, Post, PostStatus
from mentorat.blog.publishing.claim_slug import claim_former_slug, claim_slug, free_slug
from mentorat.blog.publishing.publish_page import publish_page
from mentorat.blog.publishing.require_complete import require_complete
from mentorat.blog.queries.own import ANY_POST, WRITERS, PostRow
from mentorat.blog.refusals import AuthorsOnly, SlugTaken
from mentorat.blog.schemas import PostDocument
from mentorat.db.executor import Db, command, scalar
from mentorat.events.record import Authority, Event, audit
from mentorat.viewer import SignedIn

WITH_ADDRESS = frozenset({PostStatus.SCHEDULED, PostStatus.PUBLISHED, PostStatus.ARCHIVED})

_pair_id, _author_id = bindparam("pair_id", type_=Uuid), bindparam("author_id", type_=Text)
_FREE_PAIR = scalar(
    select(
        func.coalesce(
            func.bool_and(
                (Post.author_id == _author_id)
                & (Post.language != bindparam("language", type_=Text))
            ),
            True,
        )
    ).where(Post.pair_id == _pair_id),
    bool,
)
_moments = {
    name: bindparam(name, type_=instant, required=True)
    for name in ("created_at", "updated_at", "published_at")
}
_KEEP = scalar(
    insert(Post)
    .values(
        id=post_id,
        author_id=_author_id,
        pair_id=_pair_id,
        status=bindparam("status", type_=POST_STATUS),
        status_at=bindparam("now", type_=instant),
        **_moments,
        **WORDS,
    )
    .on_conflict_do_nothing()
    .returning(Post.id),
    UUID,
)
_SHOW = command(
    update(Post)
    .where(Post.id == post_id)
    .values(
        slug=bindparam("address", type_=Text),
        live_version=bindparam("live_version", type_=Integer, required=True),
    )
)


class PostPast(msgspec.Struct, frozen=True, kw_only=True):
    """What an article was before it came, and who brings it: where it stood, since when, and where
    it was found."""

    id: UUID
    by: Authority
    status: PostStatus
    pair_id: UUID | None = None
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None = None
    modified_at: datetime | None = None
    former_slugs: tuple[str, ...] = ()


class ImportedPlace(msgspec.Struct, frozen=True):
    """Where an article stands now, and what of its past is another article's."""

    slug: str | None
    taken_slugs: list[str]
    is_pair_taken: bool


async def import_post(
    db: Db,
    document: PostDocument,
    past: PostPast,
    *,
    author: SignedIn,
    now: datetime,
) -> ImportedPlace:
    """The article is here as it was: its words, its hours, where it stands, and every address it
    had, as far as no other article has them. Nobody is written to.

    Raises AuthorsOnly, SlugTaken for an article that is here already, and, for one that readers see
    or soon will, Invalid for what they need and TextTooNested.
    """
    if author.role not in WRITERS:
        raise AuthorsOnly
    words = await words_of(db, past.id, document, viewer=author)
    if words["slug"]:
        words["slug"] = await free_slug(db, words["slug"], post_id=past.id)
    pair = past.pair_id or past.id
    known = {"author_id": author.id, "language": document.language}
    is_pair_free = await db.value(_FREE_PAIR, pair_id=pair, **known)
    columns: dict[str, Any] = {
        **{name: getattr(past, name) for name in (*_moments, "status")},
        "pair_id": pair if is_pair_free else past.id,
        "author_id": author.id,
    }
    if not await db.value(_KEEP, post_id=past.id, now=now, **columns, **words):
        raise SlugTaken
    keep_revision(db, past.id, 1, document, Save(author.id, past.updated_at))
    event = Event(kind="post.imported", subject=str(past.id), actor=past.by.actor)
    audit(db, event, by=past.by, now=now)
    slug = words["slug"]
    if past.status in WITH_ADDRESS:
        slug = await _show(db, await db.one(ANY_POST, post_id=past.id), past, now=now)
    former = [s for s in dict.fromkeys(past.former_slugs) if s != slug]
    taken = [s for s in former if not await claim_former_slug(db, s, post_id=past.id)]
    return ImportedPlace(slug, taken, not is_pair_free)


async def _show(db: Db, post: PostRow, past: PostPast, *, now: datetime) -> str:
    """Give an article its address, and readers its page where it had one."""
    require_complete(post)
    slug = await claim_slug(db, post)
    is_live = past.status == PostStatus.PUBLISHED
    db.later(_SHOW, post_id=post.id, address=slug, live_version=1 if is_live else None)
    if is_live:
        modified = past.modified_at or past.updated_at
        published = past.published_at or now
        await publish_page(db, post, slug, published_at=published, now=modified)
    return slug
