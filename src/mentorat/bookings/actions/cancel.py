"""Cancelling a session, or taking a request back: the consequence was shown before."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

import msgspec

from mentorat.bookings.actor import Actor
from mentorat.bookings.models import BookingStatus
from mentorat.bookings.policies import Quote, cancellation_quote
from mentorat.bookings.queries.bookings import BookingRow, list_owed
from mentorat.bookings.refusals import QuoteChanged
from mentorat.bookings.steps.apply import StepOutcome, apply_step, check_step, is_done
from mentorat.bookings.steps.guard import lock_people
from mentorat.bookings.steps.marks import mark_cancellation
from mentorat.bookings.transitions import StepName
from mentorat.db.executor import Db
from mentorat.terms import check_terms

ASKED = frozenset({BookingStatus.REQUESTED, BookingStatus.WITHDRAWN})


class CancelWish(msgspec.Struct, frozen=True):
    """What somebody says of it. `quote` is the id of the conditions they were shown; `illness`
    excuses a mentor once in 90 days."""

    reason: str | None = None
    quote: str | None = None
    illness: bool = False


async def cancel_or_withdraw(
    db: Db, booking: BookingRow, wish: CancelWish, *, by: Actor, now: datetime
) -> StepName:
    """Take a request back, or cancel a session; which of them it was.

    Raises what `withdraw` raises, and what `cancel` raises.
    """
    if booking.status in ASKED:
        await withdraw(db, booking, wish.reason, by=by, now=now)
        return "withdraw"
    await cancel(db, booking, wish, by=by, now=now)
    return "cancel"


async def withdraw(
    db: Db, booking: BookingRow, reason: str | None, *, by: Actor, now: datetime
) -> None:
    """Take a request back; doing it twice changes nothing. Raises Forbidden, BookingMoved."""
    if await is_done(db, booking, "withdraw", by):
        return
    check_step(booking, "withdraw", by, now)
    lock_people(db, booking.mentor_id, booking.mentee_id)
    outcome = StepOutcome(
        step="withdraw", target=BookingStatus.WITHDRAWN, due_cents=0, reason=reason
    )
    await apply_step(db, booking, outcome, by=by, now=now)


async def cancel(
    db: Db, booking: BookingRow, wish: CancelWish, *, by: Actor, now: datetime
) -> None:
    """Cancel a confirmed session; what is due and whether it was late follow from the policy that
    was promised. Cancelling twice changes nothing.

    Raises Forbidden, BookingMoved, SessionBegun, IllnessUsed, and QuoteChanged when the conditions
    that were shown no longer hold.
    """
    if await is_done(db, booking, "cancel", by):
        return
    check_step(booking, "cancel", by, now)
    quote = _quote(booking, wish, by, now)
    lock_people(db, booking.mentor_id, booking.mentee_id)
    outcome = StepOutcome(
        step="cancel",
        target=BookingStatus.CANCELLED,
        due_cents=quote.kept_cents,
        is_late=quote.is_late,
        reason=wish.reason,
    )
    await apply_step(db, booking, outcome, by=by, now=now)
    if by.party == "mentor":
        await mark_cancellation(db, by.id, booking.id, illness=wish.illness, now=now)


class OwedTerms(msgspec.Struct, rename="camel", frozen=True):
    """What cancelling all sessions as a mentor would mean now: how many would be cancelled, how
    many have begun and stay. `id` differs when they are others."""

    sessions: int
    begun: int
    id: str


def owed_terms(owed: Sequence[BookingRow], *, now: datetime) -> OwedTerms:
    """What cancelling these would mean."""
    ahead = [str(booking.id) for booking in owed if booking.starts_at > now]
    begun = len(owed) - len(ahead)
    digest = hashlib.sha256("".join(sorted(ahead)).encode()).hexdigest()[:12]
    return OwedTerms(len(ahead), begun, f"{len(ahead)}-{begun}-{digest}")


async def cancel_owed(
    db: Db, wish: CancelWish, *, by: Actor, now: datetime
) -> tuple[list[BookingRow], list[BookingRow]]:
    """Cancel every session that somebody owes as a mentor and that has not begun; which were
    cancelled, and which have begun and stay. Raises TermsChanged when others were shown."""
    owed = await list_owed(db, by.id, now=now)
    check_terms(wish.quote, owed_terms(owed, now=now))
    ahead = [booking for booking in owed if booking.starts_at > now]
    for booking in ahead:
        await cancel(db, booking, CancelWish(wish.reason), by=by, now=now)
    return ahead, [booking for booking in owed if booking.starts_at <= now]


def _quote(booking: BookingRow, wish: CancelWish, by: Actor, now: datetime) -> Quote:
    quote = cancellation_quote(booking.price_cents, booking.cancel_by, by=by.party, now=now)
    # What costs something is done only by who was told: the quote comes along.
    if wish.quote != quote.id and (wish.quote is not None or quote.is_late):
        raise QuoteChanged(quote)
    return quote
