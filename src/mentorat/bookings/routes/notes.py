"""Notes about a session: one text for both, one for oneself."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Response, get, post, put
from litestar.params import FromPath

from mentorat.accounts.gates import Member
from mentorat.bookings.actions.notes import NoteEdit, write_note
from mentorat.bookings.queries.bookings import BookingRow, find_booking
from mentorat.bookings.queries.notes import SHARED, NoteRow, find_notes
from mentorat.bookings.routes.own import OwnBooking
from mentorat.bookings.routes.page import booking_page, done
from mentorat.bookings.schemas import NoteAnswer, NotesAnswer, NoteText
from mentorat.db.executor import Db
from mentorat.db.together import together
from mentorat.viewer import SignedIn
from mentorat.web.forms import or_page, read_form
from mentorat.web.openapi import describe
from mentorat.web.provide import AnyRequest, Now, RequestDb
from mentorat.web.reading import read_json, validated

EMPTY = NoteAnswer("", 0, None)


@get(
    "/api/bookings/{booking_id:uuid}/notes",
    opt=describe("getNotes", "The shared notes, and your private notes"),
)
async def read_notes(db: RequestDb, member: Member, booking_id: FromPath[UUID]) -> NotesAnswer:
    _, notes = await together(
        db, find_booking(db, booking_id, viewer=member), _notes(db, booking_id, member)
    )
    return notes


@put(
    "/api/bookings/{booking_id:uuid}/notes/shared",
    opt=describe(
        "replaceSharedNotes",
        "Replace the shared notes; refused if they have changed in the meantime",
        takes=NoteText,
        refuses=(409,),
    ),
)
async def write_shared(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, booking: OwnBooking
) -> NotesAnswer:
    text = await read_json(request, NoteText)
    writing = NoteEdit(text.body, text.version, is_shared=True)
    return await _written(db, booking, writing, member, now)


@put(
    "/api/bookings/{booking_id:uuid}/notes/private",
    opt=describe(
        "replacePrivateNotes",
        "Replace your private notes, which only you can see",
        takes=NoteText,
        refuses=(409,),
    ),
)
async def write_private(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, booking: OwnBooking
) -> NotesAnswer:
    text = await read_json(request, NoteText)
    writing = NoteEdit(text.body, text.version, is_shared=False)
    return await _written(db, booking, writing, member, now)


@post("/bookings/{booking_id:uuid}/notes", status_code=303)
@or_page(booking_page)
async def write_by_form(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, booking: OwnBooking
) -> Response[Any]:
    """Keeps the notes of both, or one's own; a text that changed meanwhile is shown beside."""
    fields = await read_form(request)
    is_shared = fields.pop("kind", "") == "shared"
    text = validated(NoteText, {"body": "", "version": "0", **fields})
    writing = NoteEdit(text.body, text.version, is_shared=is_shared)
    await write_note(db, booking.id, writing, viewer=member, now=now)
    return done(booking, "notes")


async def _written(
    db: Db, booking: BookingRow, writing: NoteEdit, viewer: SignedIn, now: datetime
) -> NotesAnswer:
    await write_note(db, booking.id, writing, viewer=viewer, now=now)
    return await _notes(db, booking.id, viewer)


async def _notes(db: Db, booking_id: UUID, viewer: SignedIn) -> NotesAnswer:
    found = await find_notes(db, booking_id, viewer.id)
    return NotesAnswer(_note(found.get(SHARED)), _note(found.get(viewer.id)))


def _note(row: NoteRow | None) -> NoteAnswer:
    return NoteAnswer(row.body, row.version, row.written_at) if row else EMPTY
