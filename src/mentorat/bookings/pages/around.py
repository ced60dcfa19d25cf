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
from mentorat.bookings.actor import actor_of
from mentorat.bookings.pages.booking_page import booking_page
from mentorat.bookings.queries.promises import find_booking
from mentorat.bookings.refusals import ProposalGone
from mentorat.bookings.schemas import NewTime, NoteText, Objection
from mentorat.web.forms import or_page, read_form
from mentorat.web.provide import AnyRequest, Now, Session
from mentorat.web.reading import validated
from mentorat.web.rendering import html

LINKS = ("https://", "http://")


@post("/bookings/{booking_id:uuid}/proposals", status_code=303)
@or_page(booking_page)
async def propose_hour(
    request: AnyRequest, db: Session, now: Now, member: Member, booking_id: FromPath[UUID]
) -> Response[Any]:
    wanted = validated(NewTime, await read_form(request))
    booking = await find_booking(db, booking_id, viewer=member)
    await propose(db, booking, wanted.starts_at, by=actor_of(booking, member), now=now)
    return _done(booking_id, "propose")


@post("/bookings/{booking_id:uuid}/proposals/answer", status_code=303)
@or_page(booking_page)
async def answer_hour(
    request: AnyRequest, db: Session, now: Now, member: Member, booking_id: FromPath[UUID]
) -> Response[Any]:
    fields = await read_form(request)
    booking = await find_booking(db, booking_id, viewer=member)
    is_yes, _, proposal = str(fields.get("answer", "")).partition(":")
    answer = Answer(_proposal_id(proposal), is_yes == "yes")
    await answer_proposal(db, booking, answer, by=actor_of(booking, member), now=now)
    return _done(booking_id, "move" if is_yes == "yes" else "refuse_hour")


@post("/bookings/{booking_id:uuid}/absences", status_code=303)
@or_page(booking_page)
async def mark_absence(
    request: AnyRequest, db: Session, now: Now, member: Member, booking_id: FromPath[UUID]
) -> Response[Any]:
    del request  # its page wants it
    booking = await find_booking(db, booking_id, viewer=member)
    await mark_absent(db, booking, by=actor_of(booking, member), now=now)
    return _done(booking_id, "absence")


@post("/bookings/{booking_id:uuid}/absences/objection", status_code=303)
@or_page(booking_page)
async def contest_absence(
    request: AnyRequest, db: Session, now: Now, member: Member, booking_id: FromPath[UUID]
) -> Response[Any]:
    said = validated(Objection, await read_form(request))
    booking = await find_booking(db, booking_id, viewer=member)
    await contest(db, booking, said.objection, by=actor_of(booking, member), now=now)
    return _done(booking_id, "contest")


@post("/bookings/{booking_id:uuid}/notes", status_code=303)
@or_page(booking_page)
async def write_notes(
    request: AnyRequest, db: Session, now: Now, member: Member, booking_id: FromPath[UUID]
) -> Response[Any]:
    """Keeps the notes of both, or one's own; a text that changed meanwhile is shown beside."""
    fields = await read_form(request)
    booking = await find_booking(db, booking_id, viewer=member)
    is_shared = fields.pop("kind", "") == "shared"
    text = validated(NoteText, {"body": "", "version": "0", **fields})
    writing = Writing(text.body, text.version, is_shared=is_shared)
    await write_note(db, booking.id, writing, viewer=member, now=now)
    return _done(booking_id, "notes")


@post("/bookings/{booking_id:uuid}/join", status_code=200)
@or_page(booking_page)
async def join_session(
    request: AnyRequest, db: Session, now: Now, member: Member, booking_id: FromPath[UUID]
) -> Response[Any]:
    """Leads into the meeting place, and keeps that somebody came.

    A page that goes on by itself: our forms may not be redirected to other sites.
    """
    place = join(db, await find_booking(db, booking_id, viewer=member), viewer=member, now=now)
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


def _done(booking_id: UUID, what: str) -> Response[Any]:
    return Redirect(f"/bookings/{booking_id}?done={what}", status_code=303)
