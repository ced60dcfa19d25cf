"""What an author sends, as the columns of an article; and the revision that each save leaves."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Text, Uuid, any_, bindparam, delete, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP, insert

from mentorat.blog.models import Post, PostImage, PostRevision
from mentorat.blog.publishing.keep_series import keep_series
from mentorat.blog.schemas import PostDocument
from mentorat.db.executor import Db, command, scalar
from mentorat.errors import Invalid, Problem, say
from mentorat.mentors.models import Skill
from mentorat.viewer import SignedIn

ONE_SITTING = timedelta(minutes=10)  # autosaves of which only the last is a revision
NO_SKILL = say("Cette compétence n'est pas dans la liste.")
NO_COVER = say("Cette image n'est pas l'une des vôtres. Envoyez-la d'abord.")
EARLIER_END = say("La fin de publication doit suivre la publication.")

instant = TIMESTAMP(timezone=True)
post_id = bindparam("post_id", type_=Uuid)
KINDS: dict[str, Any] = {
    "language": Text,
    "title": Text,
    "excerpt": Text,
    "markdown": Text,
    "tags": ARRAY(Text),
    "skills": ARRAY(Text),
    "series_slug": Text,
    "cover_key": Text,
    "cover_alt": Text,
    "slug": Text,
    "publish_at": instant,
    "unpublish_at": instant,
}
WORDS = {name: bindparam(name, type_=kind, required=True) for name, kind in KINDS.items()}

_KNOWN_SKILLS = scalar(
    select(Skill.slug).where(Skill.slug == any_(bindparam("slugs", type_=ARRAY(Text)))), str
)
_image_key = bindparam("key", type_=Text)
_USABLE_IMAGE = scalar(
    select(PostImage.key).where(
        PostImage.key == _image_key,
        or_(
            PostImage.owner_id == bindparam("owner_id", type_=Text),
            select(Post.id).where(Post.id == post_id, Post.cover_key == _image_key).exists(),
        ),
    ),
    str,
)
_REVISION = {
    "post_id": post_id,
    "version": bindparam("version"),
    "saved_at": bindparam("now", type_=instant),
    **{name: bindparam(name) for name in ("title", "excerpt", "markdown", "saved_by")},
    "is_autosave": bindparam("is_autosave"),
}
_KEEP = command(insert(PostRevision).values(_REVISION))
# Of one sitting's autosaves the last one stays; what readers see is no part of it.
_DROP_SITTING = command(
    delete(PostRevision).where(
        PostRevision.post_id == post_id,
        PostRevision.version == bindparam("version") - 1,
        PostRevision.is_autosave,
        PostRevision.saved_by == bindparam("saved_by"),
        PostRevision.saved_at > bindparam("since", type_=instant),
        PostRevision.version
        != func.coalesce(select(Post.live_version).where(Post.id == post_id).scalar_subquery(), 0),
    )
)


class Save(msgspec.Struct, frozen=True):
    """One save of an article: who made it, when, and whether they pressed a button for it."""

    by: str
    now: datetime
    is_autosave: bool = False


async def words_of(
    db: Db, id: UUID, document: PostDocument, *, viewer: SignedIn, slug: str | None = None
) -> dict[str, Any]:
    """The columns that a document fills; `slug` is the address that stands when it names none.

    Raises Invalid for skills that are not on the list, a cover that is not the author's, and an end
    before its beginning.
    """
    problems = await _problems(db, id, document, viewer)
    if problems:
        raise Invalid(problems)
    title = document.series
    return {
        "language": document.language,
        "title": document.title,
        "excerpt": document.excerpt,
        "markdown": document.markdown,
        "tags": list(dict.fromkeys(document.tags)),
        "skills": list(dict.fromkeys(document.skills)),
        "series_slug": await keep_series(db, title, author_id=viewer.id) if title else None,
        "cover_key": document.cover_key or None,
        "cover_alt": (document.cover_alt or "") if document.cover_key else None,
        "slug": document.slug or slug,
        "publish_at": document.publish_at,
        "unpublish_at": document.unpublish_at,
    }


async def _problems(db: Db, id: UUID, document: PostDocument, viewer: SignedIn) -> list[Problem]:
    found: list[Problem] = []
    if document.skills:
        known = set(await db.all(_KNOWN_SKILLS, slugs=document.skills))
        found += [
            Problem(f"/skills/{at}", NO_SKILL, "unknown_skill")
            for at, slug in enumerate(document.skills)
            if slug not in known
        ]
    if document.cover_key and not await db.value(
        _USABLE_IMAGE, key=document.cover_key, owner_id=viewer.id, post_id=id
    ):
        found.append(Problem("/coverKey", NO_COVER, "unknown_image"))
    begins, ends = document.publish_at, document.unpublish_at
    if begins and ends and ends <= begins:
        found.append(Problem("/unpublishAt", EARLIER_END, "ends_before_it_begins"))
    return found


def keep_revision(db: Db, id: UUID, version: int, document: PostDocument, save: Save) -> None:
    """Keep the words of a save for good; an autosave covers the one before it in the same
    sitting."""
    if save.is_autosave:
        since = save.now - ONE_SITTING
        db.later(_DROP_SITTING, post_id=id, version=version, saved_by=save.by, since=since)
    db.later(
        _KEEP,
        post_id=id,
        version=version,
        title=document.title,
        excerpt=document.excerpt,
        markdown=document.markdown,
        is_autosave=save.is_autosave,
        saved_by=save.by,
        now=save.now,
    )
