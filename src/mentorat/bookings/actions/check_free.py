"""Nobody is in two sessions at once, whichever side they are on."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Text, and_, bindparam, exists, func, or_, select
from sqlalchemy.dialects.postgresql import TIMESTAMP

from mentorat.bookings.models import PROMISED, Booking
from mentorat.bookings.queries.promises import BookingRow
from mentorat.bookings.refusals import MenteeBusy, SlotTaken
from mentorat.db.executor import Db, rows


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
    """Whether somebody is promised elsewhere."""

    is_mentee_busy: bool
    is_mentor_learning: bool


def _clash(*sides: ColumnElement[bool]) -> ColumnElement[bool]:
    moments = {
        name: bindparam(name, type_=TIMESTAMP(timezone=True)) for name in ("starts_at", "ends_at")
    }
    return exists().where(
        and_(
            or_(*sides),
            PROMISED,
            Booking.id != bindparam("booking_id"),
            func.tstzrange(Booking.starts_at, Booking.ends_at).op("&&")(
                func.tstzrange(moments["starts_at"], moments["ends_at"])
            ),
        )
    )


_mentor, _mentee = bindparam("mentor_id", type_=Text), bindparam("mentee_id", type_=Text)
_CLASHES = rows(
    select(
        _clash(Booking.mentee_id == _mentee, Booking.mentor_id == _mentee).label("is_mentee_busy"),
        _clash(Booking.mentee_id == _mentor).label("is_mentor_learning"),
    ),
    Clashes,
)


async def check_both_free(db: Db, meeting: Meeting) -> None:
    """Raises MenteeBusy or SlotTaken when one of two people is promised to somebody else then.

    What one column sees, the constraints hold; what lies across both sides is read here, under the
    locks of both people (`lock_people`), through which every promise goes.
    """
    found = await db.one(_CLASHES, **meeting._asdict())
    if found.is_mentee_busy:
        raise MenteeBusy
    if found.is_mentor_learning:
        raise SlotTaken
