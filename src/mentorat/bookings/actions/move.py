"""Another hour for a confirmed session: at once, or by proposal when it is soon."""

from datetime import UTC, datetime, timedelta

import msgspec
from sqlalchemy import bindparam, update

from mentorat.bookings.actor import Actor
from mentorat.bookings.automatic.ends import expire_overdue, withdraw_overlapping
from mentorat.bookings.automatic.reminders import plan_reminders
from mentorat.bookings.models import MoveProposal
from mentorat.bookings.policies import MOVES_MAX, Party, cancellation_deadline
from mentorat.bookings.queries.bookings import BookingRow, find_week
from mentorat.bookings.queries.taken import find_taken
from mentorat.bookings.refusals import (
    MovedTooOften,
    SameHour,
    TooLateToMove,
)
from mentorat.bookings.steps.apply import NewTimes, StepOutcome, apply_step, check_step
from mentorat.bookings.steps.guard import Meeting, check_both_free, lock_pair
from mentorat.bookings.steps.offered import Start, check_offered
from mentorat.db.executor import Db, command
from mentorat.db.together import together
from mentorat.errors import Conflict
from mentorat.schedules.month import Month, MonthQuery, month_of, month_range
from mentorat.schedules.plans import stored_plan
from mentorat.schedules.slots import Busy, Plan, Range, starts
from mentorat.schedules.wall_time import DAY, MINUTE, seconds_after

MONTH = 32 * DAY
LISTED_EVERY = 20 * MINUTE  # a start every five minutes would be a list of four thousand

_CLOSE_PROPOSALS = command(
    update(MoveProposal)
    .where(MoveProposal.booking_id == bindparam("booking_id"), MoveProposal.closed_at.is_(None))
    .values(closed_at=bindparam("now"))
)


class NewHour(msgspec.Struct, frozen=True):
    """When a session should start instead; agreed when the other side has said yes to it."""

    starts_at: datetime
    is_agreed: bool = False


async def move(db: Db, booking: BookingRow, hour: NewHour, *, by: Actor, now: datetime) -> None:
    """Give a confirmed session another hour, in one update: if it fails, the old hour stays.

    Twice at most, and at once only before the notice window; inside it the other side must have
    agreed. The cancellation deadline never gets later, except that a mentee whose mentor moved a
    session may cancel it for free. Raises Forbidden, BookingMoved, SessionBegun, TooLateToMove,
    MovedTooOften, SomebodyLeft, MenteeBusy, and what `check_free` raises.
    """
    check_step(booking, "move", by, now)
    party = by.party
    if refusal := _against_moving(booking, party, now, is_agreed=hour.is_agreed):
        raise refusal
    await lock_pair(db, booking.mentor_id, booking.mentee_id)
    await check_free(db, booking, hour.starts_at, now=now)
    shift = hour.starts_at - booking.starts_at
    people = (booking.mentor_id, booking.mentee_id)
    ends_at = booking.ends_at + shift
    # Overdue requests stand aside, even if the job that ends them has not run.
    await expire_overdue(db, booking.mentor_id, now=now)
    meeting = Meeting(booking.id, *people, hour.starts_at, ends_at)
    await check_both_free(db, meeting, now=now)
    keeps_earlier = party == "mentee" or hour.is_agreed
    deadline = cancellation_deadline(booking.policy, hour.starts_at)
    times = NewTimes(
        starts_at=hour.starts_at,
        ends_at=ends_at,
        blocked_from=booking.blocked_from + shift,
        blocked_until=booking.blocked_until + shift,
        cancel_by=deadline if keeps_earlier else hour.starts_at,
        keeps_earlier=keeps_earlier,
        counts=0 if party == "operator" else 1,
    )
    outcome = StepOutcome(step="move", target=booking.status, times=times)
    await apply_step(db, booking, outcome, by=by, now=now)
    db.later(_CLOSE_PROPOSALS, booking_id=booking.id, now=now)
    await withdraw_overlapping(db, meeting, now=now)
    plan_reminders(db, booking.id, hour.starts_at, now=now)


async def check_free(db: Db, booking: BookingRow, starts_at: datetime, *, now: datetime) -> None:
    """Whether the mentor offers that hour, this session apart.

    Raises SameHour, and what `check_offered` raises.
    """
    if starts_at == booking.starts_at:
        raise SameHour
    plan, others = await together(db, _plan(db, booking), _others(db, booking, starts_at, now=now))
    start = Start(booking.mentor_id, seconds_after(starts_at))
    await check_offered(db, start, plan, others, now=now)


async def free_month_of(db: Db, booking: BookingRow, query: MonthQuery, *, now: datetime) -> Month:
    """The hours of a month that a session may be moved to, at least 20 minutes apart; those between
    them are not listed, and may be had."""
    found = await _listed(db, booking, month_range(query.zone, query.shown), now=now)
    return month_of(found, _seconds(booking.starts_at, booking.ends_at), query)


async def _listed(db: Db, booking: BookingRow, span: Range, *, now: datetime) -> list[int]:
    since, until = span
    plan, busy = await together(
        db,
        _plan(db, booking),
        _others(db, booking, datetime.fromtimestamp(since, UTC), now=now),
    )
    found = starts(plan, busy, since=since, until=until, now=seconds_after(now))
    own, last = seconds_after(booking.starts_at), 0
    listed = []
    for start in found:
        if start != own and start - last >= LISTED_EVERY:
            listed.append(start)
            last = start
    return listed


def is_movable(booking: BookingRow, party: Party, now: datetime) -> bool:
    """Whether `party` may still move a session without asking."""
    return _against_moving(booking, party, now, is_agreed=False) is None


def _against_moving(
    booking: BookingRow, party: Party, now: datetime, *, is_agreed: bool
) -> Conflict | None:
    if party == "operator":
        return None
    if booking.moves >= MOVES_MAX:
        return MovedTooOften()
    limit = cancellation_deadline(booking.policy, booking.starts_at)
    if party == "mentee" and booking.cancel_by is not None:
        limit = booking.cancel_by
    return TooLateToMove() if now > limit and not is_agreed else None


async def _plan(db: Db, booking: BookingRow) -> Plan:
    """The mentor's schedule of today, for a session as long as this one and with its buffers."""
    plan = stored_plan(bytes(await find_week(db, booking.mentor_id)))
    return msgspec.structs.replace(
        plan,
        slot=_seconds(booking.starts_at, booking.ends_at),
        before=_seconds(booking.blocked_from, booking.starts_at),
        after=_seconds(booking.ends_at, booking.blocked_until),
    )


def _seconds(since: datetime, until: datetime) -> int:
    return int((until - since).total_seconds())


async def _others(db: Db, booking: BookingRow, since: datetime, *, now: datetime) -> list[Busy]:
    """What takes the mentor's time from `since`, this session apart."""
    until = since + timedelta(seconds=MONTH)
    busy = await find_taken(db, booking.mentor_id, since=since, until=until, now=now)
    own = (seconds_after(booking.starts_at), seconds_after(booking.ends_at), "booking")
    return [item for item in busy if (item.start, item.end, item.kind) != own]
