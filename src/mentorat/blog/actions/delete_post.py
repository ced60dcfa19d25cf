"""Deleting an article that nobody reads."""

from uuid import UUID

from sqlalchemy import Text, bindparam, delete, select

from mentorat.blog.actions.post_words import post_id
from mentorat.blog.models import Post, PostStatus
from mentorat.blog.refusals import StillPublished
from mentorat.db.executor import Db, command, scalar
from mentorat.errors import NotFound
from mentorat.viewer import SignedIn

_LOCK = scalar(
    select(Post.status)
    .where(Post.id == post_id, Post.author_id == bindparam("author_id", type_=Text))
    .with_for_update(),
    PostStatus,
)
_DELETE = command(delete(Post).where(Post.id == post_id))


async def delete_post(db: Db, id: UUID, *, viewer: SignedIn) -> None:
    """Delete an article of the viewer's with all its versions. Raises NotFound, and StillPublished
    while readers see it or soon will."""
    status = await db.value(_LOCK, post_id=id, author_id=viewer.id)
    if status is None:
        raise NotFound
    if status in {PostStatus.PUBLISHED, PostStatus.SCHEDULED}:
        raise StillPublished
    db.later(_DELETE, post_id=id)
