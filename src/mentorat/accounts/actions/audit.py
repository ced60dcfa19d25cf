"""Writing down who changed what and why, in the transaction of the change itself."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Text, bindparam, cast
from sqlalchemy.dialects.postgresql import JSONB, insert

from mentorat.accounts.models import AuditEvent
from mentorat.db.executor import Db, command, encoded
from mentorat.db.ids import new_id

_NOTE = command(
    insert(AuditEvent).values(
        id=bindparam("id"),
        happened_at=bindparam("now"),
        actor=bindparam("actor"),
        action=bindparam("action"),
        subject=bindparam("subject"),
        before=cast(bindparam("before", type_=Text, required=True), JSONB),
        after=cast(bindparam("after", type_=Text, required=True), JSONB),
        reason=bindparam("reason", required=True),
    )
)


class Authority(msgspec.Struct, frozen=True):
    """Who decides, and why; both are kept."""

    actor: str
    reason: str | None = None


class Change(msgspec.Struct, frozen=True):
    """What happened to whom; `before` and `after` hold the fields that differ."""

    action: str
    subject: str
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


def note(db: Db, change: Change, *, by: Authority, now: datetime) -> None:
    """Add one line to the audit; it is never changed or removed."""
    db.later(
        _NOTE,
        id=new_id(now),
        actor=by.actor,
        action=change.action,
        subject=change.subject,
        before=None if change.before is None else encoded(change.before),
        after=None if change.after is None else encoded(change.after),
        reason=by.reason,
        now=now,
    )
