"""Reliability: saying that somebody did not come, contesting it, and settling who was right."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import Boolean, Text, bindparam, exists, select, update
from sqlalchemy.dialects.postgresql import insert

from mentorat.bookings.actions.lock_people import lock_people
from mentorat.bookings.actions.swap import Outcome, check_step, swap
from mentorat.bookings.actor import Actor
from mentorat.bookings.models import MARK_KIND, BookingStatus, MarkKind, ReliabilityMark
from mentorat.bookings.policies import (
    CONTEST_WITHIN,
    ILLNESS_EVERY,
    due_after_absence,
    may_mark_absence,
)
from mentorat.bookings.queries.promises import BookingRow
from mentorat.bookings.queries.reliability import list_marks
from mentorat.bookings.refusals import (
    IllnessUsed,
    MarkedAlready,
    NothingToContest,
    TooEarlyToMark,
)
from mentorat.db.executor import Db, command, scalar
from mentorat.db.ids import new_id

ILLNESS = "illness"

_MARK = scalar(
    insert(ReliabilityMark)
    .values(
        id=bindparam("id"),
        user_id=bindparam("user_id"),
        booking_id=bindparam("booking_id"),
        kind=bindparam("kind", type_=MARK_KIND),
        made_by=bindparam("made_by"),
        made_at=bindparam("now"),
        objection=bindparam("objection", type_=Text, required=True),
        is_lifted=bindparam("lifted", type_=Boolean),
    )
    .on_conflict_do_nothing()
    .returning(ReliabilityMark.id),
    UUID,
)
_absence_of_booking = (
    ReliabilityMark.booking_id == bindparam("booking_id"),
    ReliabilityMark.kind == MarkKind.ABSENT,
)
_CONTEST = scalar(
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
_SETTLE = command(
    update(ReliabilityMark)
    .where(*_absence_of_booking, ReliabilityMark.user_id == bindparam("marked_id"))
    .values(settled_at=bindparam("now"), is_lifted=bindparam("lifted", type_=Boolean))
)
_WAS_ILL = scalar(
    select(
        exists().where(
            ReliabilityMark.user_id == bindparam("user_id", type_=Text),
            ReliabilityMark.objection == ILLNESS,
            ReliabilityMark.made_at > bindparam("since"),
        )
    ),
    bool,
)


class Absent(msgspec.Struct, frozen=True):
    """Who was not there, as an operator settled it."""

    mentor: bool
    mentee: bool


async def mark_absent(db: Db, booking: BookingRow, *, by: Actor, now: datetime) -> None:
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
    marked = await _mark(db, booking, absent_id, by.id, now=now)
    if not marked:
        raise MarkedAlready
    earlier = [mark for mark in await list_marks(db, booking.id) if mark.user_id == by.id]
    if earlier:  # they say it of each other: neither stands until it is settled
        for person in (booking.mentor_id, booking.mentee_id):
            await _contest(db, booking, person, None, now=now)
    due = due_after_absence(
        booking.price_cents,
        is_mentor_absent=is_mentor_absent or bool(earlier),
        is_mentee_absent=not is_mentor_absent or bool(earlier),
    )
    outcome = Outcome(
        step="absence",
        target=BookingStatus.MISSED,
        due_cents=due,
        details={"absent": absent_id},
    )
    await swap(db, booking, outcome, by=by, now=now)


async def contest(db: Db, booking: BookingRow, objection: str, *, by: Actor, now: datetime) -> None:
    """Say within 72 hours that one was there: the mark waits for an operator.

    Raises Forbidden, BookingMoved, NothingToContest.
    """
    check_step(booking, "contest", by, now)
    lock_people(db, booking.mentor_id, booking.mentee_id)
    if not await _contest(db, booking, by.id, objection, now=now):
        raise NothingToContest
    outcome = Outcome(step="contest", target=booking.status, due_cents=booking.due_cents)
    await swap(db, booking, outcome, by=by, now=now)


async def settle(db: Db, booking: BookingRow, absent: Absent, *, by: Actor, now: datetime) -> None:
    """An operator says who was absent: their marks stand, the others are lifted, and what is due
    follows. Raises Forbidden, BookingMoved."""
    check_step(booking, "settle", by, now)
    lock_people(db, booking.mentor_id, booking.mentee_id)
    for person, is_absent in (
        (booking.mentor_id, absent.mentor),
        (booking.mentee_id, absent.mentee),
    ):
        if is_absent:
            await _mark(db, booking, person, by.id, now=now)
        db.later(_SETTLE, booking_id=booking.id, marked_id=person, lifted=not is_absent, now=now)
    due = due_after_absence(
        booking.price_cents, is_mentor_absent=absent.mentor, is_mentee_absent=absent.mentee
    )
    someone = absent.mentor or absent.mentee
    outcome = Outcome(
        step="settle",
        target=BookingStatus.MISSED if someone else BookingStatus.COMPLETED,
        due_cents=due,
        details=msgspec.to_builtins(absent),
    )
    await swap(db, booking, outcome, by=by, now=now)


async def note_cancellation(db: Db, booking: BookingRow, *, illness: bool, now: datetime) -> None:
    """A mentor cancelled: a mark, which illness lifts once in 90 days. Raises IllnessUsed."""
    person = booking.mentor_id
    since = now - ILLNESS_EVERY
    if illness and await db.value(_WAS_ILL, user_id=person, since=since):
        raise IllnessUsed
    await db.value(
        _MARK,
        id=new_id(now),
        user_id=person,
        booking_id=booking.id,
        kind=MarkKind.CANCELLED,
        made_by=person,
        objection=ILLNESS if illness else None,
        lifted=illness,
        now=now,
    )


async def _mark(db: Db, booking: BookingRow, person: str, by: str, *, now: datetime) -> bool:
    found = await db.value(
        _MARK,
        id=new_id(now),
        user_id=person,
        booking_id=booking.id,
        kind=MarkKind.ABSENT,
        made_by=by,
        objection=None,
        lifted=False,
        now=now,
    )
    return found is not None


async def _contest(
    db: Db, booking: BookingRow, person: str, objection: str | None, *, now: datetime
) -> bool:
    found = await db.value(
        _CONTEST,
        booking_id=booking.id,
        marked_id=person,
        objection=objection or "",
        since=now - CONTEST_WITHIN,
        now=now,
    )
    return found is not None
