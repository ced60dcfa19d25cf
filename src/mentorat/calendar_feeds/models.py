"""Private calendar addresses."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from mentorat.db.base import Base


class CalendarFeed(Base):
    """Somebody's private calendar address; only a hash of its secret is known."""

    __tablename__ = "calendar_feeds"

    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.id", ondelete="cascade"), primary_key=True
    )
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]

    __table_args__ = (Index("uq_calendar_feeds_secret_hash", "secret_hash", unique=True),)
