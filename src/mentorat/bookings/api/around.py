"""What surrounds a session, over JSON: proposals of another hour, absences, notes."""

from datetime import datetime
from uuid import UUID

from litestar import get, post, put
from litestar.params import FromPath

from mentorat.accounts.actions.repeat_answer import KeyedRequest, once
from mentorat.accounts.recognition import Member
from mentorat.bookings.actions.mark import contest, mark_absent
from mentorat.bookings.actions.notes import Writing, write_note
from mentorat.bookings.actions.proposals import Answer, answer_proposal, propose
from mentorat.bookings.actor import actor_of
from mentorat.bookings.answers import mark_state, show_booking
from mentorat.bookings.queries.around import SHARED, NoteRow, find_notes, list_proposals
from mentorat.bookings.queries.promises import find_booking
from mentorat.bookings.queries.reliability import list_marks
from mentorat.bookings.schemas import (
    AbsenceAnswer,
    AbsenceList,
    BookingAnswer,
    HourAnswer,
    NewTime,
    NoteAnswer,
    NotesAnswer,
    NoteText,
    Objection,
    ProposalAnswer,
    ProposalList,
)
from mentorat.db.executor import Db
from mentorat.viewer import SignedIn
from mentorat.web.openapi import describe
from mentorat.web.provide import AnyRequest, Now, Session
from mentorat.web.reading import idempotency_key, read_json

READS = (403, 404, 503)
CHANGES = (400, 403, 404, 409, 413, 415, 422, 503)
EMPTY = NoteAnswer("", 0, None)


@get(
    "/api/bookings/{booking_id:uuid}/proposals",
    opt=describe(
        "listProposals",
        "The other hours that wait for an answer",
        answers={200: ProposalList},
        refuses=READS,
    ),
)
async def read_proposals(
    db: Session, now: Now, member: Member, booking_id: FromPath[UUID]
) -> ProposalList:
    found = await find_booking(db, booking_id, viewer=member)
    return await _proposals(db, found.id, now)


@post(
    "/api/bookings/{booking_id:uuid}/proposals",
    opt=describe(
        "proposeHour",
        "Ask the other side for another hour; the old one stays until they say yes",
        takes=NewTime,
        answers={201: ProposalList},
        refuses=CHANGES,
        headers=("Idempotency-Key",),
    ),
)
async def propose_hour(
    request: AnyRequest, db: Session, now: Now, member: Member, booking_id: FromPath[UUID]
) -> ProposalList:
    wanted = await read_json(request, NewTime)
    found = await find_booking(db, booking_id, viewer=member)

    async def act() -> ProposalList:
        await propose(db, found, wanted.starts_at, by=actor_of(found, member), now=now)
        return await _proposals(db, found.id, now)

    said = request.url.path.encode() + b"\n" + wanted.model_dump_json().encode()
    keyed = KeyedRequest(idempotency_key(request), said, ProposalList)
    return await once(db, keyed, act, viewer=member, now=now)


@post(
    "/api/bookings/{booking_id:uuid}/proposals/answer",
    status_code=200,
    opt=describe(
        "answerProposal",
        "Say yes or no to an hour that the other side proposed",
        takes=HourAnswer,
        answers={200: BookingAnswer},
        refuses=CHANGES,
    ),
)
async def answer_hour(
    request: AnyRequest, db: Session, now: Now, member: Member, booking_id: FromPath[UUID]
) -> BookingAnswer:
    said = await read_json(request, HourAnswer)
    found = await find_booking(db, booking_id, viewer=member)
    answer = Answer(UUID(said.proposal), said.accept)
    await answer_proposal(db, found, answer, by=actor_of(found, member), now=now)
    return await show_booking(db, found.id, viewer=member, now=now)


@get(
    "/api/bookings/{booking_id:uuid}/absences",
    opt=describe(
        "listAbsences",
        "Who is said not to have come, and what they say to it",
        answers={200: AbsenceList},
        refuses=READS,
    ),
)
async def read_absences(db: Session, member: Member, booking_id: FromPath[UUID]) -> AbsenceList:
    found = await find_booking(db, booking_id, viewer=member)
    marks = await list_marks(db, found.id)
    return AbsenceList(
        [AbsenceAnswer(m.user_id, m.made_at, mark_state(m), m.objection or None) for m in marks]
    )


@post(
    "/api/bookings/{booking_id:uuid}/absences",
    opt=describe(
        "markAbsence",
        "Say that the other one did not come",
        answers={201: BookingAnswer},
        refuses=(400, 403, 404, 409, 422, 503),
        headers=("Idempotency-Key",),
    ),
)
async def mark_absence(
    request: AnyRequest, db: Session, now: Now, member: Member, booking_id: FromPath[UUID]
) -> BookingAnswer:
    found = await find_booking(db, booking_id, viewer=member)

    async def act() -> BookingAnswer:
        await mark_absent(db, found, by=actor_of(found, member), now=now)
        return await show_booking(db, found.id, viewer=member, now=now)

    keyed = KeyedRequest(idempotency_key(request), request.url.path.encode(), BookingAnswer)
    return await once(db, keyed, act, viewer=member, now=now)


@post(
    "/api/bookings/{booking_id:uuid}/absences/objection",
    status_code=200,
    opt=describe(
        "contestAbsence",
        "Say that one was there: an operator hears both",
        takes=Objection,
        answers={200: BookingAnswer},
        refuses=CHANGES,
    ),
)
async def contest_absence(
    request: AnyRequest, db: Session, now: Now, member: Member, booking_id: FromPath[UUID]
) -> BookingAnswer:
    said = await read_json(request, Objection)
    found = await find_booking(db, booking_id, viewer=member)
    await contest(db, found, said.objection, by=actor_of(found, member), now=now)
    return await show_booking(db, found.id, viewer=member, now=now)


@get(
    "/api/bookings/{booking_id:uuid}/notes",
    opt=describe(
        "getNotes",
        "The notes of both, and one's own",
        answers={200: NotesAnswer},
        refuses=READS,
    ),
)
async def read_notes(db: Session, member: Member, booking_id: FromPath[UUID]) -> NotesAnswer:
    found = await find_booking(db, booking_id, viewer=member)
    return await _notes(db, found.id, member)


@put(
    "/api/bookings/{booking_id:uuid}/notes/shared",
    opt=describe(
        "writeSharedNotes",
        "Replace the notes of both; refused when the other one wrote in between",
        takes=NoteText,
        answers={200: NotesAnswer},
        refuses=CHANGES,
    ),
)
async def write_shared(
    request: AnyRequest, db: Session, now: Now, member: Member, booking_id: FromPath[UUID]
) -> NotesAnswer:
    text = await read_json(request, NoteText)
    writing = Writing(text.body, text.version, is_shared=True)
    return await _written(db, booking_id, writing, member, now)


@put(
    "/api/bookings/{booking_id:uuid}/notes/private",
    opt=describe(
        "writePrivateNotes",
        "Replace one's own notes, which nobody else reads",
        takes=NoteText,
        answers={200: NotesAnswer},
        refuses=CHANGES,
    ),
)
async def write_private(
    request: AnyRequest, db: Session, now: Now, member: Member, booking_id: FromPath[UUID]
) -> NotesAnswer:
    text = await read_json(request, NoteText)
    writing = Writing(text.body, text.version, is_shared=False)
    return await _written(db, booking_id, writing, member, now)


async def _written(
    db: Db, booking_id: UUID, writing: Writing, viewer: SignedIn, now: datetime
) -> NotesAnswer:
    found = await find_booking(db, booking_id, viewer=viewer)
    await write_note(db, found.id, writing, viewer=viewer, now=now)
    return await _notes(db, found.id, viewer)


async def _notes(db: Db, booking_id: UUID, viewer: SignedIn) -> NotesAnswer:
    found = await find_notes(db, booking_id, viewer.id)
    return NotesAnswer(_note(found.get(SHARED)), _note(found.get(viewer.id)))


def _note(row: NoteRow | None) -> NoteAnswer:
    return NoteAnswer(row.body, row.version, row.written_at) if row else EMPTY


async def _proposals(db: Db, booking_id: UUID, now: datetime) -> ProposalList:
    found = await list_proposals(db, booking_id, now=now)
    return ProposalList(
        [ProposalAnswer(p.id, p.proposed_by, p.starts_at, p.expires_at) for p in found]
    )
