"""What events hold of a person: ids and states. Words are only an operator's, who says why; the
audit keeps them."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Text, bindparam, select

from mentorat.db.executor import Db, rows
from mentorat.db.personal import Columns, Holds, columns_of
from mentorat.events.models import RecordedEvent

COLUMNS: Columns = {
    "events": {
        **dict.fromkeys(("kind", "subject", "actor", "data"), Holds.NOTHING),
        **dict.fromkeys(("before", "after", "reason"), Holds.RECORD),
    },
}


class DecisionExport(msgspec.Struct, frozen=True):
    """Something that happened to somebody, or was decided about them, and why."""

    happened_at: datetime
    kind: str
    before: msgspec.Raw | None
    after: msgspec.Raw | None
    reason: str | None


class DeedExport(msgspec.Struct, frozen=True):
    """Something that somebody did to what is not theirs alone, and the reason they gave."""

    happened_at: datetime
    kind: str
    reason: str | None


class EventsExport(msgspec.Struct, frozen=True):
    """What happened to somebody, and what they did."""

    about: list[DecisionExport]
    did: list[DeedExport]


_person = bindparam("person", type_=Text)
_ABOUT = rows(
    select(*columns_of(RecordedEvent, DecisionExport))
    .where(RecordedEvent.subject == _person)
    .order_by(RecordedEvent.happened_at, RecordedEvent.id),
    DecisionExport,
)
_DID = rows(
    select(*columns_of(RecordedEvent, DeedExport))
    .where(RecordedEvent.actor == _person, RecordedEvent.subject != _person)
    .order_by(RecordedEvent.happened_at, RecordedEvent.id),
    DeedExport,
)


async def export(db: Db, person_id: str) -> EventsExport:
    """What happened to somebody and why, and what they did elsewhere; about others, no more."""
    about = await db.all(_ABOUT, person=person_id)
    return EventsExport(about, await db.all(_DID, person=person_id))


async def forget(db: Db, people: Sequence[str]) -> None:
    """Nothing: no words of theirs are here, and the audit is never changed."""
