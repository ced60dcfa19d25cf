"""Saying yes to a request."""

from datetime import datetime

from mentorat.bookings.actor import Actor
from mentorat.bookings.automatic.ends import withdraw_overlapping
from mentorat.bookings.automatic.reminders import plan_reminders
from mentorat.bookings.models import BookingStatus
from mentorat.bookings.queries.bookings import BookingRow
from mentorat.bookings.steps.apply import StepOutcome, apply_step, check_step, is_done
from mentorat.bookings.steps.guard import check_both_free, check_caps, lock_pair, meeting_of
from mentorat.db.executor import Db
from mentorat.settings.booking_caps import CAPS, BookingCaps


async def accept(
    db: Db, booking: BookingRow, *, by: Actor, now: datetime, caps: BookingCaps = CAPS
) -> None:
    """Say yes to a request; the mentee's other requests for that time are taken back.

    Of two people who change one booking at once, one wins and the other is told; a yes that its
    giver gave last changes nothing when given again. Raises Forbidden, BookingMoved, SomebodyLeft,
    MenteeBusy, SlotTaken, PairFull, MenteeFull.
    """
    if await is_done(db, booking, "accept", by):
        return
    check_step(booking, "accept", by, now)
    await lock_pair(db, booking.mentor_id, booking.mentee_id)
    check_caps(await check_both_free(db, meeting_of(booking), now=now), caps, is_new=False)
    outcome = StepOutcome(step="accept", target=BookingStatus.CONFIRMED)
    await apply_step(db, booking, outcome, by=by, now=now)
    await withdraw_overlapping(db, meeting_of(booking), now=now)
    plan_reminders(db, booking.id, booking.starts_at, now=now)
