"""Reading the versions of an article."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import Integer, Uuid, bindparam, func, select

from mentorat.accounts.models import User
from mentorat.blog.models import PostRevision
from mentorat.db.executor import Db, rows

PAGE = 50
AFTER_ALL = 2**31 - 1


class RevisionLine(msgspec.Struct, frozen=True, rename="camel"):
    """A version of an article; `isAutosave`: it was saved by itself."""

    version: int
    title: str
    is_autosave: bool
    saved_at: datetime
    saved_by_name: str | None


class RevisionText(msgspec.Struct, frozen=True, rename="camel"):
    """The text of one version of an article."""

    version: int
    title: str
    excerpt: str
    markdown: str
    is_autosave: bool
    saved_at: datetime

    @property
    def whole(self) -> str:
        """Everything that is compared with another version."""
        return f"{self.title}\n{self.excerpt}\n{self.markdown}"


_post_id = bindparam("post_id", type_=Uuid)
_version = bindparam("version", type_=Integer)
_name = func.concat_ws(" ", User.first_name, User.last_name)
_LINES = rows(
    select(
        PostRevision.version,
        PostRevision.title,
        PostRevision.is_autosave,
        PostRevision.saved_at,
        _name.label("saved_by_name"),
    )
    .outerjoin(User, User.id == PostRevision.saved_by)
    .where(PostRevision.post_id == _post_id, PostRevision.version < _version)
    .order_by(PostRevision.version.desc())
    .limit(bindparam("count", type_=Integer)),
    RevisionLine,
)
_TEXT = (
    PostRevision.version,
    PostRevision.title,
    PostRevision.excerpt,
    PostRevision.markdown,
    PostRevision.is_autosave,
    PostRevision.saved_at,
)
_ONE = rows(
    select(*_TEXT).where(PostRevision.post_id == _post_id, PostRevision.version == _version),
    RevisionText,
)
_BEFORE = rows(
    select(*_TEXT)
    .where(PostRevision.post_id == _post_id, PostRevision.version < _version)
    .order_by(PostRevision.version.desc())
    .limit(1),
    RevisionText,
)


async def list_revisions(
    db: Db, post_id: UUID, *, before: int = AFTER_ALL, count: int = PAGE
) -> tuple[list[RevisionLine], int | None]:
    """The versions before one, the newest first, and before which the next ones begin. Whoever
    asks has found the article as its author."""
    found = await db.all(_LINES, post_id=post_id, version=before, count=count + 1)
    shown = found[:count]
    return shown, shown[-1].version if len(found) > count else None


async def find_revision(db: Db, post_id: UUID, version: int) -> RevisionText | None:
    """The words of one version of an article that was found as its author's."""
    return await db.find(_ONE, post_id=post_id, version=version)


async def find_revision_before(db: Db, post_id: UUID, version: int) -> RevisionText | None:
    """The words of the version before one, if any was kept."""
    return await db.find(_BEFORE, post_id=post_id, version=version)
