"""Writing messages into the outbox, trying them, and noting what became of them."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import Text, bindparam, exists, func, not_, null, or_, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from mentorat.db.executor import Db, command, rows, scalar
from mentorat.db.ids import new_id
from mentorat.db.jobs import defer
from mentorat.notifications.jobs import DELIVER_MESSAGE, DeliverMessage
from mentorat.notifications.models import Message, waiting
from mentorat.notifications.patience import is_given_up, next_pause
from mentorat.notifications.queries import OutgoingMessage, WaitingRow, list_due

_POST = scalar(
    insert(Message)
    .values(
        id=bindparam("id"),
        recipient_id=bindparam("recipient_id"),
        topic=bindparam("topic"),
        subject=bindparam("subject"),
        body_text=bindparam("body_text"),
        body_html=bindparam("body_html"),
        calendar=bindparam("calendar", required=True),
        calendar_method=bindparam("calendar_method", required=True),
        thread=bindparam("thread", required=True),
        created_at=bindparam("now"),
    )
    .on_conflict_do_nothing()
    .returning(Message.id),
    UUID,
)
_one = Message.id == bindparam("message_id")
_earlier = aliased(Message, name="earlier")
_is_first_of_its_thread = not_(
    exists().where(
        _earlier.recipient_id == Message.recipient_id,
        _earlier.thread == Message.thread,
        waiting(_earlier),
        tuple_(_earlier.created_at, _earlier.id) < tuple_(Message.created_at, Message.id),
    )
)
# Whoever begins a try says when the next one is due: a worker that dies in between loses nothing,
# and two workers never try at once.
_CLAIM = scalar(
    update(Message)
    .where(_one, waiting(Message), _is_first_of_its_thread)
    .where(or_(Message.next_try_at.is_(None), Message.next_try_at <= bindparam("now")))
    .values(
        first_try_at=func.coalesce(Message.first_try_at, bindparam("now")),
        next_try_at=bindparam("next_try_at"),
    )
    .returning(Message.id),
    UUID,
)
_SENT = command(
    update(Message)
    .where(_one, Message.sent_at.is_(None))
    .values(sent_at=bindparam("now"), failed_at=null(), dropped_at=null(), failure=null())
)
_TROUBLE = command(
    update(Message).where(_one, waiting(Message)).values(failure=bindparam("failure", type_=Text))
)
_FAILED = command(
    update(Message)
    .where(_one, waiting(Message))
    .values(failed_at=bindparam("now"), failure=bindparam("failure", type_=Text))
)
_DROPPED = command(
    update(Message)
    .where(_one, waiting(Message))
    .values(dropped_at=bindparam("now"), failure=bindparam("failure", type_=Text))
)
_DROP_UNSENT = scalar(
    update(Message)
    .where(_one, Message.sent_at.is_(None), Message.dropped_at.is_(None))
    .values(dropped_at=bindparam("now"), failed_at=null(), failure=bindparam("failure", type_=Text))
    .returning(Message.topic),
    str,
)
_again = {"failed_at": null(), "failure": null(), "first_try_at": null(), "next_try_at": null()}
_AGAIN = rows(
    update(Message)
    .where(_one, Message.sent_at.is_(None), Message.dropped_at.is_(None))
    .values(_again)
    .returning(Message.id, Message.recipient_id, Message.thread),
    WaitingRow,
)
_FAILED_AGAIN = rows(
    update(Message)
    .where(Message.failed_at.is_not(None))
    .values(_again)
    .returning(Message.id, Message.recipient_id, Message.thread),
    WaitingRow,
)
FAILURE_MAX = 300


class NewMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A message to write; `calendar` is an iCalendar file whose METHOD is `calendar_method`."""

    recipient_id: str
    topic: str
    subject: str
    body_text: str
    body_html: str
    calendar: str | None = None
    calendar_method: str | None = None
    thread: str | None = None  # messages of one thread leave in order


async def post_message(db: Db, draft: NewMessage, *, now: datetime) -> bool:
    """Put a message into the outbox, once per reader and topic; whether it is new.

    It leaves with the transaction: no commit, no mail.
    """
    fields = msgspec.structs.asdict(draft)
    message_id = await db.value(_POST, id=new_id(now), now=now, **fields)
    if message_id is None:
        return False
    _queue(db, WaitingRow(message_id, draft.recipient_id, draft.thread))
    return True


async def queue_due_messages(db: Db, *, now: datetime) -> None:
    """Have every message tried again whose pause is over, the oldest first; and those whose job was
    lost, or that waited for another one of their thread."""
    for due in await list_due(db, now=now):
        _queue(db, due)


def _queue(db: Db, message: WaitingRow) -> None:
    about = f"{message.recipient_id}:{message.thread}" if message.thread else message.id
    defer(db, DELIVER_MESSAGE, DeliverMessage(message.id), lock=f"mail:{about}")


async def begin_try(db: Db, message: OutgoingMessage, *, now: datetime) -> bool:
    """Take a message that waits, for one try; false when it is not its turn: it is over, its pause
    is not, or an earlier one of its thread still waits."""
    tried_for = now - message.first_try_at if message.first_try_at else timedelta()
    next_try_at = now + next_pause(tried_for)
    return (
        await db.value(_CLAIM, message_id=message.id, next_try_at=next_try_at, now=now) is not None
    )


def note_sent(db: Db, message_id: UUID, *, now: datetime) -> None:
    """Remember that a message left."""
    db.later(_SENT, message_id=message_id, now=now)


def note_trouble(db: Db, message: OutgoingMessage, cause: str, *, now: datetime) -> bool:
    """Remember why a try did not succeed; whether it was the last one: then the message failed."""
    if message.first_try_at and is_given_up(now - message.first_try_at):
        note_refused(db, message.id, cause, now=now)
        return True
    db.later(_TROUBLE, message_id=message.id, failure=cause[:FAILURE_MAX])
    return False


def note_refused(db: Db, message_id: UUID, failure: str, *, now: datetime) -> None:
    """Remember that a message will never be taken, and what was said."""
    db.later(_FAILED, message_id=message_id, failure=failure[:FAILURE_MAX], now=now)


def drop_message(db: Db, message_id: UUID, reason: str, *, now: datetime) -> None:
    """Remember that a message is not sent, because it has become pointless."""
    db.later(_DROPPED, message_id=message_id, failure=reason[:FAILURE_MAX], now=now)


async def drop_unsent(db: Db, message_id: UUID, reason: str, *, now: datetime) -> str | None:
    """Never send a message that waits or failed; its topic, if it did."""
    return await db.value(_DROP_UNSENT, message_id=message_id, failure=reason, now=now)


async def send_again(db: Db, message_id: UUID) -> bool:
    """Have a message tried at once that failed, or that waits, for another four days; false for one
    that left, was dropped or never was."""
    found = await db.find(_AGAIN, message_id=message_id)
    if found:
        _queue(db, found)
    return found is not None


async def send_failed_again(db: Db) -> int:
    """Have everything that failed tried at once, for another four days; how much."""
    found = await db.all(_FAILED_AGAIN)
    for message in found:
        _queue(db, message)
    return len(found)
