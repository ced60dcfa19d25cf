"""Recording what happened, in the transaction of the change itself."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Boolean, Text, bindparam, cast
from sqlalchemy.dialects.postgresql import JSONB, insert

from mentorat.db.executor import Db, command, encoded
from mentorat.db.ids import new_id
from mentorat.db.jobs import defer
from mentorat.events.jobs import PUBLISH_EVENT, PublishEvent
from mentorat.events.models import RecordedEvent


def _json(name: str) -> Any:
    return cast(bindparam(name, type_=Text, required=True), JSONB)


_RECORD = command(
    insert(RecordedEvent).values(
        id=bindparam("id"),
        happened_at=bindparam("now"),
        kind=bindparam("kind"),
        subject=bindparam("subject"),
        actor=bindparam("actor"),
        sequence=bindparam("sequence", type_=BigInteger, required=True),
        before=_json("before"),
        after=_json("after"),
        reason=bindparam("reason", type_=Text, required=True),
        data=_json("data"),
        is_audit=bindparam("is_audit", type_=Boolean),
    )
)
SYSTEM = "system"


class Authority(msgspec.Struct, frozen=True):
    """Who decides over others, and why; both are kept."""

    actor: str
    reason: str | None = None


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """What happened to `subject` (a person's or booking's id, a slug), by `actor`.

    `kind` is «noun.participle»; `sequence` counts the steps of a booking; `before` and `after` hold
    the fields that differ. With `is_audit` the row is kept for ever.
    """

    kind: str
    subject: str
    actor: str
    data: dict[str, Any] = {}
    sequence: int | None = None
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    reason: str | None = None
    is_audit: bool = False


CLERK = Authority("clerk")  # who decides there who may come in


def record(db: Db, event: Event, *, now: datetime) -> None:
    """Keep one event and have its subscribers called once this transaction is committed: of one
    subject in order, each at least once."""
    event_id = new_id(now)
    fields = msgspec.structs.asdict(event)
    texts = {
        name: None if fields.pop(name) is None else encoded(getattr(event, name))
        for name in ("before", "after", "data")
    }
    db.later(_RECORD, id=event_id, now=now, **fields, **texts)
    defer(db, PUBLISH_EVENT, PublishEvent(event_id), lock=f"event:{event.subject}")


def audit(db: Db, event: Event, *, by: Authority, now: datetime) -> None:
    """Record an event that is kept for ever, with who decided it and why."""
    lasting = msgspec.structs.replace(event, actor=by.actor, reason=by.reason, is_audit=True)
    record(db, lasting, now=now)
