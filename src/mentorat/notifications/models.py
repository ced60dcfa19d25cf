"""The outbox: one row per message and reader."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, and_, text
from sqlalchemy.orm import Mapped, mapped_column

from mentorat.db.base import Base


class Message(Base):
    """Something to tell somebody. `topic` names what it is about, so that telling it twice is
    telling it once; those of one `thread` reach their reader in order.

    It waits until it was sent, failed, or was dropped because it had become pointless; `failure`
    says why it has not left.
    """

    __tablename__ = "messages"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    recipient_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="cascade"))
    topic: Mapped[str]
    subject: Mapped[str]
    body_text: Mapped[str]
    body_html: Mapped[str]
    calendar: Mapped[str | None]
    calendar_method: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(index=True)
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    failure: Mapped[str | None]
    thread: Mapped[str | None]
    first_try_at: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]

    __table_args__ = (
        Index("uq_messages_recipient_id_topic", "recipient_id", "topic", unique=True),
        Index(
            "ix_messages_waiting",
            "created_at",
            postgresql_where=text("sent_at is null and failed_at is null and dropped_at is null"),
        ),
        Index("ix_messages_failed_at", "failed_at", postgresql_where=text("failed_at is not null")),
    )


def waiting(message: Any) -> ColumnElement[bool]:
    """Of messages, or of an alias of them: neither sent, nor failed, nor dropped."""
    return and_(
        message.sent_at.is_(None), message.failed_at.is_(None), message.dropped_at.is_(None)
    )
