"""Counting that an article was read."""

from datetime import date

from sqlalchemy import Date, Text, bindparam, literal, select
from sqlalchemy.dialects.postgresql import insert

from mentorat.blog.models import PostPage, PostRead
from mentorat.db.executor import Db, command

_COUNT = command(
    insert(PostRead)
    .from_select(
        ["post_id", "day", "reads"],
        select(PostPage.post_id, bindparam("day", type_=Date), literal(1)).where(
            PostPage.slug == bindparam("slug", type_=Text)
        ),
    )
    .on_conflict_do_update(
        index_elements=[PostRead.post_id, PostRead.day], set_={"reads": PostRead.reads + 1}
    )
)


def count_read(db: Db, slug: str, day: date) -> None:
    """One read more of an article on a day; nothing for what is no article."""
    db.later(_COUNT, slug=slug, day=day)
