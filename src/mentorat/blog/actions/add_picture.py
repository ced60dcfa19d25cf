"""Keeping a picture for an author."""

from datetime import datetime

from sqlalchemy import Integer, Text, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP, insert

from mentorat.blog.models import PostImage
from mentorat.blog.queries.own import WRITERS
from mentorat.blog.refusals import AuthorsOnly, TooManyPictures
from mentorat.db.executor import Db, command, scalar
from mentorat.files.keep_picture import KeptPicture, keep_picture
from mentorat.files.store import FileStore
from mentorat.viewer import SignedIn

PICTURES_MAX = 500

_owner_id = bindparam("owner_id", type_=Text)
_COUNT = scalar(select(func.count()).where(PostImage.owner_id == _owner_id), int)
_ADD = command(
    insert(PostImage).values(
        key=bindparam("key", type_=Text),
        owner_id=_owner_id,
        width=bindparam("width", type_=Integer),
        height=bindparam("height", type_=Integer),
        widths=bindparam("widths", type_=ARRAY(Integer)),
        made_at=bindparam("now", type_=TIMESTAMP(timezone=True)),
    )
)


async def add_picture(
    db: Db, store: FileStore, data: bytes, *, viewer: SignedIn, now: datetime
) -> KeptPicture:
    """The picture is the viewer's, made anew; unused, it goes after a week. Raises AuthorsOnly,
    TooManyPictures, and what `keep_picture` raises."""
    if viewer.role not in WRITERS:
        raise AuthorsOnly
    if (await db.value(_COUNT, owner_id=viewer.id) or 0) >= PICTURES_MAX:
        raise TooManyPictures
    kept = await keep_picture(store, data)
    db.later(
        _ADD,
        key=kept.key,
        owner_id=viewer.id,
        width=kept.width,
        height=kept.height,
        widths=list(kept.widths),
        now=now,
    )
    return kept
