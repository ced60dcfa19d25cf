"""What a session costs, and until when cancelling and moving cost nothing: pure, and frozen with
the promise."""

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
PROPOSAL_LASTS = timedelta(hours=48)
PROPOSAL_BEFORE = timedelta(hours=12)
PROPOSALS_MAX = 3  # of each side, for one booking
MOVES_MAX = 2
ABSENT_AFTER = timedelta(minutes=10)
ABSENT_UNTIL = timedelta(hours=24)
CONTEST_WITHIN = timedelta(hours=72)
FADES_AFTER = timedelta(days=183)
ILLNESS_EVERY = timedelta(days=90)
JOIN_EARLY = timedelta(minutes=10)
HOUR_MINUTES = 60

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
    session at the latest. Of less than two hours, half is left to answer."""
    half_way = now + (starts_at - now) / 2
    latest = starts_at - ANSWER_BEFORE
    return min(now + REQUEST_LASTS, half_way, latest if latest > now else half_way)


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


def proposal_deadline(now: datetime, starts_at: datetime) -> datetime:
    """Until when another hour may be answered: 48 hours, and 12 hours before the session at the
    latest."""
    return min(now + PROPOSAL_LASTS, starts_at - PROPOSAL_BEFORE)


def due_after_absence(price_cents: int, *, is_mentor_absent: bool, is_mentee_absent: bool) -> int:
    """What a mentee owes for a session that somebody missed, in cents: all of it unless the mentor
    did not come, half (rounded up) when nobody came."""
    if is_mentor_absent:
        return (price_cents + 1) // 2 if is_mentee_absent else 0
    return price_cents


def may_mark_absence(starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Whether who came may say now that the other did not: ten minutes in, until a day after."""
    return starts_at + ABSENT_AFTER <= now <= ends_at + ABSENT_UNTIL


def may_join(starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Whether the meeting place is open: from ten minutes before until it is over."""
    return starts_at - JOIN_EARLY <= now < ends_at


def session_price(unit_rate_cents: int, minutes: int) -> int:
    """The price of a session in cents, half a cent rounded up."""
    return (unit_rate_cents * minutes + HOUR_MINUTES // 2) // HOUR_MINUTES
