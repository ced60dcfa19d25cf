"""Finding, or beginning, an author's series by its name."""

from sqlalchemy import Text, bindparam, select
from sqlalchemy.dialects.postgresql import insert

from mentorat.blog.models import Series
from mentorat.blog.slugs import candidates, slug_of
from mentorat.db.executor import Db, scalar

_title, _author_id = bindparam("title", type_=Text), bindparam("author_id", type_=Text)
_FIND = scalar(
    select(Series.slug).where(Series.author_id == _author_id, Series.title == _title), str
)
_BEGIN = scalar(
    insert(Series)
    .values(slug=bindparam("slug", type_=Text), title=_title, author_id=_author_id)
    .on_conflict_do_nothing()
    .returning(Series.slug),
    str,
)


async def keep_series(db: Db, title: str, *, author_id: str) -> str | None:
    """The slug of this author's series of this name, which begins with its first article; no two
    series share one."""
    known = {"title": title, "author_id": author_id}
    if found := await db.value(_FIND, **known):
        return found
    for slug in candidates(slug_of(title, nameless="serie")):
        if await db.value(_BEGIN, slug=slug, **known):
            return slug
        if found := await db.value(_FIND, **known):
            return found
    return None
