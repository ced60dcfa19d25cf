"""UUIDv7 (RFC 9562, section 5.7): ids that sort by the instant they were made."""

import secrets
from datetime import datetime
from uuid import UUID

_last = {0: 0}  # the newest id of each millisecond that was asked for last


def new_id(now: datetime) -> UUID:
    """A fresh id whose first 48 bits are `now` in milliseconds; of one process and millisecond,
    each is greater than the one before (RFC 9562, 6.2, method 2)."""
    milliseconds = int(now.timestamp() * 1000)
    value = milliseconds << 80 | 0x7 << 76 | secrets.randbits(12) << 64
    found = value | 0b10 << 62 | secrets.randbits(62)
    before = _last.get(milliseconds, 0)
    if found <= before:
        found = before + 1 + secrets.randbits(32)
    _last.clear()
    _last[milliseconds] = found
    return UUID(int=found)
