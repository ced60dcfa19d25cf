"""The promise: one row per booking."""

import enum
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Enum,
    ForeignKey,
    Index,
    Integer,
    column,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mentorat.db.base import Base
from mentorat.events.models import ViewBase
from mentorat.mentors.models import CANCELLATION_POLICY, CancellationPolicy


class BookingStatus(enum.StrEnum):
    """Where a booking stands; requested, held and confirmed ones keep their time."""

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


BOOKING_STATUS = Enum(
    BookingStatus,
    name="booking_status",
    values_callable=lambda kinds: [kind.value for kind in kinds],
)
# As the constraint says it, so that its index serves the reads too.
LIVE = text("bookings.status in ('requested', 'held', 'confirmed')")
PROMISED = text("bookings.status in ('held', 'confirmed')")
TAKES_TIME = frozenset({BookingStatus.REQUESTED, BookingStatus.HELD, BookingStatus.CONFIRMED})
OVER = text("bookings.status not in ('requested', 'held', 'confirmed')")


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
    status: Mapped[BookingStatus] = mapped_column(BOOKING_STATUS)
    expires_at: Mapped[datetime | None]
    sequence: Mapped[int] = mapped_column(server_default=text("0"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())
    unit_rate_cents: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    price_cents: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    currency: Mapped[str] = mapped_column(server_default=text("'EUR'"))
    policy: Mapped[CancellationPolicy] = mapped_column(
        CANCELLATION_POLICY, server_default=text("'flexible'")
    )
    mentor_timezone: Mapped[str] = mapped_column(server_default=text("'UTC'"))
    mentee_timezone: Mapped[str] = mapped_column(server_default=text("'UTC'"))
    meeting_place: Mapped[str | None]
    note: Mapped[str | None]
    cancel_by: Mapped[datetime | None]  # the last instant to cancel in time; moves never extend it
    moves: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    ended_by: Mapped[str | None]
    reason: Mapped[str | None]
    is_late: Mapped[bool] = mapped_column(server_default=text("false"))
    due_cents: Mapped[int | None] = mapped_column(Integer)  # what the mentee owes once it is over
    is_kept: Mapped[bool] = mapped_column(
        server_default=text("false")
    )  # an operator stopped its end
    post_id: Mapped[UUID | None]  # the article that led to it

    __table_args__ = (
        CheckConstraint("mentor_id <> mentee_id", "two_people"),
        CheckConstraint(
            "starts_at < ends_at and blocked_from <= starts_at and ends_at <= blocked_until"
            " and isfinite(blocked_from) and isfinite(blocked_until)",
            "lasts",
        ),
        CheckConstraint("mod(extract(epoch from starts_at), 60) = 0", "whole_minutes"),
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
        Index(None, "expires_at", postgresql_where=text("status in ('requested', 'held')")),
        Index(None, "ends_at", postgresql_where=text("status = 'confirmed'")),
        Index(None, "post_id", postgresql_where=text("post_id is not null")),
    )


class BookingEvent(ViewBase):
    """One step in the life of a booking, as `events` keeps it."""

    __tablename__ = "booking_events"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    booking_id: Mapped[UUID]
    happened_at: Mapped[datetime]
    actor: Mapped[str]
    kind: Mapped[str]
    status: Mapped[BookingStatus] = mapped_column(BOOKING_STATUS)
    sequence: Mapped[int]
    details: Mapped[dict[str, Any]] = mapped_column(JSONB)


class MarkKind(enum.StrEnum):
    """Why somebody's reliability is doubted."""

    ABSENT = "absent"
    CANCELLED = "cancelled"


MARK_KIND = Enum(MarkKind, name="mark_kind", values_callable=lambda kinds: [k.value for k in kinds])


class ReliabilityMark(Base):
    """Somebody did not come, or a mentor cancelled. It may be contested, lifted, and it fades."""

    __tablename__ = "reliability_marks"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    booking_id: Mapped[UUID] = mapped_column(ForeignKey("bookings.id", ondelete="cascade"))
    kind: Mapped[MarkKind] = mapped_column(MARK_KIND)
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    contested_at: Mapped[datetime | None]
    objection: Mapped[str | None]
    settled_at: Mapped[datetime | None]
    is_lifted: Mapped[bool] = mapped_column(server_default=text("false"))
    is_illness: Mapped[bool] = mapped_column(server_default=text("false"))  # the excuse of a mentor

    __table_args__ = (
        Index(
            "uq_reliability_marks_booking_id_user_id_kind",
            *("booking_id", "user_id", "kind"),
            unique=True,
        ),
        Index(None, "user_id", "made_at"),
    )


class MoveProposal(Base):
    """Another hour that one side would like; the old one stays until the other says yes."""

    __tablename__ = "move_proposals"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    booking_id: Mapped[UUID] = mapped_column(ForeignKey("bookings.id", ondelete="cascade"))
    proposed_by: Mapped[str]
    starts_at: Mapped[datetime]
    proposed_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("mod(extract(epoch from starts_at), 60) = 0", "whole_minutes"),
        Index(None, "booking_id", "proposed_at"),
    )


class BookingNote(Base):
    """What was written down around a session; `owner` is a person, or SHARED for both."""

    __tablename__ = "booking_notes"

    booking_id: Mapped[UUID] = mapped_column(
        ForeignKey("bookings.id", ondelete="cascade"), primary_key=True
    )
    owner: Mapped[str] = mapped_column(primary_key=True, index=True)
    body: Mapped[str]
    version: Mapped[int] = mapped_column(server_default=text("1"))
    written_by: Mapped[str]
    written_at: Mapped[datetime]


class BookingJoin(Base):
    """Who opened the meeting place, and when first: evidence that they came."""

    __tablename__ = "booking_joins"

    booking_id: Mapped[UUID] = mapped_column(
        ForeignKey("bookings.id", ondelete="cascade"), primary_key=True
    )
    user_id: Mapped[str] = mapped_column(primary_key=True)
    joined_at: Mapped[datetime]
