"""What a message about a booking tells of, as a word: writing it twice is writing it once."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

STEP, REMINDER, REQUEST = "booking", "reminder", "request"


class Topic(NamedTuple):
    """What a message is about: one step, a reminder of an hour, or a request that waits."""

    kind: str
    booking_id: UUID
    details: str


def step_topic(booking_id: UUID, sequence: int) -> str:
    """One step of a booking."""
    return f"{STEP}:{booking_id}:{sequence}"


def reminder_topic(booking_id: UUID, starts_at: datetime, hours: int) -> str:
    """The reminder of a session at this hour, so many hours before."""
    return f"{REMINDER}:{booking_id}:{starts_at.isoformat()}:{hours}"


def request_topic(booking_id: UUID) -> str:
    """The reminder of a request."""
    return f"{REQUEST}:{booking_id}"


def read_topic(topic: str) -> Topic | None:
    """What a message is about; None when it is about no booking."""
    kind, _, rest = topic.partition(":")
    word, _, details = rest.partition(":")
    if kind not in {STEP, REMINDER, REQUEST}:
        return None
    try:
        return Topic(kind, UUID(word), details)
    except ValueError:
        return None
