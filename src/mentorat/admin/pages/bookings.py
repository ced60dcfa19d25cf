"""Bookings as an operator sees them: found, read whole, cancelled, moved, decided."""

from datetime import datetime
from typing import Any, get_args

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from mentorat.accounts.actions.audit import Authority, note
from mentorat.accounts.actions.audit import Change as Audited
from mentorat.accounts.recognition import Operator
from mentorat.admin.queries.bookings import (
    PAGE,
    Which,
    find_sides,
    list_bookings,
    list_history,
)
from mentorat.admin.schemas import BookingDecision
from mentorat.bookings.actions.change import Change, take_step
from mentorat.bookings.actions.leave import keep_sessions
from mentorat.bookings.actions.mark import Absent, settle
from mentorat.bookings.actions.move import NewHour, free_starts, move
from mentorat.bookings.answers import mark_state, open_steps
from mentorat.bookings.paging import read_id
from mentorat.bookings.queries.around import list_joins, list_proposals
from mentorat.bookings.queries.promises import BookingRow, find_booking
from mentorat.bookings.queries.reliability import list_marks
from mentorat.db.executor import Db
from mentorat.errors import Conflict, Invalid, NotFound, Problem
from mentorat.viewer import SignedIn
from mentorat.web.problems import by_field
from mentorat.web.provide import AnyRequest, Now, Session
from mentorat.web.reading import read_form, validated
from mentorat.web.rendering import FormTexts, html, request_translator
from mentorat.web.time_zone import reader_zone

PAGES_MAX = 1000
PERSON_MAX = 200
ABSENT = {
    "nobody": Absent(mentor=False, mentee=False),
    "mentor": Absent(mentor=True, mentee=False),
    "mentee": Absent(mentor=False, mentee=True),
    "both": Absent(mentor=True, mentee=True),
}


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """A booking on the desk, and what was wrong with the last try."""

    booking: BookingRow
    operator: SignedIn
    now: datetime
    refusal: Conflict | None = None
    problems: tuple[Problem, ...] = ()
    typed: dict[str, Any] = {}


@get("/admin/bookings", media_type="text/html")
async def show_list(
    request: AnyRequest, db: Session, now: Now, operator: Operator
) -> Response[Any]:
    del operator
    asked = request.query_params
    which: Which = next((w for w in get_args(Which) if w == asked.get("which")), "ahead")
    person = asked.get("person", "").replace("\x00", "").strip()[:PERSON_MAX]
    number = asked.get("page", "1")
    page = min(int(number), PAGES_MAX) if number.isascii() and number.isdigit() else 1
    skip = max(page - 1, 0) * PAGE
    found = await list_bookings(db, which, person, skip=skip, now=now)
    context = {
        "bookings": found[:PAGE],
        "has_more": len(found) > PAGE,
        "page": page,
        "which": which,
        "person": person,
        "zone": reader_zone(request),
    }
    return html(request, "admin/bookings.html", context)


@get("/admin/bookings/{booking_id:str}", media_type="text/html")
async def show_booking(
    request: AnyRequest, db: Session, now: Now, operator: Operator, booking_id: FromPath[str]
) -> Response[Any]:
    booking = await find_booking(db, read_id(booking_id), viewer=operator)
    return await _page(request, db, Look(booking=booking, operator=operator, now=now))


@post("/admin/bookings/{booking_id:str}", status_code=303)
async def decide(
    request: AnyRequest, db: Session, now: Now, operator: Operator, booking_id: FromPath[str]
) -> Response[Any]:
    fields = await read_form(request)
    booking = await find_booking(db, read_id(booking_id), viewer=operator)
    look = Look(booking=booking, operator=operator, now=now, typed=fields)
    try:
        decision = validated(BookingDecision, fields)
        await _act(db, booking, decision, operator=operator, now=now)
    except Invalid as refusal:
        look = msgspec.structs.replace(look, problems=refusal.problems)
        return await _page(request, db, look)
    except Conflict as refusal:
        return await _page(request, db, msgspec.structs.replace(look, refusal=refusal))
    return Redirect(f"/admin/bookings/{booking.id}?done={decision.do}", status_code=303)


async def _act(
    db: Db, booking: BookingRow, decision: BookingDecision, *, operator: SignedIn, now: datetime
) -> None:
    reason = decision.reason
    match decision.do:
        case "cancel":
            await take_step(db, booking, Change("cancel", reason), viewer=operator, now=now)
        case "decline":
            await take_step(db, booking, Change("decline", reason), viewer=operator, now=now)
        case "move":
            hour = NewHour(decision.new_hour)
            await move(db, booking, hour, viewer=operator, now=now)
        case "settle":
            await settle(db, booking, ABSENT[decision.absent], viewer=operator, now=now)
        case "keep":
            await _keep(db, booking, now=now)
    change = Audited(f"booking.{decision.do}", str(booking.id), after=decision.kept())
    note(db, change, by=Authority(operator.id, reason), now=now)


async def _keep(db: Db, booking: BookingRow, *, now: datetime) -> None:
    """Whoever of the two has left: their sessions are not cancelled."""
    sides = await find_sides(db, booking.id)
    if sides.mentor_left_at:
        keep_sessions(db, booking.mentor_id, now=now)
    if sides.mentee_left_at:
        keep_sessions(db, booking.mentee_id, now=now)
    if not sides.mentor_left_at and not sides.mentee_left_at:
        raise NotFound


async def _page(request: AnyRequest, db: Db, look: Look) -> Response[Any]:
    booking, now, translate = look.booking, look.now, request_translator(request)
    steps = open_steps(booking, viewer=look.operator, now=now)
    context = {
        "booking": booking,
        "sides": await find_sides(db, booking.id),
        "steps": steps,
        "free": await free_starts(db, booking, now=now) if "move" in steps else [],
        "history": await list_history(db, booking.id),
        "marks": [(mark, mark_state(mark)) for mark in await list_marks(db, booking.id)],
        "proposals": await list_proposals(db, booking.id, now=now),
        "joins": await list_joins(db, booking.id),
        "zone": reader_zone(request),
        "now": now,
        "told": translate.gettext(look.refusal.text) if look.refusal else None,
        "problems": by_field(look.problems, translate),
        "typed": FormTexts(look.typed),
        "done": request.query_params.get("done"),
    }
    status = 409 if look.refusal else 422 if look.problems else 200
    return html(request, "admin/booking.html", context, status=status)
