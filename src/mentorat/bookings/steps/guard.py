"""Nobody is in two sessions at once, whichever side they are on: both people are locked in one
order, so that nobody waits in a circle, and what lies across both sides is read under the locks.
How many bookings they have is counted there too, so that the caps hold in every race."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import (
    ColumnElement,
    Interval,
    ScalarSelect,
    Text,
    and_,
    any_,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP

from mentorat.accounts.actions.look_again import ViewerState
from mentorat.accounts.models import User
from mentorat.accounts.standing import is_here
from mentorat.bookings.models import PROMISED, Booking, BookingStatus
from mentorat.bookings.queries.bookings import BookingRow
from mentorat.bookings.refusals import (
    DayFull,
    MenteeBusy,
    MenteeFull,
    PairFull,
    SlotTaken,
    SomebodyLeft,
)
from mentorat.db.executor import Db, rows
from mentorat.settings.booking_caps import BookingCaps

A_DAY = literal_column("interval '24 hours'", Interval)

# What each is comes from the row as it stands once its lock is there, whoever changed it before.
_LOCK = rows(
    select(User.id, User.role, is_here().label("is_here"))
    .where(User.id == any_(bindparam("people", type_=ARRAY(Text))))
    .order_by(User.id)
    .with_for_update(key_share=True),
    lambda user_id, role, is_here: (user_id, ViewerState(role, is_here)),
)


class Meeting(NamedTuple):
    """Who would meet when."""

    booking_id: UUID
    mentor_id: str
    mentee_id: str
    starts_at: datetime
    ends_at: datetime


def meeting_of(booking: BookingRow) -> Meeting:
    """The meeting that a booking promises."""
    people = (booking.mentor_id, booking.mentee_id)
    return Meeting(booking.id, *people, booking.starts_at, booking.ends_at)


class Clashes(msgspec.Struct, frozen=True):
    """Whether somebody is promised elsewhere, or the mentee asks others for that hour, and how many
    other bookings there are: confirmed ones that are not over, of the pair and of the mentee, and
    those the mentee made in a day."""

    is_mentee_busy: bool
    is_mentor_learning: bool
    asks_elsewhere: bool
    of_pair: int
    of_mentee: int
    of_day: int


_moments = (bindparam(n, type_=TIMESTAMP(timezone=True)) for n in ("starts_at", "ends_at"))
_overlaps = and_(
    Booking.id != bindparam("booking_id"),
    func.tstzrange(Booking.starts_at, Booking.ends_at).op("&&")(func.tstzrange(*_moments)),
)


def _clash(*sides: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(or_(*sides), PROMISED, _overlaps)


_mentor, _mentee = bindparam("mentor_id", type_=Text), bindparam("mentee_id", type_=Text)
_now = bindparam("now", type_=TIMESTAMP(timezone=True))
_is_ahead = and_(PROMISED, Booking.ends_at > _now)


def _count(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    others = (Booking.mentee_id == _mentee, Booking.id != bindparam("booking_id"))
    return select(func.count()).where(*others, *conditions).scalar_subquery()


_CLASHES = rows(
    select(
        _clash(Booking.mentee_id == _mentee, Booking.mentor_id == _mentee).label("is_mentee_busy"),
        _clash(Booking.mentee_id == _mentor).label("is_mentor_learning"),
        exists()
        .where(
            Booking.mentee_id == _mentee,
            Booking.status == BookingStatus.REQUESTED,
            Booking.expires_at > _now,
            _overlaps,
        )
        .label("asks_elsewhere"),
        _count(_is_ahead, Booking.mentor_id == _mentor).label("of_pair"),
        _count(_is_ahead).label("of_mentee"),
        _count(Booking.created_at > _now - A_DAY).label("of_day"),
    ),
    Clashes,
)


async def find_clashes(db: Db, meeting: Meeting, *, now: datetime) -> Clashes:
    """What lies across a meeting on both sides.

    What one column sees, the constraints hold; what lies across both sides is read here, under the
    locks of both people (`lock_people`), through which every promise goes.
    """
    return await db.one(_CLASHES, **meeting._asdict(), now=now)


def check_clashes(found: Clashes) -> Clashes:
    """Raises MenteeBusy or SlotTaken when one of two people is promised to somebody else then."""
    if found.is_mentee_busy:
        raise MenteeBusy
    if found.is_mentor_learning:
        raise SlotTaken
    return found


async def check_both_free(db: Db, meeting: Meeting, *, now: datetime) -> Clashes:
    """What else two people have who are free to meet. Raises MenteeBusy, SlotTaken."""
    return check_clashes(await find_clashes(db, meeting, now=now))


def check_caps(found: Clashes, caps: BookingCaps, *, is_new: bool) -> None:
    """Whether two people may have one more session; a new one, or a request that gets its yes.

    Raises PairFull, MenteeFull, DayFull.
    """
    if found.of_pair >= caps.pair:
        raise PairFull(cap=caps.pair)
    if found.of_mentee >= caps.open:
        raise MenteeFull(cap=caps.open)
    if is_new and found.of_day >= caps.daily:
        raise DayFull(cap=caps.daily)


def lock_people(db: Db, *people: str) -> None:
    """Every writer of bookings waits here for the others of the same two people.

    The exclusion constraints have the last word; without this queue in front of them, two hundred
    inserts into one hour end in a storm of deadlocks (docs/decisions/0016).
    """
    db.later(_LOCK, people=list(people))


async def lock_pair(db: Db, *people: str) -> dict[str, ViewerState]:
    """Wait as `lock_people` does, for a step that promises something: after the wait both must
    still be here. What each of them is, until the transaction ends. Raises SomebodyLeft."""
    found = dict(await db.all(_LOCK, people=list(people)))
    if sum(one.is_here for one in found.values()) < len(people):
        raise SomebodyLeft
    return found
