"""Answering, taking back and cancelling."""

from datetime import datetime

import msgspec

from mentorat.bookings.actions.check_free import check_both_free, meeting_of
from mentorat.bookings.actions.lock_people import lock_people
from mentorat.bookings.actions.mark import note_cancellation
from mentorat.bookings.actions.overlaps import withdraw_overlapping
from mentorat.bookings.actions.remind import plan_reminders
from mentorat.bookings.actions.swap import Outcome, check_step, swap
from mentorat.bookings.actor import Actor
from mentorat.bookings.policies import Quote, cancellation_quote
from mentorat.bookings.queries.promises import BookingRow, find_step, list_owed
from mentorat.bookings.refusals import QuoteChanged
from mentorat.bookings.transitions import STEPS, StepName
from mentorat.db.executor import Db
from mentorat.mentors.actions.move_profile import pause_own


class Change(msgspec.Struct, frozen=True):
    """One step somebody wants, with what they say about it. `quote` is the id of the conditions
    they were shown; `illness` excuses a mentor once in 90 days; `kind` is a reason of the list for
    a no, and `pause` takes the mentor out of the directory with it."""

    step: StepName
    reason: str | None = None
    quote: str | None = None
    illness: bool = False
    kind: str | None = None
    pause: bool = False


async def take_step(
    db: Db, booking: BookingRow, change: Change, *, by: Actor, now: datetime
) -> None:
    """Accept, decline, withdraw or cancel a booking, as the table of transitions allows.

    Of two people who change one booking at once, one wins and the other is told. A yes takes back
    the mentee's other requests for that time. A step that its taker took last changes nothing when
    taken again: whoever lost the answer may ask twice. Raises Forbidden, BookingMoved,
    SessionBegun, MenteeBusy, SlotTaken, IllnessUsed, and QuoteChanged when the conditions that
    were shown no longer hold.
    """
    if await _is_done(db, booking, change, by):
        return
    check_step(booking, change.step, by, now)
    target = STEPS[change.step].target or booking.status
    quote = _quote(booking, change, by, now)
    is_yes = change.step == "accept"
    outcome = Outcome(
        step=change.step,
        target=target,
        due_cents=quote.kept_cents if quote else None if is_yes else 0,
        is_late=bool(quote and quote.is_late),
        reason=change.reason,
        details={"why": change.kind} if change.kind else {},
    )
    lock_people(db, booking.mentor_id, booking.mentee_id)
    if is_yes:
        await check_both_free(db, meeting_of(booking))
    await swap(db, booking, outcome, by=by, now=now)
    if is_yes:
        await withdraw_overlapping(db, meeting_of(booking), now=now)
        plan_reminders(db, booking.id, booking.starts_at, now=now)
    if change.pause and by.id == booking.mentor_id:
        await pause_own(db, by.id, now=now)
    if quote and by.party == "mentor":
        await note_cancellation(db, booking, illness=change.illness, now=now)


async def cancel_owed(
    db: Db, mentor_id: str, reason: str | None, *, now: datetime
) -> tuple[int, int]:
    """Cancel every session that somebody owes as a mentor and that has not begun; how many were
    cancelled, and how many are under way and stay."""
    owed = await list_owed(db, mentor_id, now=now)
    ahead = [booking for booking in owed if booking.starts_at > now]
    for booking in ahead:
        await take_step(
            db, booking, Change("cancel", reason), by=Actor(mentor_id, "mentor"), now=now
        )
    return len(ahead), len(owed) - len(ahead)


async def _is_done(db: Db, booking: BookingRow, change: Change, by: Actor) -> bool:
    if booking.status != STEPS[change.step].target:
        return False
    last = await find_step(db, booking.id, booking.sequence)
    return last is not None and (last.kind, last.actor) == (change.step, by.id)


def _quote(booking: BookingRow, change: Change, by: Actor, now: datetime) -> Quote | None:
    """What a cancellation means now; raises QuoteChanged when something else was shown."""
    if change.step != "cancel":
        return None
    quote = cancellation_quote(booking.price_cents, booking.cancel_by, by=by.party, now=now)
    # What costs something is done only by who was told: the quote comes along.
    if change.quote != quote.id and (change.quote is not None or quote.is_late):
        raise QuoteChanged
    return quote
