"""Reading what surrounds a session: proposals of another hour, notes, who opened the place."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import Text, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from mentorat.bookings.models import BookingJoin, BookingNote, MoveProposal
from mentorat.db.executor import Db, rows, scalar

SHARED = "shared"


class ProposalRow(msgspec.Struct, frozen=True):
    """An hour that one side would like instead."""

    id: UUID
    proposed_by: str
    starts_at: datetime
    proposed_at: datetime
    expires_at: datetime


class NoteRow(msgspec.Struct, frozen=True):
    """A text about a session; `version` tells whether somebody else wrote in between."""

    owner: str
    body: str
    version: int
    written_by: str
    written_at: datetime


class JoinRow(msgspec.Struct, frozen=True):
    """Who opened the meeting place, and when first."""

    user_id: str
    joined_at: datetime


_PROPOSALS = rows(
    select(
        MoveProposal.id,
        MoveProposal.proposed_by,
        MoveProposal.starts_at,
        MoveProposal.proposed_at,
        MoveProposal.expires_at,
    )
    .where(
        MoveProposal.booking_id == bindparam("booking_id"),
        MoveProposal.closed_at.is_(None),
        MoveProposal.expires_at > bindparam("now"),
    )
    .order_by(MoveProposal.proposed_at),
    ProposalRow,
)
_COUNT = scalar(
    select(func.count()).where(
        MoveProposal.booking_id == bindparam("booking_id"),
        MoveProposal.proposed_by == bindparam("proposed_by", type_=Text),
    ),
    int,
)
_NOTES = rows(
    select(
        BookingNote.owner,
        BookingNote.body,
        BookingNote.version,
        BookingNote.written_by,
        BookingNote.written_at,
    ).where(
        BookingNote.booking_id == bindparam("booking_id"),
        BookingNote.owner == any_(bindparam("owners", type_=ARRAY(Text))),
    ),
    NoteRow,
)
_JOINS = rows(
    select(BookingJoin.user_id, BookingJoin.joined_at)
    .where(BookingJoin.booking_id == bindparam("booking_id"))
    .order_by(BookingJoin.joined_at),
    JoinRow,
)


async def list_proposals(db: Db, booking_id: UUID, *, now: datetime) -> list[ProposalRow]:
    """The hours that wait for an answer."""
    return await db.all(_PROPOSALS, booking_id=booking_id, now=now)


async def count_proposals(db: Db, booking_id: UUID, proposed_by: str) -> int:
    """How many hours somebody has proposed for one booking so far."""
    return await db.one(_COUNT, booking_id=booking_id, proposed_by=proposed_by)


async def find_notes(db: Db, booking_id: UUID, reader_id: str) -> dict[str, NoteRow]:
    """What a reader of a booking may read: the shared text, and their own; by owner."""
    found = await db.all(_NOTES, booking_id=booking_id, owners=[SHARED, reader_id])
    return {note.owner: note for note in found}


async def list_joins(db: Db, booking_id: UUID) -> list[JoinRow]:
    """Who opened the meeting place."""
    return await db.all(_JOINS, booking_id=booking_id)
