"""Reading who came to their sessions, and what is said against it."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import Text, and_, bindparam, cast, func, or_, select
from sqlalchemy.dialects.postgresql import DOUBLE_PRECISION
from sqlalchemy.orm import aliased

from mentorat.bookings.models import Booking, BookingEvent, MarkKind, ReliabilityMark
from mentorat.bookings.policies import FADES_AFTER
from mentorat.db.executor import Db, rows

ENOUGH = 3  # answers or sessions, before a figure says something


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


class Record(Attendance, frozen=True):
    """What anybody may know of a mentor: how they come, and how they answer requests."""

    answered: int
    accepted: int
    median_seconds: float | None

    @property
    def answer_hours(self) -> int | None:
        """In how many hours half of the requests were answered; None for too few to tell."""
        if self.answered < ENOUGH or self.median_seconds is None:
            return None
        return max(1, round(self.median_seconds / 3600))

    @property
    def accepted_percent(self) -> int:
        """How many requests of a hundred were accepted."""
        return round(100 * self.accepted / self.answered) if self.answered else 0


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

_asked = aliased(BookingEvent, name="asked")
_answers = (
    select(
        (BookingEvent.kind == "accept").label("is_yes"),
        func.extract("epoch", BookingEvent.happened_at - _asked.happened_at).label("seconds"),
    )
    .select_from(Booking)
    .join(BookingEvent, BookingEvent.booking_id == Booking.id)
    .join(_asked, and_(_asked.booking_id == Booking.id, _asked.sequence == 0))
    .where(
        Booking.mentor_id == _person,
        _recent,
        BookingEvent.actor == _person,
        or_(BookingEvent.kind == "accept", BookingEvent.kind == "decline"),
    )
    .subquery("answers")
)
_RECORD = rows(
    select(
        _held.label("sessions"),
        _missed.label("missed"),
        func.count().label("answered"),
        func.count().filter(_answers.c.is_yes).label("accepted"),
        cast(func.percentile_cont(0.5).within_group(_answers.c.seconds), DOUBLE_PRECISION).label(
            "median_seconds"
        ),
    ).select_from(_answers),
    Record,
)


async def list_marks(db: Db, booking_id: UUID) -> list[MarkRow]:
    """Who is said to have been absent from a session."""
    return await db.all(_MARKS, booking_id=booking_id)


async def find_attendance(db: Db, user_id: str, *, now: datetime) -> Attendance:
    """How reliable somebody was lately; what is older than six months is forgotten."""
    return await db.one(_ATTENDANCE, user_id=user_id, since=now - FADES_AFTER)


async def find_record(db: Db, mentor_id: str, *, now: datetime) -> Record:
    """A mentor's last six months: how they came, how they answered."""
    return await db.one(_RECORD, user_id=mentor_id, since=now - FADES_AFTER)
