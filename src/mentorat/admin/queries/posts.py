"""What operators read of articles: which wait for them, where all of them stand, and one."""

from datetime import UTC, datetime
from uuid import UUID

import msgspec
from sqlalchemy import Integer, Text, Uuid, and_, any_, bindparam, cast, func, or_, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP

from mentorat.accounts.models import User
from mentorat.accounts.standing import is_here
from mentorat.blog.lists.own_paging import START, PostPlace
from mentorat.blog.models import Post, PostPage, PostStatus
from mentorat.blog.queries.own import ANY_POST, PostRow
from mentorat.db.executor import Db, rows, scalar
from mentorat.errors import NotFound

PAGE = 50
# Before everything that anybody has written.
BEGINNING = PostPlace(datetime(1970, 1, 1, tzinfo=UTC), UUID(int=0))


class PostLine(msgspec.Struct, frozen=True):
    """An article in a list of the desk."""

    id: UUID
    title: str
    language: str
    status: PostStatus
    status_at: datetime
    are_changes_asked: bool
    author_first_name: str | None
    author_last_name: str | None


class LiveWords(msgspec.Struct, frozen=True):
    """What readers see of an article, and who wrote it."""

    first_name: str | None
    last_name: str | None
    is_here: bool
    live_title: str | None
    live_excerpt: str | None
    live_markdown: str | None

    @property
    def live_text(self) -> str | None:
        """Everything that is compared with newer words; None while nobody reads it."""
        if self.live_markdown is None:
            return None
        return f"{self.live_title}\n{self.live_excerpt}\n{self.live_markdown}"


# Of who is gone nothing is published any more.
_waits = and_(
    or_(Post.status == PostStatus.IN_REVIEW, Post.changes_asked_at.is_not(None)), is_here()
)
_place = tuple_(bindparam("at", type_=TIMESTAMP(timezone=True)), bindparam("post_id", type_=Uuid))
_key = tuple_(Post.status_at, Post.id)
_LINES = (
    select(
        Post.id,
        Post.title,
        Post.language,
        Post.status,
        Post.status_at,
        Post.changes_asked_at.is_not(None).label("are_changes_asked"),
        User.first_name.label("author_first_name"),
        User.last_name.label("author_last_name"),
    )
    .join(User, User.id == Post.author_id)
    .limit(bindparam("count", type_=Integer))
)
_WAITING = rows(_LINES.where(_waits, _key > _place).order_by(Post.status_at, Post.id), PostLine)
_STANDING = rows(
    _LINES.where(
        cast(Post.status, Text) == any_(bindparam("statuses", type_=ARRAY(Text))), _key < _place
    ).order_by(Post.status_at.desc(), Post.id.desc()),
    PostLine,
)
_COUNT_WAITING = scalar(
    select(func.count()).select_from(Post).join(User, User.id == Post.author_id).where(_waits), int
)
_COUNTS = rows(
    select(Post.status, func.count().label("count")).group_by(Post.status),
    lambda status, count: (status, count),
)
_LIVE = rows(
    select(
        User.first_name,
        User.last_name,
        is_here().label("is_here"),
        PostPage.title.label("live_title"),
        PostPage.excerpt.label("live_excerpt"),
        PostPage.markdown.label("live_markdown"),
    )
    .select_from(Post)
    .join(User, User.id == Post.author_id)
    .outerjoin(PostPage, PostPage.post_id == Post.id)
    .where(Post.id == bindparam("post_id", type_=Uuid)),
    LiveWords,
)


async def count_waiting(db: Db) -> int:
    """How many articles wait for an operator."""
    return await db.value(_COUNT_WAITING) or 0


async def count_posts(db: Db) -> dict[PostStatus, int]:
    """How many articles stand where."""
    return dict(await db.all(_COUNTS))


async def list_waiting(db: Db, place: PostPlace) -> tuple[list[PostLine], PostPlace | None]:
    """What waits for an operator after a place, the longest first, and where the next begin."""
    return _page(await db.all(_WAITING, at=place.at, post_id=place.id, count=PAGE + 1))


async def list_standing(
    db: Db, status: PostStatus, place: PostPlace = START
) -> tuple[list[PostLine], PostPlace | None]:
    """The articles that stand somewhere, those that came last first, and where the next begin."""
    known = {"at": place.at, "post_id": place.id, "count": PAGE + 1}
    return _page(await db.all(_STANDING, statuses=[status], **known))


def _page(found: list[PostLine]) -> tuple[list[PostLine], PostPlace | None]:
    shown = found[:PAGE]
    is_more = len(found) > PAGE
    return shown, PostPlace(shown[-1].status_at, shown[-1].id) if is_more else None


async def find_any_post(db: Db, post_id: UUID) -> tuple[PostRow, LiveWords]:
    """An article as its author holds it, and as readers see it. Raises NotFound."""
    asked = db.ask(ANY_POST, post_id=post_id)
    live = await db.find(_LIVE, post_id=post_id)
    post = next(iter(await asked.all()), None)
    if post is None or live is None:
        raise NotFound
    return post, live
