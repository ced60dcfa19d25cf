"""Who is told, and what they are told: one row an event and endpoint."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Text,
    UniqueConstraint,
    and_,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from mentorat.db.base import Base

SECRET_SEAL = b"mentorat webhook secret, version 1"


class WebhookEndpoint(Base):
    """A program that is told of some types of events at an address.

    Until `former_until` its former secret signs too. `paused_at` is an operator's doing,
    `disabled_at` the endpoint's own (410 Gone); until `quiet_until` it has asked to be left alone.
    """

    __tablename__ = "webhook_endpoints"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    address: Mapped[str]
    types: Mapped[list[str]] = mapped_column(ARRAY(Text))
    secret_encrypted: Mapped[bytes]
    former_secret_encrypted: Mapped[bytes | None]
    former_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    paused_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    quiet_until: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("(former_secret_encrypted is null) = (former_until is null)", "former"),
    )


class WebhookMessage(Base):
    """One event for one endpoint, in the words that every try sends; those of one `subject` leave
    in the order of their ids. It waits until it was delivered or failed.

    `due_since` is when its three days began; the `last_…` columns and `tried_at` tell of the newest
    try.
    """

    __tablename__ = "webhook_messages"

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    endpoint_id: Mapped[UUID] = mapped_column(
        ForeignKey("webhook_endpoints.id", ondelete="cascade")
    )
    event_id: Mapped[UUID]
    type: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    created_at: Mapped[datetime]
    due_since: Mapped[datetime]
    next_try_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    tried_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    last_status: Mapped[int | None] = mapped_column(Integer)
    last_milliseconds: Mapped[int | None] = mapped_column(Integer)
    last_error: Mapped[str | None]
    last_answer: Mapped[str | None]

    __table_args__ = (
        UniqueConstraint("endpoint_id", "event_id"),
        CheckConstraint("delivered_at is null or failed_at is null", "ends_once"),
        Index(None, "created_at"),
        Index(None, "delivered_at"),
        Index(
            "ix_webhook_messages_waiting",
            "endpoint_id",
            "subject",
            "id",
            postgresql_where=text("delivered_at is null and failed_at is null"),
        ),
        Index(
            "ix_webhook_messages_failed",
            "endpoint_id",
            "failed_at",
            postgresql_where=text("failed_at is not null"),
        ),
    )


def waiting(message: Any) -> ColumnElement[bool]:
    """Of messages, or of an alias of them: neither delivered nor failed."""
    return and_(message.delivered_at.is_(None), message.failed_at.is_(None))


def active(endpoint: Any) -> ColumnElement[bool]:
    """Of endpoints: neither paused nor disabled."""
    return and_(endpoint.paused_at.is_(None), endpoint.disabled_at.is_(None))
