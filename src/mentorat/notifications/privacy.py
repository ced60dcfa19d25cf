"""What the outbox holds of a person: what they were told, and what others were told of them."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Text, any_, bindparam, delete, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from mentorat.db.executor import Db, command, rows
from mentorat.db.personal import Columns, Holds, among_people, columns_of
from mentorat.notifications.models import Message

COLUMNS: Columns = {
    "messages": {
        **dict.fromkeys(("recipient_id", "topic", "thread", "calendar_method"), Holds.NOTHING),
        **dict.fromkeys(("subject", "body_text"), Holds.WORDS),
        **dict.fromkeys(("body_html", "calendar", "failure"), Holds.COPY),
    },
}


class MessageExport(msgspec.Struct, frozen=True):
    """Something that was told to somebody."""

    subject: str
    body_text: str
    created_at: datetime
    sent_at: datetime | None


class OutboxExport(msgspec.Struct, frozen=True):
    """What somebody was told."""

    messages: list[MessageExport]


_TOLD = rows(
    select(*columns_of(Message, MessageExport))
    .where(Message.recipient_id == bindparam("person"))
    .order_by(Message.created_at, Message.id),
    MessageExport,
)
_named = func.unnest(bindparam("people", type_=ARRAY(Text))).column_valued("named")
_FORGET = command(
    delete(Message).where(
        or_(
            among_people(Message.recipient_id),
            # Who is recommended to others is linked by their id.
            select(_named).where(func.strpos(Message.body_text, _named) > 0).exists(),
        )
    )
)
_FORGET_ABOUT = command(
    delete(Message).where(
        func.split_part(Message.topic, ":", 2) == any_(bindparam("subjects", type_=ARRAY(Text)))
    )
)


async def export(db: Db, person_id: str) -> OutboxExport:
    """What somebody was told, the oldest first."""
    return OutboxExport(await db.all(_TOLD, person=person_id))


async def forget(db: Db, people: Sequence[str]) -> None:
    """Delete what they were told, and what recommended them to others."""
    db.later(_FORGET, people=list(people))


def forget_about(db: Db, subjects: Sequence[str]) -> None:
    """Delete what anybody was told about these subjects, the second part of a message's topic."""
    db.later(_FORGET_ABOUT, subjects=list(subjects))
