"""Reading the outbox."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec
from sqlalchemy import Boolean, Text, and_, bindparam, case, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from mentorat.accounts.models import User
from mentorat.accounts.standing import is_here
from mentorat.db.executor import Db, rows, scalar
from mentorat.notifications.models import Message, waiting
from mentorat.notifications.patience import SHORTEST_PAUSE

DUE_MAX = 1000  # a minute


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
    first_try_at: datetime | None
    email: str | None


class WaitingRow(msgspec.Struct, frozen=True):
    """A message to be tried, and in which order with others."""

    id: UUID
    recipient_id: str
    thread: str | None


class UnsentRow(msgspec.Struct, frozen=True):
    """A message that has not left, as the operator sees it: of which it is about, and why."""

    id: UUID
    recipient_id: str
    topic: str
    state: Literal["waiting", "failed"]
    created_at: datetime
    first_try_at: datetime | None
    next_try_at: datetime | None
    failed_at: datetime | None
    failure: str | None


class MailState(msgspec.Struct, frozen=True):
    """How many messages wait, since when the oldest of them does, and how many were given up."""

    waiting: int
    oldest_waiting_since: datetime | None
    failed: int


_READER = rows(
    select(User.id, User.first_name, User.email, User.locale, User.timezone).where(
        User.id == bindparam("user_id"), is_here()
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
    Message.first_try_at,
    User.email,
).join(User, User.id == Message.recipient_id)
_ONE = rows(_outgoing.where(Message.id == bindparam("message_id")), OutgoingMessage)
_NEWEST = rows(
    _outgoing.order_by(Message.created_at.desc()).limit(bindparam("count")), OutgoingMessage
)
_later = aliased(Message, name="later")
_THREAD = rows(
    _outgoing.join(_later, _later.id == bindparam("message_id"))
    .where(waiting(Message))
    .where(
        or_(
            Message.id == _later.id,
            and_(Message.recipient_id == _later.recipient_id, Message.thread == _later.thread),
        )
    )
    .where(tuple_(Message.created_at, Message.id) <= tuple_(_later.created_at, _later.id))
    .order_by(Message.created_at, Message.id),
    OutgoingMessage,
)
_DUE = rows(
    select(Message.id, Message.recipient_id, Message.thread)
    .where(waiting(Message))
    .where(
        or_(
            Message.next_try_at <= bindparam("now"),
            and_(Message.next_try_at.is_(None), Message.created_at <= bindparam("untried_since")),
        )
    )
    .order_by(Message.created_at, Message.id)
    .limit(DUE_MAX),
    WaitingRow,
)
_UNSENT = rows(
    select(
        Message.id,
        Message.recipient_id,
        Message.topic,
        case((Message.failed_at.is_(None), "waiting"), else_="failed").label("state"),
        Message.created_at,
        Message.first_try_at,
        Message.next_try_at,
        Message.failed_at,
        Message.failure,
    )
    .where(
        or_(
            and_(waiting(Message), bindparam("waits", type_=Boolean)),
            and_(Message.failed_at.is_not(None), bindparam("failed", type_=Boolean)),
        )
    )
    .order_by(Message.created_at, Message.id)
    .limit(bindparam("count")),
    UnsentRow,
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
        func.count().filter(waiting(Message)).label("waiting"),
        func.min(Message.created_at).filter(waiting(Message)).label("oldest_waiting_since"),
        func.count(Message.failed_at).label("failed"),
    ).where(or_(waiting(Message), Message.failed_at.is_not(None))),
    MailState,
)


async def find_reader(db: Db, user_id: str) -> Reader | None:
    """Somebody who can still be told something: neither deleted nor banned."""
    return await db.find(_READER, user_id=user_id)


async def find_message(db: Db, message_id: UUID) -> OutgoingMessage | None:
    """One message of the outbox."""
    return await db.find(_ONE, message_id=message_id)


async def list_thread(db: Db, message_id: UUID) -> list[OutgoingMessage]:
    """What waits to go to one reader about one thing, in order, up to this message; nothing once it
    does not wait any more."""
    found = await db.all(_THREAD, message_id=message_id)
    return found if found and found[-1].id == message_id else []


async def list_due(db: Db, *, now: datetime) -> list[WaitingRow]:
    """The messages whose next try is due, the oldest first; a thousand at most."""
    return await db.all(_DUE, now=now, untried_since=now - SHORTEST_PAUSE)


async def list_unsent(db: Db, *, waits: bool, failed: bool, count: int) -> list[UnsentRow]:
    """What has not left, the oldest first: what waits, what failed, or both."""
    return await db.all(_UNSENT, waits=waits, failed=failed, count=count)


async def newest_messages(db: Db, *, count: int) -> list[OutgoingMessage]:
    """The last messages, the newest first; shown in development only."""
    return await db.all(_NEWEST, count=count)


async def find_undelivered(db: Db, user_id: str) -> datetime | None:
    """When the newest message to somebody was refused for good, if it was the last one."""
    return await db.value(_UNDELIVERED, user_id=user_id)


async def find_mail_state(db: Db, now: datetime) -> MailState:
    """What of the outbox has not left at `now`; what became pointless is not counted."""
    del now  # everything unsent waits, however young: who asks decides what is long
    state = await db.find(_STATE)
    return state or MailState(0, None, 0)
