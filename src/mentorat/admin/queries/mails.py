"""Messages that have not left, as an operator sees them: to whom and about what, not their text."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import Integer, bindparam, or_, select

from mentorat.accounts.models import User
from mentorat.admin.paging import PAGE
from mentorat.db.executor import Db, rows
from mentorat.notifications.models import Message, waiting


class UnsentMailRow(msgspec.Struct, frozen=True):
    """A message that waits, or was given up: then it has `failed_at`."""

    id: UUID
    recipient_id: str
    first_name: str | None
    last_name: str | None
    topic: str
    created_at: datetime
    next_try_at: datetime | None
    failed_at: datetime | None
    failure: str | None


_UNSENT = rows(
    select(
        Message.id,
        Message.recipient_id,
        User.first_name,
        User.last_name,
        Message.topic,
        Message.created_at,
        Message.next_try_at,
        Message.failed_at,
        Message.failure,
    )
    .join(User, User.id == Message.recipient_id)
    .where(or_(waiting(Message), Message.failed_at.is_not(None)))
    .order_by(Message.created_at, Message.id)
    .offset(bindparam("skip", type_=Integer))
    .limit(PAGE + 1),
    UnsentMailRow,
)


async def list_unsent_mails(db: Db, *, skip: int) -> list[UnsentMailRow]:
    """What has not left, the oldest first; one more than a page when there are more."""
    return await db.all(_UNSENT, skip=skip)
