"""Reading the outbox."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import Text, bindparam, func, or_, select

from mentorat.accounts.models import User
from mentorat.db.executor import Db, rows, scalar
from mentorat.notifications.models import WAITS, Message


class Reader(msgspec.Struct, frozen=True):
    """Somebody to tell something: where, and in which language and zone they read."""

    id: str
    first_name: str | None
    email: str | None
    locale: str | None
    timezone: str | None


class OutgoingMessage(msgspec.Struct, frozen=True):
    """A message with the address it goes to now."""

    id: UUID
    topic: str
    subject: str
    body_text: str
    body_html: str
    calendar: str | None
    calendar_method: str | None
    created_at: datetime
    sent_at: datetime | None
    failed_at: datetime | None
    email: str | None


class MailState(msgspec.Struct, frozen=True):
    """How many messages wait, since when the oldest of them does, and how many were given up."""

    waiting: int
    oldest_waiting_since: datetime | None
    failed: int


_READER = rows(
    select(User.id, User.first_name, User.email, User.locale, User.timezone).where(
        User.id == bindparam("user_id"), User.deleted_at.is_(None)
    ),
    Reader,
)
_outgoing = select(
    Message.id,
    Message.topic,
    Message.subject,
    Message.body_text,
    Message.body_html,
    Message.calendar,
    Message.calendar_method,
    Message.created_at,
    Message.sent_at,
    Message.failed_at,
    User.email,
).join(User, User.id == Message.recipient_id)
_ONE = rows(_outgoing.where(Message.id == bindparam("message_id")), OutgoingMessage)
_NEWEST = rows(
    _outgoing.order_by(Message.created_at.desc()).limit(bindparam("count")), OutgoingMessage
)
_newest = (
    select(Message.failed_at.label("failed_at"))
    .where(Message.recipient_id == bindparam("user_id", type_=Text))
    .where(or_(Message.sent_at.is_not(None), Message.failed_at.is_not(None)))
    .order_by(Message.created_at.desc())
    .limit(1)
)
_UNDELIVERED = scalar(_newest, datetime)
_STATE = rows(
    select(
        func.count().filter(WAITS).label("waiting"),
        func.min(Message.created_at).filter(WAITS).label("oldest_waiting_since"),
        func.count(Message.failed_at).label("failed"),
    ).where(or_(WAITS, Message.failed_at.is_not(None))),
    MailState,
)
_REFUSED = scalar(
    select(func.count()).where(Message.failed_at > bindparam("since")),
    int,
)


async def find_reader(db: Db, user_id: str) -> Reader | None:
    """Somebody who can still be told something."""
    return await db.find(_READER, user_id=user_id)


async def find_message(db: Db, message_id: UUID) -> OutgoingMessage | None:
    """One message of the outbox."""
    return await db.find(_ONE, message_id=message_id)


async def newest_messages(db: Db, *, count: int) -> list[OutgoingMessage]:
    """The last messages, the newest first; shown in development only."""
    return await db.all(_NEWEST, count=count)


async def find_undelivered(db: Db, user_id: str) -> datetime | None:
    """When the newest message to somebody was refused for good, if it was the last one."""
    return await db.value(_UNDELIVERED, user_id=user_id)


async def count_refused(db: Db, *, since: datetime) -> int:
    """How many messages no server would ever take, since then."""
    return await db.one(_REFUSED, since=since)


async def find_mail_state(db: Db, now: datetime) -> MailState:
    """What of the outbox has not left at `now`; what became pointless is not counted."""
    del now  # everything unsent waits, however young: who asks decides what is long
    state = await db.find(_STATE)
    return state or MailState(0, None, 0)
