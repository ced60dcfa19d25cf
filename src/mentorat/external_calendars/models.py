"""Offered time, kept for searching across mentors, and time that calendars elsewhere take."""

from datetime import datetime, timedelta

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Interval,
    Text,
    literal_column,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from mentorat.db.base import Base

# How long what a calendar elsewhere said last goes on counting, here and in statements.
ADDRESS_SEAL = b"mentorat busy calendar address, version 1"
GOOD_FOR = timedelta(hours=24)
GOOD_FOR_INTERVAL = literal_column("interval '24 hours'", Interval)


class BusyCalendar(Base):
    """The calendar elsewhere that a mentor's busy times are read from: one each, to begin with.

    A row without an address is one that was taken out; it stays, so that taking out and putting
    in again does not make us read more often. `good_at` is when we last knew what it says,
    `read_at` when it last sent its text, `read_zone` the mentor's zone at that time.
    """

    __tablename__ = "busy_calendars"

    user_id: Mapped[str] = mapped_column(
        Text, ForeignKey("users.id", ondelete="cascade"), primary_key=True
    )
    address_encrypted: Mapped[bytes | None]
    masked: Mapped[str]
    ignores_all_day: Mapped[bool] = mapped_column(server_default=text("false"))
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    created_at: Mapped[datetime]
    checked_at: Mapped[datetime | None]
    good_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    read_zone: Mapped[str | None]
    unread: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    failures: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    trouble: Mapped[str | None]
    lapsed_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("failures >= 0 and unread >= 0", "counts"),
        Index(None, "checked_at", postgresql_where=text("address_encrypted is not null")),
    )


class ExternalBusy(Base):
    """Time that a mentor's calendar elsewhere takes; titles are never kept. Not in the exclusion
    constraint: what is read later may overlap a booking."""

    __tablename__ = "external_busy"

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    mentor_id: Mapped[str] = mapped_column(
        Text, ForeignKey("busy_calendars.user_id", ondelete="cascade")
    )
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    is_all_day: Mapped[bool] = mapped_column(server_default=text("false"))

    __table_args__ = (
        CheckConstraint("starts_at < ends_at", "lasts"),
        Index(None, "mentor_id", "starts_at"),
    )
