"""Saving the words of an article."""

from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import Text, and_, bindparam, not_, select, update

from mentorat.accounts.models import User
from mentorat.blog.actions.post_words import (
    KINDS,
    WORDS,
    Save,
    instant,
    keep_revision,
    post_id,
    words_of,
)
from mentorat.blog.models import Author, Post, PostStatus
from mentorat.blog.queries.own import WRITERS, is_trusted
from mentorat.blog.refusals import AuthorsOnly, PairTaken, PostChanged, PostMoved, SlugTaken
from mentorat.blog.schemas import CurrentWords, PostDocument
from mentorat.db.executor import Db, command, rows
from mentorat.errors import NotFound
from mentorat.viewer import SignedIn

# Words that an operator agreed to, and that nobody reads again before readers do.
waits_unread = and_(Post.status == PostStatus.SCHEDULED, not_(is_trusted))
_LOCK = rows(
    select(Post.version, waits_unread, *(getattr(Post, name) for name in KINDS))
    .join(User, User.id == Post.author_id)
    .outerjoin(Author, Author.user_id == Post.author_id)
    .where(Post.id == post_id, Post.author_id == bindparam("author_id", type_=Text))
    .with_for_update(of=Post),
    lambda version, is_fixed, *values: (version, is_fixed, dict(zip(KINDS, values, strict=True))),
)
_SAVE = command(
    update(Post)
    .where(Post.id == post_id)
    .values(version=Post.version + 1, updated_at=bindparam("now", type_=instant), **WORDS)
)
# Who is refused by which constraint.
_REFUSALS: dict[str | None, Any] = {
    "uq_posts_pair_id_language": PairTaken,
    "uq_posts_slug": SlugTaken,
}


async def save_post(
    db: Db, id: UUID, document: PostDocument, save: Save, *, viewer: SignedIn
) -> int:
    """Keep the words of an article of the viewer's as its newest version; returns its number.

    The same words again change nothing. Raises AuthorsOnly, NotFound, PostMoved while it waits for
    its hour as an operator read it, PostChanged when another save came after `document.version`,
    PairTaken, SlugTaken, and Invalid as `words_of` does.
    """
    if viewer.role not in WRITERS:
        raise AuthorsOnly
    found = await db.find(_LOCK, post_id=id, author_id=viewer.id)
    if found is None:
        raise NotFound
    version, is_fixed, before = found
    if is_fixed:
        raise PostMoved
    if document.version is not None and document.version != version:
        raise PostChanged(_current(version, before))
    words = await words_of(db, id, document, viewer=viewer, slug=before["slug"])
    if words == before:
        return int(version)
    try:
        await db.run(_SAVE, post_id=id, now=save.now, **words)
    except psycopg.errors.UniqueViolation as error:
        raise _REFUSALS[error.diag.constraint_name] from None
    keep_revision(db, id, version + 1, document, save)
    return int(version) + 1


def _current(version: int, words: dict[str, Any]) -> CurrentWords:
    return CurrentWords(version, words["title"], words["excerpt"], words["markdown"])
