"""Cancelling and moving: until when it costs nothing, as was promised with the booking."""

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from mentorat.mentors.models import CancellationPolicy

WINDOWS = {
    CancellationPolicy.FLEXIBLE: timedelta(hours=24),
    CancellationPolicy.MODERATE: timedelta(hours=48),
    CancellationPolicy.STRICT: timedelta(days=7),
}
REQUEST_LASTS = timedelta(hours=48)
ANSWER_BEFORE = timedelta(hours=2)

Party = Literal["mentor", "mentee", "operator"]


class Quote(msgspec.Struct, frozen=True):
    """What a cancellation would mean now. `id` changes when any of it does."""

    id: str
    is_late: bool
    refund_cents: int
    kept_cents: int
    cancel_by: datetime | None


def cancellation_deadline(policy: CancellationPolicy, starts_at: datetime) -> datetime:
    """The last instant at which a mentee cancels in time; that instant itself counts."""
    return starts_at - WINDOWS[policy]


def answer_deadline(now: datetime, starts_at: datetime) -> datetime:
    """Until when a request may wait: 48 hours, or half of the time left, and two hours before the
    session at the latest."""
    half_way = now + (starts_at - now) / 2
    return min(now + REQUEST_LASTS, half_way, starts_at - ANSWER_BEFORE)


def cancellation_quote(
    price_cents: int, cancel_by: datetime | None, *, by: Party, now: datetime
) -> Quote:
    """What is given back when `by` cancels at `now`: everything, unless a mentee is late."""
    is_late = by == "mentee" and cancel_by is not None and now > cancel_by
    refund = 0 if is_late else price_cents
    kept = price_cents - refund
    return Quote(
        f"{'late' if is_late else 'free'}-{refund}-{kept}", is_late, refund, kept, cancel_by
    )
