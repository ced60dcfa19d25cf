"""Keeping a picture for an author."""

from datetime import datetime

from sqlalchemy import Text, bindparam, func, select

from mentorat.blog.models import PostImage
from mentorat.blog.pictures.keep_image import keep_image
from mentorat.blog.queries.own import WRITERS
from mentorat.blog.refusals import AuthorsOnly, TooManyPictures
from mentorat.db.executor import Db, scalar
from mentorat.files.keep_picture import KeptPicture, keep_picture
from mentorat.files.store import FileStore
from mentorat.viewer import SignedIn

PICTURES_MAX = 500

_owner_id = bindparam("owner_id", type_=Text)
_COUNT = scalar(select(func.count()).where(PostImage.owner_id == _owner_id), int)


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
    keep_image(db, kept, owner_id=viewer.id, now=now)
    return kept
