"""What operators read of bookings: lists, one with its whole history, what waits for a decision."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Text, TextClause, bindparam, exists, func, or_, select, true
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import aliased

from mentorat.accounts.models import User
from mentorat.accounts.standing import gone_since
from mentorat.admin.paging import PAGE
from mentorat.bookings.models import LIVE, Booking, BookingEvent, BookingStatus, ReliabilityMark
from mentorat.db.executor import Db, Statement, rows, scalar

Which = Literal["contested", "ahead", "past", "all"]


class BookingListRow(msgspec.Struct, frozen=True):
    """A booking of the list."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    status: BookingStatus
    mentor_first_name: str | None
    mentor_last_name: str | None
    mentee_first_name: str | None
    mentee_last_name: str | None


class HistoryRow(msgspec.Struct, frozen=True):
    """One step, with whoever took it and all that was written down."""

    happened_at: datetime
    actor: str
    actor_first_name: str | None
    actor_last_name: str | None
    kind: str
    status: BookingStatus
    sequence: int
    details: msgspec.Raw

    @property
    def noted(self) -> dict[str, Any]:
        """The details as they were written down."""
        found: dict[str, Any] = msgspec.json.decode(self.details)
        return found


class Sides(msgspec.Struct, frozen=True):
    """The two accounts of a booking, as far as an operator needs them."""

    mentor_email: str | None
    mentor_gone_at: datetime | None
    mentee_email: str | None
    mentee_gone_at: datetime | None


_mentor, _mentee = aliased(User, name="mentor"), aliased(User, name="mentee")
_actor = aliased(User, name="actor")
_waits = exists().where(
    ReliabilityMark.booking_id == Booking.id,
    ReliabilityMark.contested_at.is_not(None),
    ReliabilityMark.settled_at.is_(None),
)
_now = bindparam("now", type_=TIMESTAMP(timezone=True))
_CONDITIONS: dict[Which, tuple[ColumnElement[bool] | TextClause, ...]] = {
    "contested": (_waits,),
    "ahead": (LIVE, Booking.ends_at > _now),
    "past": (Booking.ends_at <= _now,),
    "all": (true(),),
}
_person = bindparam("person", type_=Text)


def _list(which: Which) -> Statement[BookingListRow]:
    matches = or_(
        _person == "",
        *(
            or_(
                one.id == _person,
                func.lower(one.email) == func.lower(_person),
                func.lower(func.concat_ws(" ", one.first_name, one.last_name))
                == func.lower(_person),
            )
            for one in (_mentor, _mentee)
        ),
    )
    order = Booking.starts_at if which == "ahead" else Booking.starts_at.desc()
    return rows(
        select(
            Booking.id,
            Booking.starts_at,
            Booking.ends_at,
            Booking.status,
            _mentor.first_name.label("mentor_first_name"),
            _mentor.last_name.label("mentor_last_name"),
            _mentee.first_name.label("mentee_first_name"),
            _mentee.last_name.label("mentee_last_name"),
        )
        .join(_mentor, _mentor.id == Booking.mentor_id)
        .join(_mentee, _mentee.id == Booking.mentee_id)
        .where(*_CONDITIONS[which], matches)
        .order_by(order, Booking.id)
        .offset(bindparam("skip"))
        .limit(PAGE + 1),
        BookingListRow,
    )


_LISTS = {which: _list(which) for which in _CONDITIONS}
_HISTORY = rows(
    select(
        BookingEvent.happened_at,
        BookingEvent.actor,
        _actor.first_name.label("actor_first_name"),
        _actor.last_name.label("actor_last_name"),
        BookingEvent.kind,
        BookingEvent.status,
        BookingEvent.sequence,
        BookingEvent.details,
    )
    .outerjoin(_actor, _actor.id == BookingEvent.actor)
    .where(BookingEvent.booking_id == bindparam("booking_id"))
    .order_by(BookingEvent.sequence),
    HistoryRow,
)
_SIDES = rows(
    select(
        _mentor.email.label("mentor_email"),
        gone_since(_mentor).label("mentor_gone_at"),
        _mentee.email.label("mentee_email"),
        gone_since(_mentee).label("mentee_gone_at"),
    )
    .select_from(Booking)
    .join(_mentor, _mentor.id == Booking.mentor_id)
    .join(_mentee, _mentee.id == Booking.mentee_id)
    .where(Booking.id == bindparam("booking_id")),
    Sides,
)
_CONTESTED = scalar(
    select(func.count(ReliabilityMark.booking_id.distinct())).where(
        ReliabilityMark.contested_at.is_not(None), ReliabilityMark.settled_at.is_(None)
    ),
    int,
)


async def list_bookings(
    db: Db, which: Which, person: str, *, skip: int, now: datetime
) -> list[BookingListRow]:
    """Bookings of a kind, of one person if named by id, e-mail or whole name; one more than a page
    when there are more."""
    values = {"person": person, "skip": skip}
    if which in {"ahead", "past"}:
        values["now"] = now
    return await db.all(_LISTS[which], **values)


async def list_history(db: Db, booking_id: UUID) -> list[HistoryRow]:
    """Everything that happened to a booking, in order."""
    return await db.all(_HISTORY, booking_id=booking_id)


async def find_sides(db: Db, booking_id: UUID) -> Sides:
    """The two accounts of a booking that exists."""
    return await db.one(_SIDES, booking_id=booking_id)


async def count_contested(db: Db) -> int:
    """How many absences wait for an operator."""
    return await db.one(_CONTESTED)
