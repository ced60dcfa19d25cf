"""What machines read of everybody: bookings and people, a page at a time."""

from itertools import combinations
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, Uuid, bindparam, select

from mentorat.accounts.models import User
from mentorat.admin.schemas import (
    PlatformBooking,
    PlatformBookingQuery,
    PlatformUser,
    PlatformUserQuery,
)
from mentorat.bookings.models import BOOKING_STATUS, Booking
from mentorat.db.executor import Db, Statement, rows
from mentorat.db.personal import columns_of

BEFORE_ALL = UUID(int=0)

_bookings = select(*columns_of(Booking, PlatformBooking))
_people = select(*columns_of(User, PlatformUser))
_NARROWED: dict[str, ColumnElement[bool]] = {
    "mentor": Booking.mentor_id == bindparam("mentor", type_=Text),
    "mentee": Booking.mentee_id == bindparam("mentee", type_=Text),
    "status": Booking.status == bindparam("status", type_=BOOKING_STATUS),
}


def _list(names: tuple[str, ...]) -> Statement[PlatformBooking]:
    narrowed = [_NARROWED[name] for name in names]
    return rows(
        _bookings.where(Booking.id > bindparam("after", type_=Uuid), *narrowed)
        .order_by(Booking.id)
        .limit(bindparam("count")),
        PlatformBooking,
    )


# One plan for each choice of filters: none pays for those that were not asked.
_BOOKINGS = {
    names: _list(names)
    for length in range(len(_NARROWED) + 1)
    for names in combinations(_NARROWED, length)
}
_BOOKING = rows(_bookings.where(Booking.id == bindparam("booking_id")), PlatformBooking)
_later = (
    _people.where(User.id > bindparam("after", type_=Text))
    .order_by(User.id)
    .limit(bindparam("count"))
)
_EVERYBODY = rows(_later, PlatformUser)
_OF_ROLE = rows(_later.where(User.role == bindparam("role", type_=User.role.type)), PlatformUser)
_PERSON = rows(_people.where(User.id == bindparam("user_id")), PlatformUser)


async def list_platform_bookings(db: Db, query: PlatformBookingQuery) -> list[PlatformBooking]:
    """Everybody's bookings in the order they were made; one more than asked when more follow."""
    asked: dict[str, Any] = {
        "mentor": query.mentor,
        "mentee": query.mentee,
        "status": query.status.value if query.status else None,
    }
    narrowed = {name: value for name, value in asked.items() if value is not None}
    after = UUID(query.cursor) if query.cursor else BEFORE_ALL
    values = {**narrowed, "after": after, "count": query.limit + 1}
    return await db.all(_BOOKINGS[(*narrowed,)], **values)


async def find_platform_booking(db: Db, booking_id: UUID) -> PlatformBooking | None:
    """One booking, whosever."""
    return await db.find(_BOOKING, booking_id=booking_id)


async def list_platform_users(db: Db, query: PlatformUserQuery) -> list[PlatformUser]:
    """Everybody by id; one more than asked when more follow."""
    values = {"after": query.cursor or "", "count": query.limit + 1}
    if query.role is None:
        return await db.all(_EVERYBODY, **values)
    return await db.all(_OF_ROLE, role=query.role.value, **values)


async def find_platform_user(db: Db, user_id: str) -> PlatformUser | None:
    """One person."""
    return await db.find(_PERSON, user_id=user_id)
