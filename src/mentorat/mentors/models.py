"""What a mentor tells of themself."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from mentorat.db.base import Base


class MentorProfile(Base):
    """One row per mentor; `availability` is the document that the availability slice validates."""

    __tablename__ = "mentor_profiles"

    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.id", ondelete="cascade"), primary_key=True
    )
    headline: Mapped[str] = mapped_column(server_default=text("''"))
    expertise: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    hourly_rate_cents: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    currency: Mapped[str] = mapped_column(server_default=text("'EUR'"))
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    availability: Mapped[dict[str, object]] = mapped_column(JSONB, server_default=text("'{}'"))
    version: Mapped[int] = mapped_column(server_default=text("1"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        CheckConstraint("hourly_rate_cents between 0 and 10000000", "hourly_rate"),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", "currency"),
    )
