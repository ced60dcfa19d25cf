"""What the clock does to articles: publishing those whose hour has come, archiving those whose end
has."""

from datetime import datetime

from sqlalchemy import Integer, bindparam

from mentorat.accounts.standing import is_here
from mentorat.blog.actions.move_post import PostMove, take_step
from mentorat.blog.actions.post_words import instant
from mentorat.blog.models import Post, PostStatus
from mentorat.blog.publication import StepName
from mentorat.blog.queries.own import POSTS, PostRow
from mentorat.db.executor import Db, Statement, rows
from mentorat.events.record import SYSTEM, Authority

BATCH = 20

_now, _count = bindparam("now", type_=instant), bindparam("count", type_=Integer)


def _due(status: PostStatus, hour: str) -> Statement[PostRow]:
    """Articles whose hour has come, the longest overdue first; one at work on is left alone, and so
    are those of authors who are gone."""
    column = getattr(Post, hour)
    return rows(
        POSTS.where(Post.status == status, column <= _now, is_here())
        .order_by(column)
        .limit(_count)
        .with_for_update(of=Post, skip_locked=True),
        PostRow,
    )


_DUE: tuple[tuple[StepName, Statement[PostRow]], ...] = (
    ("publish", _due(PostStatus.SCHEDULED, "publish_at")),
    ("archive", _due(PostStatus.PUBLISHED, "unpublish_at")),
)


async def publish_due(db: Db, *, now: datetime) -> bool:
    """Take a batch of the steps whose hour has come; whether there may be more."""
    is_full = False
    for step, statement in _DUE:
        due = await db.all(statement, now=now, count=BATCH)
        for post in due:
            await take_step(db, post, PostMove(post.id, step), by=Authority(SYSTEM), now=now)
        is_full = is_full or len(due) == BATCH
    return is_full
