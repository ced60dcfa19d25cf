"""What a session costs, and until when cancelling and moving cost nothing: pure, and frozen with
the promise."""

import hashlib
import re
from datetime import datetime, timedelta
from typing import Literal, Protocol

import msgspec

from mentorat.mentors.currencies import payable
from mentorat.mentors.models import BookingMode, CancellationPolicy

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
PLACE_DIGITS = 4
TERMS_ID = re.compile(
    r"(?P<rate>[0-9]{1,10})-(?P<currency>[A-Z]{3})-(?P<minutes>[0-9]{1,4})-(?P<price>[0-9]{1,10})"
    rf"-(?P<policy>{'|'.join(CancellationPolicy)})-(?P<mode>{'|'.join(BookingMode)})-[0-9a-f]{{4}}"
)

Party = Literal["mentor", "mentee", "operator"]


class Quote(msgspec.Struct, rename="camel", frozen=True):
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


def due_after_absence(
    price_cents: int, currency: str, *, is_mentor_absent: bool, is_mentee_absent: bool
) -> int:
    """What a mentee owes for a session that somebody missed, in cents: all of it unless the mentor
    did not come, half (rounded up) when nobody came."""
    if is_mentor_absent:
        return payable(price_cents, 2, currency) if is_mentee_absent else 0
    return price_cents


def may_mark_absence(starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Whether who came may say now that the other did not: ten minutes in, until a day after."""
    return starts_at + ABSENT_AFTER <= now <= ends_at + ABSENT_UNTIL


def may_join(starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Whether the meeting place is open: from ten minutes before until it is over."""
    return starts_at - JOIN_EARLY <= now < ends_at


def session_price(unit_rate_cents: int, minutes: int, currency: str) -> int:
    """The price of a session in cents, half of the currency's smallest unit rounded up."""
    return payable(unit_rate_cents * minutes, HOUR_MINUTES, currency)


class BookingTerms(msgspec.Struct, rename="camel", frozen=True, kw_only=True):
    """What a session with a mentor costs and how it is promised. `id` names all of it: send it with
    a booking."""

    hourly_rate_cents: int
    currency: str
    minutes: int
    price_cents: int
    cancellation_policy: CancellationPolicy
    booking_mode: BookingMode
    id: str

    @property
    def meeting_place_digest(self) -> str:
        """Which place it is, told from others only."""
        return self.id.rpartition("-")[2]


class Offer(Protocol):
    """What a mentor offers, as any query reads it."""

    @property
    def hourly_rate_cents(self) -> int: ...
    @property
    def currency(self) -> str: ...
    @property
    def mode(self) -> BookingMode: ...
    @property
    def policy(self) -> CancellationPolicy: ...
    @property
    def meeting_place(self) -> str | None: ...


def booking_terms(offer: Offer, minutes: int) -> BookingTerms:
    """The terms of a session of so many minutes."""
    # Who is not promised anything yet may not read the place: enough of its digest to see a
    # change, too little to find it by.
    place = hashlib.sha256((offer.meeting_place or "").encode()).hexdigest()[:PLACE_DIGITS]
    rate, currency = offer.hourly_rate_cents, offer.currency
    price = session_price(rate, minutes, currency)
    named = (rate, currency, minutes, price, offer.policy.value, offer.mode.value, place)
    return BookingTerms(
        hourly_rate_cents=rate,
        currency=currency,
        minutes=minutes,
        price_cents=price,
        cancellation_policy=offer.policy,
        booking_mode=offer.mode,
        id="-".join(map(str, named)),
    )


def terms_named(terms_id: str) -> BookingTerms | None:
    """The terms that an id names; None for what is no id."""
    found = TERMS_ID.fullmatch(terms_id)
    if found is None:
        return None
    return BookingTerms(
        hourly_rate_cents=int(found["rate"]),
        currency=found["currency"],
        minutes=int(found["minutes"]),
        price_cents=int(found["price"]),
        cancellation_policy=CancellationPolicy(found["policy"]),
        booking_mode=BookingMode(found["mode"]),
        id=terms_id,
    )
