"""Writing messages into the outbox, and noting that they left."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import Text, bindparam, update
from sqlalchemy.dialects.postgresql import insert

from mentorat.db.executor import Db, command, scalar
from mentorat.db.ids import new_id
from mentorat.db.jobs import defer
from mentorat.notifications.jobs import DELIVER_MESSAGE, DeliverMessage
from mentorat.notifications.models import Message

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
        created_at=bindparam("now"),
    )
    .on_conflict_do_nothing()
    .returning(Message.id),
    UUID,
)
_SENT = command(
    update(Message)
    .where(Message.id == bindparam("message_id"), Message.sent_at.is_(None))
    .values(sent_at=bindparam("now"))
)
_FAILED = command(
    update(Message)
    .where(Message.id == bindparam("message_id"), Message.sent_at.is_(None))
    .values(failed_at=bindparam("now"), failure=bindparam("failure", type_=Text))
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
    thread = fields.pop("thread")
    message_id = await db.value(_POST, id=new_id(now), now=now, **fields)
    if message_id is None:
        return False
    lock = f"mail:{draft.recipient_id}:{thread}" if thread else None
    defer(db, DELIVER_MESSAGE, DeliverMessage(message_id), lock=lock)
    return True


def note_sent(db: Db, message_id: UUID, *, now: datetime) -> None:
    """Remember that a message left."""
    db.later(_SENT, message_id=message_id, now=now)


def note_refused(db: Db, message_id: UUID, failure: str, *, now: datetime) -> None:
    """Remember that a server refused a message for good, and what it said."""
    db.later(_FAILED, message_id=message_id, failure=failure[:FAILURE_MAX], now=now)
