"""Reading who came to their sessions, and what is said against it."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import Text, and_, bindparam, func, or_, select

from mentorat.bookings.models import Booking, MarkKind, ReliabilityMark
from mentorat.bookings.policies import FADES_AFTER
from mentorat.db.executor import Db, rows


class MarkRow(msgspec.Struct, frozen=True):
    """That somebody did not come, and what they say to it."""

    user_id: str
    made_by: str
    made_at: datetime
    contested_at: datetime | None
    objection: str | None
    settled_at: datetime | None
    is_lifted: bool


class Attendance(msgspec.Struct, frozen=True):
    """How many sessions somebody had in the last six months, and how many of them they missed."""

    sessions: int
    missed: int

    @property
    def came(self) -> int:
        """How many they came to."""
        return max(self.sessions - self.missed, 0)


_MARKS = rows(
    select(
        ReliabilityMark.user_id,
        ReliabilityMark.made_by,
        ReliabilityMark.made_at,
        ReliabilityMark.contested_at,
        ReliabilityMark.objection,
        ReliabilityMark.settled_at,
        ReliabilityMark.is_lifted,
    )
    .where(
        ReliabilityMark.booking_id == bindparam("booking_id"),
        ReliabilityMark.kind == MarkKind.ABSENT,
    )
    .order_by(ReliabilityMark.made_at),
    MarkRow,
)
_person = bindparam("user_id", type_=Text)
_recent = Booking.starts_at > bindparam("since")
_held = (
    select(func.count())
    .where(
        or_(
            and_(Booking.mentor_id == _person, _recent),
            and_(Booking.mentee_id == _person, _recent),
        ),
        or_(Booking.status == "completed", Booking.status == "missed"),
    )
    .scalar_subquery()
)
_missed = (
    select(func.count())
    .where(
        ReliabilityMark.user_id == _person,
        ReliabilityMark.made_at > bindparam("since"),
        ReliabilityMark.kind == MarkKind.ABSENT,
        ReliabilityMark.is_lifted.is_(False),
        # What is contested counts once an operator has heard both.
        or_(ReliabilityMark.contested_at.is_(None), ReliabilityMark.settled_at.is_not(None)),
    )
    .scalar_subquery()
)
_ATTENDANCE = rows(select(_held.label("sessions"), _missed.label("missed")), Attendance)


async def list_marks(db: Db, booking_id: UUID) -> list[MarkRow]:
    """Who is said to have been absent from a session."""
    return await db.all(_MARKS, booking_id=booking_id)


async def find_attendance(db: Db, user_id: str, *, now: datetime) -> Attendance:
    """How reliable somebody was lately; what is older than six months is forgotten."""
    return await db.one(_ATTENDANCE, user_id=user_id, since=now - FADES_AFTER)
