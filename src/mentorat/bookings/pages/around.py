"""What surrounds a session, by forms: other hours, absences, notes, the way in."""

from typing import Any
from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath
from litestar.response import Redirect

from mentorat.accounts.recognition import Member
from mentorat.bookings.actions.mark import contest, mark_absent
from mentorat.bookings.actions.notes import Writing, join, write_note
from mentorat.bookings.actions.proposals import Answer, answer_proposal, propose
from mentorat.bookings.pages.booking_page import Look, booking_page
from mentorat.bookings.paging import read_id
from mentorat.bookings.queries.promises import BookingRow, find_booking, party_of
from mentorat.bookings.refusals import NoteChanged, NoWayIn, ProposalGone
from mentorat.bookings.schemas import NewTime, NoteText, Objection
from mentorat.db.executor import Db
from mentorat.errors import Conflict, Forbidden, Invalid
from mentorat.viewer import SignedIn
from mentorat.web.provide import AnyRequest, Now, Session
from mentorat.web.reading import read_form, validated
from mentorat.web.rendering import html

LINKS = ("https://", "http://")


@post("/bookings/{booking_id:str}/proposals", status_code=303)
async def propose_hour(
    request: AnyRequest, db: Session, now: Now, member: Member, booking_id: FromPath[str]
) -> Response[Any]:
    wanted = validated(NewTime, await read_form(request))
    booking = await _found(db, booking_id, member)
    try:
        await propose(db, booking, wanted.starts_at, viewer=member, now=now)
    except Conflict as refusal:
        look = Look(booking=booking, viewer=member, now=now, refusal=refusal)
        return await booking_page(request, db, look)
    return _done(booking, "propose")


@post("/bookings/{booking_id:str}/proposals/answer", status_code=303)
async def answer_hour(
    request: AnyRequest, db: Session, now: Now, member: Member, booking_id: FromPath[str]
) -> Response[Any]:
    fields = await read_form(request)
    booking = await _found(db, booking_id, member)
    is_yes, _, proposal = str(fields.get("answer", "")).partition(":")
    try:
        answer = Answer(_proposal_id(proposal), is_yes == "yes")
        await answer_proposal(db, booking, answer, viewer=member, now=now)
    except Conflict as refusal:
        look = Look(booking=booking, viewer=member, now=now, refusal=refusal)
        return await booking_page(request, db, look)
    return _done(booking, "move" if is_yes == "yes" else "refuse_hour")


@post("/bookings/{booking_id:str}/absences", status_code=303)
async def mark_absence(
    request: AnyRequest, db: Session, now: Now, member: Member, booking_id: FromPath[str]
) -> Response[Any]:
    booking = await _found(db, booking_id, member)
    try:
        await mark_absent(db, booking, viewer=member, now=now)
    except Conflict as refusal:
        look = Look(booking=booking, viewer=member, now=now, refusal=refusal)
        return await booking_page(request, db, look)
    return _done(booking, "absence")


@post("/bookings/{booking_id:str}/absences/objection", status_code=303)
async def contest_absence(
    request: AnyRequest, db: Session, now: Now, member: Member, booking_id: FromPath[str]
) -> Response[Any]:
    fields = await read_form(request)
    booking = await _found(db, booking_id, member)
    try:
        said = validated(Objection, fields)
        await contest(db, booking, said.objection, viewer=member, now=now)
    except Invalid as refusal:
        look = Look(
            booking=booking, viewer=member, now=now, problems=refusal.problems, typed=fields
        )
        return await booking_page(request, db, look)
    except Conflict as refusal:
        look = Look(booking=booking, viewer=member, now=now, refusal=refusal)
        return await booking_page(request, db, look)
    return _done(booking, "contest")


@post("/bookings/{booking_id:str}/notes", status_code=303)
async def write_notes(
    request: AnyRequest, db: Session, now: Now, member: Member, booking_id: FromPath[str]
) -> Response[Any]:
    """Keeps the notes of both, or one's own; a text that changed meanwhile is shown beside."""
    fields = await read_form(request)
    booking = await _found(db, booking_id, member)
    if party_of(booking, member) == "operator":
        raise Forbidden
    kind = "shared" if fields.pop("kind", "") == "shared" else "private"
    typed = {kind: fields.get("body", "")}
    try:
        text = validated(NoteText, {"body": "", "version": "0", **fields})
        writing = Writing(text.body, text.version, is_shared=kind == "shared")
        await write_note(db, booking.id, writing, viewer=member, now=now)
    except Invalid as refusal:
        look = Look(booking=booking, viewer=member, now=now, problems=refusal.problems, typed=typed)
        return await booking_page(request, db, look)
    except NoteChanged as refusal:
        look = Look(booking=booking, viewer=member, now=now, refusal=refusal, typed=typed)
        return await booking_page(request, db, look)
    return Redirect(f"/bookings/{booking.id}?done=notes", status_code=303)


@post("/bookings/{booking_id:str}/join", status_code=200)
async def join_session(
    request: AnyRequest, db: Session, now: Now, member: Member, booking_id: FromPath[str]
) -> Response[Any]:
    """Leads into the meeting place, and keeps that somebody came.

    A page that goes on by itself: our forms may not be redirected to other sites.
    """
    booking = await _found(db, booking_id, member)
    try:
        place = join(db, booking, viewer=member, now=now)
    except NoWayIn as refusal:
        look = Look(booking=booking, viewer=member, now=now, refusal=refusal)
        return await booking_page(request, db, look)
    is_link = place.startswith(LINKS)
    answer = html(request, "bookings/join.html", {"place": place, "is_link": is_link})
    if is_link and place.isascii():
        answer.headers["Refresh"] = f"0; url={place}"
    return answer


def _proposal_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ProposalGone from None


async def _found(db: Db, booking_id: str, viewer: SignedIn) -> BookingRow:
    return await find_booking(db, read_id(booking_id), viewer=viewer)


def _done(booking: BookingRow, what: str) -> Response[Any]:
    return Redirect(f"/bookings/{booking.id}?done={what}", status_code=303)
