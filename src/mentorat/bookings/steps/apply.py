"""One step of a booking: compared with what its taker saw, written in one UPDATE, recorded."""

from datetime import datetime
from typing import Any

import msgspec
import psycopg
from sqlalchemy import Boolean, Integer, Text, bindparam, case, func, null, or_, update
from sqlalchemy.dialects.postgresql import TIMESTAMP

from mentorat.bookings.actor import Actor
from mentorat.bookings.models import BOOKING_STATUS, TAKES_TIME, Booking, BookingStatus
from mentorat.bookings.queries.bookings import BookingRow, find_step
from mentorat.bookings.refusals import (
    STANDS,
    BookingMoved,
    MenteeBusy,
    SessionBegun,
    SlotTaken,
)
from mentorat.bookings.steps.record import BookingStep, record_step
from mentorat.bookings.transitions import BEFORE_IT_BEGINS, STEPS, StepName
from mentorat.db.executor import Db, scalar
from mentorat.errors import Forbidden

KNOWN = (
    Booking.id == bindparam("booking_id"),
    Booking.sequence == bindparam("known"),
    Booking.status == bindparam("source", type_=BOOKING_STATUS),
)


def step_values(target: Any = None, **columns: Any) -> dict[str, Any]:
    """What every step writes, beside its own columns, which win: the next sequence and the instant;
    with `target` the booking stands there, and waits for nobody any more."""
    moved = {} if target is None else {"status": target, "expires_at": null()}
    return {
        "sequence": Booking.sequence + 1,
        "updated_at": bindparam("now"),
        **moved,
        **columns,
    }


_APPLY = scalar(
    update(Booking)
    .where(*KNOWN)
    .values(
        step_values(
            bindparam("target", type_=BOOKING_STATUS),
            ended_by=bindparam("ended_by", type_=Text, required=True),
            reason=func.coalesce(bindparam("reason", type_=Text, required=True), Booking.reason),
            is_late=or_(bindparam("late", type_=Boolean), Booking.is_late),
            due_cents=bindparam("due_cents", type_=Integer, required=True),
        )
    )
    .returning(Booking.sequence),
    int,
)


_times = {
    name: bindparam(name, type_=TIMESTAMP(timezone=True))
    for name in ("starts_at", "ends_at", "blocked_from", "blocked_until")
}
_deadline = bindparam("cancel_by", type_=TIMESTAMP(timezone=True))
_MOVE = scalar(
    update(Booking)
    .where(*KNOWN)
    .values(
        step_values(
            **_times,
            # «Move, then cancel» is no way around the deadline that was promised.
            cancel_by=case(
                (
                    bindparam("keeps_earlier", type_=Boolean),
                    func.least(Booking.cancel_by, _deadline),
                ),
                else_=_deadline,
            ),
            moves=Booking.moves + bindparam("counts"),
        )
    )
    .returning(Booking.sequence),
    int,
)


class NewTimes(msgspec.Struct, frozen=True, kw_only=True):
    """Where a session goes. With `keeps_earlier` the deadline for cancelling gets no later than it
    was promised; `counts` is what the move adds to those of its people."""

    starts_at: datetime
    ends_at: datetime
    blocked_from: datetime
    blocked_until: datetime
    cancel_by: datetime
    keeps_earlier: bool
    counts: int


class StepOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """Where a step leads a booking, and what it leaves there. `due_cents` is what the mentee owes
    from now on, in cents; None while that is open."""

    step: StepName
    target: BookingStatus
    due_cents: int | None = None
    is_late: bool = False
    reason: str | None = None
    details: dict[str, Any] = {}
    times: NewTimes | None = None


def check_step(booking: BookingRow, step: StepName, by: Actor, now: datetime) -> None:
    """Raises Forbidden when it is not theirs to take, BookingMoved when the booking does not
    stand where the step begins, was not answered in time, or has changed since they looked at it,
    SessionBegun for what only goes before."""
    rule = STEPS[step]
    if by.party not in rule.by:
        raise Forbidden
    is_request = booking.status == BookingStatus.REQUESTED
    if is_request and booking.expires_at is not None and booking.expires_at <= now:
        raise BookingMoved(STANDS[BookingStatus.EXPIRED])
    if booking.status not in rule.sources:
        raise BookingMoved(STANDS.get(booking.status))
    if by.seen is not None and by.seen != booking.sequence:
        raise BookingMoved
    if step in BEFORE_IT_BEGINS and booking.starts_at <= now:
        raise SessionBegun


async def apply_step(
    db: Db, booking: BookingRow, outcome: StepOutcome, *, by: Actor, now: datetime
) -> None:
    """Take a step that `check_step` let through, unless another one came first; with times the
    session goes there. The constraints have the last word on whether anybody is busy.

    Raises BookingMoved, SlotTaken, MenteeBusy.
    """
    if outcome.times:
        statement, values = _MOVE, msgspec.structs.asdict(outcome.times)
    else:
        statement, values = _APPLY, _values(outcome, by)
    known = {"booking_id": booking.id, "known": booking.sequence, "source": booking.status}
    try:
        sequence = await db.value(statement, **known, **values, now=now)
    except psycopg.errors.ExclusionViolation as error:
        taken = error.diag.constraint_name == "no_overlap_mentor"
        raise (SlotTaken() if taken else MenteeBusy()) from None
    if sequence is None:
        raise BookingMoved
    step = BookingStep(
        booking_id=booking.id,
        mentor_id=booking.mentor_id,
        kind=outcome.step,
        actor=by.id,
        status=outcome.target,
        sequence=sequence,
        details={"startsAt": booking.starts_at.isoformat(), **outcome.details},
        before=booking.status,
        operator=by.authority,
    )
    record_step(db, step, now=now)


def _values(outcome: StepOutcome, by: Actor) -> dict[str, Any]:
    return {
        "target": outcome.target,
        "ended_by": None if outcome.target in TAKES_TIME else by.id,
        "reason": outcome.reason,
        "late": outcome.is_late,
        "due_cents": outcome.due_cents,
    }


async def is_done(db: Db, booking: BookingRow, step: StepName, by: Actor) -> bool:
    """Whether the same person took this very step last: whoever lost the answer may ask twice."""
    if booking.status != STEPS[step].target:
        return False
    last = await find_step(db, booking.id, booking.sequence)
    return last is not None and (last.kind, last.actor) == (step, by.id)
