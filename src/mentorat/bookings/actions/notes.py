"""Writing about a session: one text for both, one for oneself, neither ever overwritten unseen."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import Text, bindparam, update
from sqlalchemy.dialects.postgresql import insert

from mentorat.bookings.models import BookingNote
from mentorat.bookings.queries.notes import SHARED
from mentorat.bookings.refusals import NoteChanged
from mentorat.db.executor import Db, scalar
from mentorat.viewer import SignedIn

_values = {
    "body": bindparam("body", type_=Text),
    "written_by": bindparam("written_by", type_=Text),
    "written_at": bindparam("now"),
}
_BEGIN = scalar(
    insert(BookingNote)
    .values(booking_id=bindparam("booking_id"), owner=bindparam("owner"), **_values)
    .on_conflict_do_nothing()
    .returning(BookingNote.version),
    int,
)
_REWRITE = scalar(
    update(BookingNote)
    .where(
        BookingNote.booking_id == bindparam("booking_id"),
        BookingNote.owner == bindparam("owner", type_=Text),
        BookingNote.version == bindparam("known"),
    )
    .values(version=BookingNote.version + 1, **_values)
    .returning(BookingNote.version),
    int,
)


class NoteEdit(msgspec.Struct, frozen=True):
    """A text as somebody leaves it, and the version they began from; 0 for an empty page."""

    body: str
    version: int
    is_shared: bool


async def write_note(
    db: Db, booking_id: UUID, writing: NoteEdit, *, viewer: SignedIn, now: datetime
) -> int:
    """Keep a text about a booking that the caller found for its viewer; returns its version.

    Raises NoteChanged when somebody wrote since the version it was begun from.
    """
    values = {
        "booking_id": booking_id,
        "owner": SHARED if writing.is_shared else viewer.id,
        "body": writing.body,
        "written_by": viewer.id,
        "now": now,
    }
    if writing.version == 0:
        version = await db.value(_BEGIN, **values)
    else:
        version = await db.value(_REWRITE, known=writing.version, **values)
    if version is None:
        raise NoteChanged
    return version
