"""How articles are read, and which sessions they led to: numbers alone."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Date, Uuid, any_, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY

from mentorat.blog.models import Post, PostRead
from mentorat.bookings.models import Booking
from mentorat.db.executor import Db, rows, scalar

DAYS = 30
MOST_READ = 20


class DayReads(msgspec.Struct, frozen=True):
    """How often something was read on a day."""

    day: date
    reads: int


class ReadingFigures(msgspec.Struct, frozen=True):
    """The last thirty days, the oldest first, and what there was in all."""

    days: list[DayReads]
    reads: int
    sessions: int

    @property
    def course(self) -> list[int]:
        """The reads of each day."""
        return [one.reads for one in self.days]

    @property
    def lately(self) -> int:
        """The reads of these days together."""
        return sum(self.course)


class PostFigures(msgspec.Struct, frozen=True):
    """An article among the most read of the last thirty days."""

    id: UUID
    slug: str | None
    title: str
    language: str
    reads: int


_post_id = bindparam("post_id", type_=Uuid)
_since = bindparam("since", type_=Date)
_sum: Any = func.coalesce(func.sum(PostRead.reads), 0)
_came_about = text("bookings.status in ('held', 'confirmed', 'completed', 'missed')")
_DAYS = rows(
    select(PostRead.day, PostRead.reads).where(PostRead.post_id == _post_id, PostRead.day > _since),
    DayReads,
)
_READS = scalar(select(_sum).where(PostRead.post_id == _post_id), int)
_SESSIONS = scalar(select(func.count()).where(Booking.post_id == _post_id, _came_about), int)
_ALL_DAYS = rows(
    select(PostRead.day, _sum.label("reads")).where(PostRead.day > _since).group_by(PostRead.day),
    DayReads,
)
_ALL_READS = scalar(select(_sum), int)
_ALL_SESSIONS = scalar(select(func.count()).where(Booking.post_id.is_not(None), _came_about), int)
_most_read = (
    select(PostRead.post_id, func.sum(PostRead.reads).label("reads"))
    .where(PostRead.day > _since)
    .group_by(PostRead.post_id)
    .order_by(func.sum(PostRead.reads).desc(), PostRead.post_id)
    .limit(MOST_READ)
    .subquery("most_read")
)
_MOST_READ = rows(
    select(Post.id, Post.slug, Post.title, Post.language, _most_read.c.reads)
    .join(_most_read, _most_read.c.post_id == Post.id)
    .order_by(_most_read.c.reads.desc(), Post.id),
    PostFigures,
)
_SESSIONS_OF = rows(
    select(Booking.post_id, func.count().label("sessions"))
    .where(Booking.post_id == any_(bindparam("posts", type_=ARRAY(Uuid))), _came_about)
    .group_by(Booking.post_id),
    lambda post_id, sessions: (post_id, sessions),
)


async def read_figures(db: Db, post_id: UUID, *, today: date) -> ReadingFigures:
    """Of one article."""
    found = db.ask(_DAYS, post_id=post_id, since=today - timedelta(days=DAYS))
    reads = db.ask(_READS, post_id=post_id)
    sessions = await db.value(_SESSIONS, post_id=post_id)
    (total,) = await reads.all()
    return ReadingFigures(_every_day(await found.all(), today), int(total), sessions or 0)


async def read_all_figures(db: Db, *, today: date) -> ReadingFigures:
    """Of all articles together."""
    found = db.ask(_ALL_DAYS, since=today - timedelta(days=DAYS))
    reads = db.ask(_ALL_READS)
    sessions = await db.value(_ALL_SESSIONS)
    (total,) = await reads.all()
    return ReadingFigures(_every_day(await found.all(), today), int(total), sessions or 0)


async def list_most_read(db: Db, *, today: date) -> list[tuple[PostFigures, int]]:
    """The articles that are read most, each with the sessions it ever led to."""
    found = await db.all(_MOST_READ, since=today - timedelta(days=DAYS))
    sessions = dict(await db.all(_SESSIONS_OF, posts=[one.id for one in found]))
    return [(one, sessions.get(one.id, 0)) for one in found]


def _every_day(found: list[DayReads], today: date) -> list[DayReads]:
    reads = {one.day: int(one.reads) for one in found}
    days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
    return [DayReads(day, reads.get(day, 0)) for day in days]
