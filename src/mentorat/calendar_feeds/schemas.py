"""A private calendar address on the wire."""

from datetime import datetime

import msgspec


class FeedAnswer(msgspec.Struct, rename="camel", frozen=True):
    """A private calendar address, said once: only a hash of it is kept."""

    url: str
    created_at: datetime
