"""Reading the pictures of an author."""

from datetime import datetime

import msgspec
from sqlalchemy import Integer, Text, bindparam, select

from mentorat.blog.models import PostImage
from mentorat.db.executor import Db, rows
from mentorat.files.keys import Folder, key_of

BESIDE_A_TEXT = 960  # of the widths that a picture has, the one that an article shows


class PictureRow(msgspec.Struct, frozen=True):
    """A picture and its size in the widest of its widths."""

    key: str
    width: int
    height: int
    widths: list[int]
    made_at: datetime

    def address(self, width: int) -> str:
        """The address of the narrowest file that is at least as wide, or of the widest."""
        fits = [one for one in sorted(self.widths) if one >= width]
        return f"/files/{key_of(Folder(self.key), fits[0] if fits else max(self.widths))}"

    @property
    def thumbnail(self) -> str:
        """The narrowest file."""
        return self.address(0)

    @property
    def markdown(self) -> str:
        """What shows the picture in a text, once its words are written."""
        return f"![]({self.address(BESIDE_A_TEXT)})"


_OWN = rows(
    select(PostImage.key, PostImage.width, PostImage.height, PostImage.widths, PostImage.made_at)
    .where(PostImage.owner_id == bindparam("owner_id", type_=Text))
    .order_by(PostImage.made_at.desc(), PostImage.key)
    .limit(bindparam("count", type_=Integer)),
    PictureRow,
)


async def list_pictures(db: Db, owner_id: str, *, count: int) -> list[PictureRow]:
    """The newest pictures of an author."""
    return await db.all(_OWN, owner_id=owner_id, count=count)
