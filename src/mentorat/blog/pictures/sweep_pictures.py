"""Pictures that nothing shows any more, and stored files that no picture knows."""

from datetime import datetime, timedelta

from sqlalchemy import Text, any_, bindparam, delete, select
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP

from mentorat.blog.models import Post, PostImage, PostPage, PostRevision
from mentorat.blog.pictures.shown_pictures import shown_keys
from mentorat.db.executor import Db, command, scalar
from mentorat.files.store import FileStore

UNUSED_FOR = timedelta(days=7)  # longer than somebody looks for where to put a picture
BATCH = 500

_FORGET = command(
    delete(PostImage).where(
        PostImage.made_at < bindparam("before", type_=TIMESTAMP(timezone=True)),
        PostImage.key.not_in(shown_keys(Post, PostRevision, PostPage)),
    )
)
_KNOWN = scalar(
    select(PostImage.key).where(PostImage.key == any_(bindparam("folders", type_=ARRAY(Text)))),
    str,
)


async def forget_unused_pictures(db: Db, *, now: datetime) -> int:
    """Forget the pictures older than a week that no article, version or page shows; how many. Their
    files are then known to nobody."""
    return await db.run(_FORGET, before=now - UNUSED_FOR)


async def forget_unknown_files(db: Db, store: FileStore, *, now: datetime) -> int:
    """Delete the files older than a week whose picture no row knows; how many. Twice is once."""
    old = [entry.key async for entry in store.list() if entry.stored_at < now - UNUSED_FOR]
    count = 0
    for start in range(0, len(old), BATCH):
        batch = old[start : start + BATCH]
        known = set(await db.all(_KNOWN, folders=list({_folder(key) for key in batch})))
        unknown = [key for key in batch if _folder(key) not in known]
        await store.delete(unknown)
        count += len(unknown)
    return count


def _folder(key: str) -> str:
    return key.rpartition("/")[0]
