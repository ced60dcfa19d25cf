"""Offered time, kept for searching across mentors; and what members keep of mentors."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mentorat.db.base import Base


class FreeRun(Base):
    """Starts that a mentor offers, `step_minutes` apart, in minutes since 1970.

    A cache: a page and a booking ask `slots.starts` itself. Shorter than a day, so that «free in
    [a, b)» is a range scan on `first_minute` (docs/decisions/0014).
    """

    __tablename__ = "free_runs"

    mentor_number: Mapped[int] = mapped_column(
        ForeignKey("mentor_profiles.number", ondelete="cascade"), primary_key=True
    )
    first_minute: Mapped[int] = mapped_column(primary_key=True)
    last_minute: Mapped[int]
    step_minutes: Mapped[int]

    __table_args__ = (
        Index(
            None,
            "first_minute",
            postgresql_include=["last_minute", "step_minutes", "mentor_number"],
        ),
        CheckConstraint(
            "last_minute between first_minute and first_minute + 1439 and step_minutes > 0",
            "shorter_than_a_day",
        ),
    )


class DirectoryCount(Base):
    """How many mentors the whole directory has of one value, as the worker last counted."""

    __tablename__ = "directory_counts"

    kind: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(Integer)


class SavedMentor(Base):
    """A mentor whom a member keeps for later."""

    __tablename__ = "saved_mentors"

    member_id: Mapped[str] = mapped_column(
        ForeignKey("users.id", ondelete="cascade"), primary_key=True
    )
    mentor_id: Mapped[str] = mapped_column(
        ForeignKey("mentor_profiles.user_id", ondelete="cascade"), primary_key=True, index=True
    )
    saved_at: Mapped[datetime]


class FreeTimeAlert(Base):
    """A member who wants to be told once a mentor has time again; the row goes when they are."""

    __tablename__ = "free_time_alerts"

    member_id: Mapped[str] = mapped_column(
        ForeignKey("users.id", ondelete="cascade"), primary_key=True
    )
    mentor_id: Mapped[str] = mapped_column(
        ForeignKey("mentor_profiles.user_id", ondelete="cascade"), primary_key=True, index=True
    )
    asked_at: Mapped[datetime]


class SearchAlert(Base):
    """A member who wants to be told once somebody fits a search; the row goes when they are.

    `criteria` is the search as `search/criteria.py` writes it; `looked_at` is when somebody was
    last looked for.
    """

    __tablename__ = "search_alerts"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="cascade"))
    criteria: Mapped[str]
    asked_at: Mapped[datetime]
    looked_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (UniqueConstraint("member_id", "criteria"),)
