"""Absences: reporting that somebody did not come, disputing it, and an operator's resolution."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import Boolean, Text, bindparam, update

from mentorat.bookings.actor import Actor
from mentorat.bookings.models import BookingStatus, MarkKind, ReliabilityMark
from mentorat.bookings.policies import (
    CONTEST_WITHIN,
    due_after_absence,
    may_mark_absence,
)
from mentorat.bookings.queries.absences import list_marks
from mentorat.bookings.queries.bookings import BookingRow
from mentorat.bookings.refusals import (
    MarkedAlready,
    NothingToContest,
    TooEarlyToMark,
)
from mentorat.bookings.steps.apply import StepOutcome, apply_step, check_step
from mentorat.bookings.steps.guard import lock_people
from mentorat.bookings.steps.marks import Mark, add_mark
from mentorat.db.executor import Db, command, scalar

_absence_of_booking = (
    ReliabilityMark.booking_id == bindparam("booking_id"),
    ReliabilityMark.kind == MarkKind.ABSENT,
)
_DISPUTE = scalar(
    update(ReliabilityMark)
    .where(
        *_absence_of_booking,
        ReliabilityMark.user_id == bindparam("marked_id"),
        ReliabilityMark.contested_at.is_(None),
        ReliabilityMark.settled_at.is_(None),
        ReliabilityMark.made_at >= bindparam("since"),
    )
    .values(contested_at=bindparam("now"), objection=bindparam("objection", type_=Text))
    .returning(ReliabilityMark.id),
    UUID,
)
_RESOLVE = command(
    update(ReliabilityMark)
    .where(*_absence_of_booking, ReliabilityMark.user_id == bindparam("marked_id"))
    .values(settled_at=bindparam("now"), is_lifted=bindparam("lifted", type_=Boolean))
)


class AbsentSides(msgspec.Struct, frozen=True):
    """Who was not there, as an operator settled it."""

    mentor: bool
    mentee: bool


async def report_no_show(db: Db, booking: BookingRow, *, by: Actor, now: datetime) -> None:
    """Say that the other one did not come, from ten minutes after the start until a day after the
    end. When both say it, an operator decides; marking somebody who contests changes nothing.

    Raises Forbidden, BookingMoved, TooEarlyToMark, MarkedAlready.
    """
    check_step(booking, "absence", by, now)
    if not may_mark_absence(booking.starts_at, booking.ends_at, now):
        raise TooEarlyToMark
    is_mentor_absent = by.id == booking.mentee_id
    absent_id = booking.mentor_id if is_mentor_absent else booking.mentee_id
    lock_people(db, booking.mentor_id, booking.mentee_id)
    marked = await add_mark(db, Mark(absent_id, booking.id, MarkKind.ABSENT, by.id), now=now)
    if not marked:
        raise MarkedAlready
    earlier = [mark for mark in await list_marks(db, booking.id) if mark.user_id == by.id]
    if earlier:  # they say it of each other: neither stands until it is settled
        for person in (booking.mentor_id, booking.mentee_id):
            await _dispute(db, booking, person, None, now=now)
    due = due_after_absence(
        booking.price_cents,
        booking.currency,
        is_mentor_absent=is_mentor_absent or bool(earlier),
        is_mentee_absent=not is_mentor_absent or bool(earlier),
    )
    outcome = StepOutcome(
        step="absence",
        target=BookingStatus.MISSED,
        due_cents=due,
        details={"absent": absent_id},
    )
    await apply_step(db, booking, outcome, by=by, now=now)


async def dispute(db: Db, booking: BookingRow, objection: str, *, by: Actor, now: datetime) -> None:
    """Say within 72 hours that one was there: the mark waits for an operator.

    Raises Forbidden, BookingMoved, NothingToContest.
    """
    check_step(booking, "contest", by, now)
    lock_people(db, booking.mentor_id, booking.mentee_id)
    if not await _dispute(db, booking, by.id, objection, now=now):
        raise NothingToContest
    outcome = StepOutcome(step="contest", target=booking.status, due_cents=booking.due_cents)
    await apply_step(db, booking, outcome, by=by, now=now)


async def resolve(
    db: Db, booking: BookingRow, absent: AbsentSides, *, by: Actor, now: datetime
) -> None:
    """An operator says who was absent: their marks stand, the others are lifted, and what is due
    follows. Raises Forbidden, BookingMoved."""
    check_step(booking, "settle", by, now)
    lock_people(db, booking.mentor_id, booking.mentee_id)
    for person, is_absent in (
        (booking.mentor_id, absent.mentor),
        (booking.mentee_id, absent.mentee),
    ):
        if is_absent:
            await add_mark(db, Mark(person, booking.id, MarkKind.ABSENT, by.id), now=now)
        db.later(_RESOLVE, booking_id=booking.id, marked_id=person, lifted=not is_absent, now=now)
    due = due_after_absence(
        booking.price_cents,
        booking.currency,
        is_mentor_absent=absent.mentor,
        is_mentee_absent=absent.mentee,
    )
    someone = absent.mentor or absent.mentee
    outcome = StepOutcome(
        step="settle",
        target=BookingStatus.MISSED if someone else BookingStatus.COMPLETED,
        due_cents=due,
        details=msgspec.to_builtins(absent),
    )
    await apply_step(db, booking, outcome, by=by, now=now)


async def _dispute(
    db: Db, booking: BookingRow, person: str, objection: str | None, *, now: datetime
) -> bool:
    found = await db.value(
        _DISPUTE,
        booking_id=booking.id,
        marked_id=person,
        objection=objection or "",
        since=now - CONTEST_WITHIN,
        now=now,
    )
    return found is not None
