"""What is held of somebody's private calendar address: a hash of its secret."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from mentorat.calendar_feeds.actions import close_feed
from mentorat.calendar_feeds.queries import find_feed_created
from mentorat.db.executor import Db
from mentorat.db.personal import Columns, Holds

COLUMNS: Columns = {"calendar_feeds": {"user_id": Holds.NOTHING, "secret_hash": Holds.COPY}}


class FeedExport(msgspec.Struct, frozen=True):
    """Since when somebody has a calendar address; None without one."""

    created_at: datetime | None


async def export(db: Db, person_id: str) -> FeedExport:
    """Whether somebody has a calendar address."""
    return FeedExport(await find_feed_created(db, person_id))


async def forget(db: Db, people: Sequence[str]) -> None:
    """Their addresses open nothing any more."""
    for person in people:
        close_feed(db, person)
