"""Reading what happened."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, select

from mentorat.db.executor import Db, rows
from mentorat.events.models import RecordedEvent


class EventRow(msgspec.Struct, frozen=True):
    """One event, as its subscribers read it."""

    id: UUID
    happened_at: datetime
    kind: str
    subject: str
    actor: str
    sequence: int | None
    before: msgspec.Raw | None
    after: msgspec.Raw | None
    data: msgspec.Raw

    def field(self, name: str) -> Any:
        """One field of its data, or of what it changed something to; None without it."""
        for part in (self.data, self.after):
            found = msgspec.json.decode(part) if part else {}
            if name in found:
                return found[name]
        return None

    def former(self, name: str) -> Any:
        """One field of what it changed something from; None without it."""
        return msgspec.json.decode(self.before).get(name) if self.before else None


_ONE = rows(
    select(
        RecordedEvent.id,
        RecordedEvent.happened_at,
        RecordedEvent.kind,
        RecordedEvent.subject,
        RecordedEvent.actor,
        RecordedEvent.sequence,
        RecordedEvent.before,
        RecordedEvent.after,
        RecordedEvent.data,
    ).where(RecordedEvent.id == bindparam("event_id")),
    EventRow,
)


async def find_event(db: Db, event_id: UUID) -> EventRow | None:
    """One event; None when it was pruned."""
    return await db.find(_ONE, event_id=event_id)
