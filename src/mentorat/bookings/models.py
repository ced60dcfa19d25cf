"""The promise: one row per booking."""

import enum
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index, column, func, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mentorat.db.base import Base


class BookingStatus(enum.StrEnum):
    """Where a booking stands; the first three take time."""

    REQUESTED = "requested"
    HELD = "held"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    RELEASED = "released"
    CANCELLED = "cancelled"
    COMPLETED = "completed"
    MISSED = "missed"


# As the constraint says it, so that its index serves the reads too.
LIVE = text("bookings.status in ('requested', 'held', 'confirmed')")


class Booking(Base):
    """Who meets whom and when. `blocked_from` and `blocked_until` are the session widened by the
    buffers that were in force when it was promised; the constraints have the last word."""

    __tablename__ = "bookings"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    mentor_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    mentee_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    blocked_from: Mapped[datetime]
    blocked_until: Mapped[datetime]
    status: Mapped[BookingStatus] = mapped_column(
        Enum(
            BookingStatus,
            name="booking_status",
            values_callable=lambda kinds: [kind.value for kind in kinds],
        )
    )
    expires_at: Mapped[datetime | None]
    sequence: Mapped[int] = mapped_column(server_default=text("0"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        CheckConstraint("mentor_id <> mentee_id", "two_people"),
        CheckConstraint(
            "starts_at < ends_at and blocked_from <= starts_at and ends_at <= blocked_until"
            " and isfinite(blocked_from) and isfinite(blocked_until)",
            "lasts",
        ),
        ExcludeConstraint(
            (column("mentor_id"), "="),
            (func.tstzrange(column("blocked_from"), column("blocked_until")), "&&"),
            name="no_overlap_mentor",
            where=text("status in ('requested', 'held', 'confirmed')"),
        ),
        ExcludeConstraint(
            (column("mentee_id"), "="),
            (func.tstzrange(column("starts_at"), column("ends_at")), "&&"),
            name="no_overlap_mentee",
            where=text("status in ('held', 'confirmed')"),
        ),
        Index(None, "mentor_id", "starts_at"),
        Index(None, "mentee_id", "starts_at"),
    )
