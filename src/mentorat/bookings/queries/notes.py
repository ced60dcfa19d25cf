"""Reading what was written about a session."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import Text, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY

from mentorat.bookings.models import BookingNote
from mentorat.db.executor import Db, rows

SHARED = "shared"


class NoteRow(msgspec.Struct, frozen=True):
    """A text about a session; `version` tells whether somebody else wrote in between."""

    owner: str
    body: str
    version: int
    written_by: str
    written_at: datetime


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


async def find_notes(db: Db, booking_id: UUID, reader_id: str) -> dict[str, NoteRow]:
    """What a reader of a booking may read: the shared text, and their own; by owner."""
    found = await db.all(_NOTES, booking_id=booking_id, owners=[SHARED, reader_id])
    return {note.owner: note for note in found}
