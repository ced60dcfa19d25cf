"""The table of API keys."""

from datetime import datetime

from sqlalchemy import CheckConstraint, LargeBinary, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from mentorat.db.base import Base


class ApiKey(Base):
    """A machine that may read, until its key expires or is revoked. `id` is the public part of the
    key; the secret is stored hashed. Who made and revoked it is in the audit."""

    __tablename__ = "api_keys"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]  # to the hour

    __table_args__ = (
        CheckConstraint("length(name) between 1 and 100", "named"),
        CheckConstraint("cardinality(scopes) > 0", "opens_something"),
    )
