"""A private calendar address on the wire."""

from datetime import datetime

import msgspec


class FeedAnswer(msgspec.Struct, rename="camel", frozen=True):
    """The private address of a calendar of sessions, shown once: only a hash of it is kept."""

    url: str
    created_at: datetime


class FeedTerms(msgspec.Struct, frozen=True):
    """Since when somebody's address opens their calendar: a new one closes it."""

    created_at: datetime | None

    @property
    def id(self) -> str:
        """Which address it is."""
        return self.created_at.isoformat() if self.created_at else "none"
