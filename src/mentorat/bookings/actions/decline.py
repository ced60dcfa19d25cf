"""Saying no to a request, with a reason of the list, words, or neither."""

from datetime import datetime

import msgspec

from mentorat.bookings.actor import Actor
from mentorat.bookings.models import BookingStatus
from mentorat.bookings.queries.bookings import BookingRow
from mentorat.bookings.steps.apply import StepOutcome, apply_step, check_step, is_done
from mentorat.bookings.steps.guard import lock_people
from mentorat.db.executor import Db
from mentorat.mentors.actions.move_profile import pause_own


class DeclineReason(msgspec.Struct, frozen=True):
    """Why not: a reason of the list and words, both or neither; with `pause` the mentor leaves the
    directory in the same breath."""

    reason: str | None = None
    kind: str | None = None
    pause: bool = False


async def decline(
    db: Db, booking: BookingRow, why: DeclineReason, *, by: Actor, now: datetime
) -> None:
    """Say no to a request. A no that its giver gave last changes nothing when given again.

    Raises Forbidden, BookingMoved.
    """
    if await is_done(db, booking, "decline", by):
        return
    check_step(booking, "decline", by, now)
    lock_people(db, booking.mentor_id, booking.mentee_id)
    outcome = StepOutcome(
        step="decline",
        target=BookingStatus.DECLINED,
        due_cents=0,
        reason=why.reason,
        details={"why": why.kind} if why.kind else {},
    )
    await apply_step(db, booking, outcome, by=by, now=now)
    if why.pause and by.id == booking.mentor_id:
        await pause_own(db, by.id, now=now)
