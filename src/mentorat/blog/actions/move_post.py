"""Moving an article from one state to the next: sent in, published, archived…"""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Integer, Text, bindparam, select, update

from mentorat.blog.actions.post_words import instant, post_id
from mentorat.blog.models import POST_STATUS, Post, PostStatus
from mentorat.blog.publication import (
    STEPS,
    Rights,
    StepName,
    target_of,
)
from mentorat.blog.publishing.claim_slug import claim_slug
from mentorat.blog.publishing.publish_page import publish_page, unpublish_page
from mentorat.blog.publishing.require_complete import require_complete, require_described
from mentorat.blog.queries.own import ANY_POST, WRITERS, PostRow
from mentorat.blog.refusals import PostChanged, PostMoved
from mentorat.blog.schemas import CurrentWords
from mentorat.db.executor import Db, command, scalar
from mentorat.errors import Forbidden, NotFound
from mentorat.events.record import SYSTEM, Authority, Event, audit, record
from mentorat.viewer import Administrator, SignedIn

# How what happened is called, in the words of `events`.
HAPPENED: dict[StepName, str] = {
    "submit": "post.submitted",
    "retract": "post.retracted",
    "return": "post.returned",
    "publish": "post.published",
    "archive": "post.archived",
    "restore": "post.restored",
}
_LOCK = scalar(select(Post.id).where(Post.id == post_id).with_for_update(), UUID)
_MOVE = command(
    update(Post)
    .where(Post.id == post_id)
    .values(
        status=bindparam("target", type_=POST_STATUS),
        status_at=bindparam("now", type_=instant),
        note=bindparam("note", type_=Text, required=True),
        slug=bindparam("slug", type_=Text, required=True),
        live_version=bindparam("live_version", type_=Integer, required=True),
        changes_asked_at=bindparam("changes_asked_at", type_=instant, required=True),
        published_at=bindparam("published_at", type_=instant, required=True),
    )
)


class PostMove(msgspec.Struct, frozen=True):
    """One step of one article; `note` is what an operator asks to change, `version` what they or
    the author looked at."""

    post_id: UUID
    step: StepName
    note: str | None = None
    version: int | None = None


async def move_post(db: Db, move: PostMove, *, viewer: SignedIn, now: datetime) -> PostStatus:
    """Take one step of `publication.STEPS`; returns where the article stands afterwards.

    An `Administrator` acts as an operator, whoever else as the author. Raises NotFound for the
    article of another, Forbidden for a step that is not the viewer's, PostMoved, PostChanged when
    other words stand than those that were looked at, and Invalid when something that readers need
    is missing.
    """
    await db.value(_LOCK, post_id=move.post_id)
    post = await db.find(ANY_POST, post_id=move.post_id)
    if post is None:
        raise NotFound
    _check_viewer(post, move, viewer)
    if not post.standing.allows(move.step):
        raise PostMoved
    if move.version is not None and move.version != post.version:
        raise PostChanged(CurrentWords(post.version, post.title, post.excerpt, post.markdown))
    if move.step in {"submit", "publish"}:
        article = require_complete(post)
        if not isinstance(viewer, Administrator):
            require_described(article)
    by = Authority(viewer.id, move.note)
    return await take_step(db, post, move, by=by, now=now)


async def take_step(
    db: Db, post: PostRow, move: PostMove, *, by: Authority, now: datetime
) -> PostStatus:
    """Write a step that was found to be allowed; of a step by the clock, `by` is the system."""
    target = target_of(move.step, post.status, post.publish_at, now=now)
    change = await _change(db, post, move, target, now=now)
    db.later(_MOVE, post_id=post.id, target=target, now=now, **change)
    if target == PostStatus.PUBLISHED and move.step == "publish":
        at = change["published_at"]
        await publish_page(db, post, change["slug"], published_at=at, now=now)
    if move.step == "archive" and post.status == PostStatus.PUBLISHED:
        await unpublish_page(db, post.id, post.pair_id)
    _record(db, post, (move.step, target), by=by, now=now)
    return target


async def _change(
    db: Db, post: PostRow, move: PostMove, target: PostStatus, *, now: datetime
) -> dict[str, Any]:
    """The columns that a step changes beside the status."""
    change = {
        "note": move.note if move.step == "return" else None,
        "slug": post.slug,
        "live_version": post.live_version,
        "changes_asked_at": None,
        "published_at": post.published_at,
    }
    if move.step == "submit" and post.status == PostStatus.PUBLISHED:
        change["changes_asked_at"] = now
    if move.step == "publish":
        change["slug"] = await claim_slug(db, post)
        if target == PostStatus.PUBLISHED:
            change["live_version"] = post.version
            change["published_at"] = post.published_at or _hour_of(post, now)
    if move.step == "archive":
        change["live_version"] = None
    return change


def _hour_of(post: PostRow, now: datetime) -> datetime:
    """When a first publication is said to be: at the hour that was wished for, if it waited."""
    is_due = post.status == PostStatus.SCHEDULED and post.publish_at is not None
    return post.publish_at if is_due and post.publish_at and post.publish_at <= now else now


def _check_viewer(post: PostRow, move: PostMove, viewer: SignedIn) -> None:
    is_operator = isinstance(viewer, Administrator)
    is_author = post.author_id == viewer.id and viewer.role in WRITERS
    if not (is_operator or is_author):
        raise NotFound
    if not Rights(is_author, is_operator, post.is_trusted).may(STEPS[move.step].by):
        raise Forbidden


def _record(
    db: Db, post: PostRow, taken: tuple[StepName, PostStatus], *, by: Authority, now: datetime
) -> None:
    step, target = taken
    kind = "post.scheduled" if target == PostStatus.SCHEDULED else HAPPENED[step]
    event = Event(
        kind=kind,
        subject=str(post.id),
        actor=by.actor,
        before={"status": post.status},
        after={"status": target},
        data={"authorId": post.author_id, "isChange": post.live_version is not None},
        reason=by.reason,
    )
    if by.actor in {post.author_id, SYSTEM}:
        record(db, event, now=now)
    else:
        audit(db, event, by=by, now=now)
