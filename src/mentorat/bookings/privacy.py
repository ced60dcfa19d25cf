"""What bookings hold of a person. The other one keeps what happened: with whom by id, when, at
which price; the words of who left go, and the zone they read hours in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from sqlalchemy import (
    Text,
    and_,
    bindparam,
    case,
    cast,
    delete,
    literal,
    null,
    or_,
    select,
    update,
)

from mentorat.bookings.models import (
    Booking,
    BookingJoin,
    BookingNote,
    BookingStatus,
    MarkKind,
    MoveProposal,
    ReliabilityMark,
)
from mentorat.bookings.queries.notes import SHARED
from mentorat.db.executor import Db, command, rows, scalar
from mentorat.db.personal import Columns, Holds, among_people, columns_of
from mentorat.notifications.privacy import forget_about

COLUMNS: Columns = {
    "bookings": {
        **dict.fromkeys(("mentor_id", "mentee_id", "currency", "ended_by"), Holds.NOTHING),
        **dict.fromkeys(
            ("note", "reason", "meeting_place", "mentor_timezone", "mentee_timezone"), Holds.WORDS
        ),
    },
    "reliability_marks": {
        **dict.fromkeys(("user_id", "made_by"), Holds.NOTHING),
        "objection": Holds.WORDS,
    },
    "move_proposals": {"proposed_by": Holds.NOTHING},
    # One's own texts go; what both wrote stays the other one's too.
    "booking_notes": {
        **dict.fromkeys(("owner", "written_by"), Holds.NOTHING),
        "body": Holds.WORDS,
    },
    "booking_joins": {"user_id": Holds.NOTHING},
}


class BookingExport(msgspec.Struct, frozen=True):
    """One side of a booking: what was promised, and one's own words; of the other one, nothing."""

    id: UUID
    side: Literal["mentor", "mentee"]
    status: BookingStatus
    starts_at: datetime
    ends_at: datetime
    price_cents: int
    due_cents: int | None
    currency: str
    timezone: str
    note: str | None
    reason: str | None
    meeting_place: str | None
    created_at: datetime


class MarkExport(msgspec.Struct, frozen=True):
    """A mark against somebody's reliability, and what they said to it."""

    booking_id: UUID
    kind: MarkKind
    made_at: datetime
    objection: str | None
    is_lifted: bool


class NoteExport(msgspec.Struct, frozen=True):
    """A text about a session: one's own, or that of both."""

    booking_id: UUID
    is_shared: bool
    body: str
    written_at: datetime


class ProposalExport(msgspec.Struct, frozen=True):
    """Another hour that somebody would have liked."""

    booking_id: UUID
    starts_at: datetime
    proposed_at: datetime


class JoinExport(msgspec.Struct, frozen=True):
    """When somebody opened a meeting place first."""

    booking_id: UUID
    joined_at: datetime


class BookingsExport(msgspec.Struct, frozen=True):
    """Everything somebody promised, and said about it."""

    bookings: list[BookingExport]
    marks: list[MarkExport]
    notes: list[NoteExport]
    proposals: list[ProposalExport]
    joins: list[JoinExport]


_person = bindparam("person", type_=Text)
_is_mentor = Booking.mentor_id == _person
_is_mentee = Booking.mentee_id == _person
_BOOKINGS = rows(
    select(
        Booking.id,
        case((_is_mentor, literal("mentor")), else_=literal("mentee")).label("side"),
        Booking.status,
        Booking.starts_at,
        Booking.ends_at,
        Booking.price_cents,
        Booking.due_cents,
        Booking.currency,
        case((_is_mentor, Booking.mentor_timezone), else_=Booking.mentee_timezone).label(
            "timezone"
        ),
        case((_is_mentee, Booking.note)).label("note"),
        case((Booking.ended_by == _person, Booking.reason)).label("reason"),
        case((_is_mentor, Booking.meeting_place)).label("meeting_place"),
        Booking.created_at,
    )
    .where(or_(_is_mentor, _is_mentee))
    .order_by(Booking.starts_at, Booking.id),
    BookingExport,
)
_MARKS = rows(
    select(*columns_of(ReliabilityMark, MarkExport))
    .where(ReliabilityMark.user_id == _person)
    .order_by(ReliabilityMark.made_at),
    MarkExport,
)
_NOTES = rows(
    select(
        BookingNote.booking_id,
        (BookingNote.owner == SHARED).label("is_shared"),
        BookingNote.body,
        BookingNote.written_at,
    )
    .join(Booking, Booking.id == BookingNote.booking_id)
    .where(
        or_(
            BookingNote.owner == _person,
            and_(BookingNote.owner == SHARED, or_(_is_mentor, _is_mentee)),
        )
    )
    .order_by(BookingNote.written_at),
    NoteExport,
)
_PROPOSALS = rows(
    select(*columns_of(MoveProposal, ProposalExport))
    .where(MoveProposal.proposed_by == _person)
    .order_by(MoveProposal.proposed_at),
    ProposalExport,
)
_JOINS = rows(
    select(*columns_of(BookingJoin, JoinExport))
    .where(BookingJoin.user_id == _person)
    .order_by(BookingJoin.joined_at),
    JoinExport,
)

_mentor_left, _mentee_left = among_people(Booking.mentor_id), among_people(Booking.mentee_id)
_of_leaver = or_(_mentor_left, _mentee_left)


def _unless(is_theirs: Any, column: Any, blank: Any) -> Any:
    return case((is_theirs, blank), else_=column)


_BLANK = command(
    update(Booking)
    .where(_of_leaver)
    .values(
        note=_unless(_mentee_left, Booking.note, null()),
        reason=_unless(among_people(Booking.ended_by), Booking.reason, null()),
        meeting_place=_unless(_mentor_left, Booking.meeting_place, null()),
        mentor_timezone=_unless(_mentor_left, Booking.mentor_timezone, "UTC"),
        mentee_timezone=_unless(_mentee_left, Booking.mentee_timezone, "UTC"),
    )
)
_BLANK_OBJECTIONS = command(
    update(ReliabilityMark).where(among_people(ReliabilityMark.user_id)).values(objection=null())
)
_DROP_NOTES = command(delete(BookingNote).where(among_people(BookingNote.owner)))
_OF_LEAVERS = scalar(select(cast(Booking.id, Text)).where(_of_leaver), str)


async def export(db: Db, person_id: str) -> BookingsExport:
    """What somebody promised on either side, and what they wrote about it."""
    return BookingsExport(
        await db.all(_BOOKINGS, person=person_id),
        await db.all(_MARKS, person=person_id),
        await db.all(_NOTES, person=person_id),
        await db.all(_PROPOSALS, person=person_id),
        await db.all(_JOINS, person=person_id),
    )


async def forget(db: Db, people: Sequence[str]) -> None:
    """Blank the words of who left, and what either side was told of bookings with them."""
    gone = list(people)
    db.later(_BLANK, people=gone)
    db.later(_BLANK_OBJECTIONS, people=gone)
    db.later(_DROP_NOTES, people=gone)
    forget_about(db, await db.all(_OF_LEAVERS, people=gone))
