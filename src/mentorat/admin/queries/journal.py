"""The journal as operators read it: what was decided about somebody, by whom, by name."""

from datetime import datetime

import msgspec
from sqlalchemy import bindparam, select

from mentorat.accounts.models import User
from mentorat.db.executor import Db, rows
from mentorat.events.models import AuditEvent

LINES_MAX = 30


class JournalRow(msgspec.Struct, frozen=True):
    """One decision; `name` is empty when no person took it."""

    happened_at: datetime
    actor: str
    first_name: str | None
    last_name: str | None
    kind: str
    reason: str | None

    @property
    def name(self) -> str:
        """How whoever decided is called, as far as it is still known."""
        return " ".join(part for part in (self.first_name, self.last_name) if part)


_JOURNAL = rows(
    select(
        AuditEvent.happened_at,
        AuditEvent.actor,
        User.first_name,
        User.last_name,
        AuditEvent.action.label("kind"),
        AuditEvent.reason,
    )
    .outerjoin(User, User.id == AuditEvent.actor)
    .where(AuditEvent.subject == bindparam("subject"))
    .order_by(AuditEvent.happened_at.desc())
    .limit(LINES_MAX),
    JournalRow,
)


async def list_journal(db: Db, subject: str) -> list[JournalRow]:
    """What was decided about somebody or something, the newest first; thirty lines at most."""
    return await db.all(_JOURNAL, subject=subject)
