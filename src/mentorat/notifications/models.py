"""The outbox: one row per message and reader."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from mentorat.db.base import Base


class Message(Base):
    """Something to tell somebody. `topic` names what it is about, so that telling it twice is
    telling it once."""

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
    failed_at: Mapped[datetime | None]  # refused for good
    failure: Mapped[str | None]

    __table_args__ = (
        Index("uq_messages_recipient_id_topic", "recipient_id", "topic", unique=True),
    )
