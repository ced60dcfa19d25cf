"""The one table of what happened, and the reading of it that operators call the audit."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, MetaData, Uuid, cast, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from mentorat.db.base import TYPES, Base


class RecordedEvent(Base):
    """Something that happened to `subject`, by `actor`. `sequence` counts the steps of a booking;
    rows of the audit are never changed or removed, a trigger sees to it."""

    __tablename__ = "events"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    happened_at: Mapped[datetime]
    kind: Mapped[str]
    subject: Mapped[str]
    actor: Mapped[str]
    sequence: Mapped[int | None]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    reason: Mapped[str | None]
    data: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    is_audit: Mapped[bool] = mapped_column(server_default=text("false"))

    __table_args__ = (
        Index(None, "subject", "happened_at"),
        Index(None, "happened_at", postgresql_where=text("not is_audit and sequence is null")),
    )


Index(
    "uq_events_booking_sequence",
    cast(RecordedEvent.subject, Uuid),
    RecordedEvent.sequence,
    unique=True,
    postgresql_where=text("sequence is not null"),
)


class ViewBase(DeclarativeBase):
    """Views over `events`; migrations make them, nothing is written through them."""

    metadata = MetaData()
    type_annotation_map: ClassVar[dict[Any, Any]] = TYPES


class AuditEvent(ViewBase):
    """Who changed whose rights or somebody else's promise, and why."""

    __tablename__ = "audit_events"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    happened_at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    reason: Mapped[str | None]
