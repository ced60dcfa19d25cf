"""Letting go of what happened, where neither a booking's history nor the audit needs it."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete

from mentorat.db.executor import Db, command
from mentorat.events.models import RecordedEvent

KEPT = timedelta(days=30)

_PRUNE = command(
    delete(RecordedEvent).where(
        RecordedEvent.is_audit.is_(False),
        RecordedEvent.sequence.is_(None),
        RecordedEvent.happened_at < bindparam("before"),
    )
)


async def prune_events(db: Db, *, now: datetime) -> int:
    """Delete passing events after thirty days; how many. Steps of bookings and the audit stay."""
    return await db.run(_PRUNE, before=now - KEPT)
