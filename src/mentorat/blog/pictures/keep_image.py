"""Keeping whose a stored picture is."""

from datetime import datetime

from sqlalchemy import Integer, Text, bindparam
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP, insert

from mentorat.blog.models import PostImage
from mentorat.db.executor import Db, command
from mentorat.files.keep_picture import KeptPicture

_KEEP = command(
    insert(PostImage)
    .values(
        key=bindparam("key", type_=Text),
        owner_id=bindparam("owner_id", type_=Text),
        width=bindparam("width", type_=Integer),
        height=bindparam("height", type_=Integer),
        widths=bindparam("widths", type_=ARRAY(Integer)),
        made_at=bindparam("now", type_=TIMESTAMP(timezone=True)),
    )
    .on_conflict_do_nothing()
)


def keep_image(db: Db, picture: KeptPicture, *, owner_id: str, now: datetime) -> None:
    """The picture is this person's; of one that is kept already, nothing changes."""
    db.later(
        _KEEP,
        key=picture.key,
        owner_id=owner_id,
        width=picture.width,
        height=picture.height,
        widths=list(picture.widths),
        now=now,
    )
