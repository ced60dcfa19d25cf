"""Giving a mentor the short link of their name."""

from datetime import datetime

from sqlalchemy import Text, bindparam
from sqlalchemy.dialects.postgresql import insert

from mentorat.db.executor import Db, scalar
from mentorat.mentors.models import ShortLink

_claim = insert(ShortLink).values(
    slug=bindparam("slug", type_=Text),
    user_id=bindparam("owner_id", type_=Text),
    made_at=bindparam("now"),
)
_CLAIM = scalar(
    _claim.on_conflict_do_update(
        index_elements=[ShortLink.slug],
        set_={"made_at": _claim.excluded.made_at},
        where=ShortLink.user_id == _claim.excluded.user_id,
    ).returning(ShortLink.slug),
    str,
)


async def keep_short_link(db: Db, owner_id: str, wanted: tuple[str, str], *, now: datetime) -> None:
    """Give a mentor the first of these links that nobody else holds; one they had becomes the
    newest again. Doing it twice changes nothing but when."""
    for slug in wanted:
        if await db.value(_CLAIM, slug=slug, owner_id=owner_id, now=now):
            return
