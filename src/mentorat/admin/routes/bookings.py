"""Bookings as an operator sees them: found, read whole, cancelled, moved, decided."""

from datetime import datetime
from typing import Any, get_args
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from mentorat.accounts.gates import Operator
from mentorat.admin.paging import paged
from mentorat.admin.queries.bookings import (
    HistoryRow,
    Which,
    find_sides,
    list_bookings,
    list_history,
)
from mentorat.admin.schemas import BookingDecision
from mentorat.admin.step_details import DetailReader, detail_lines
from mentorat.bookings.actions.absences import AbsentSides, resolve
from mentorat.bookings.actions.cancel import CancelWish, cancel
from mentorat.bookings.actions.decline import DeclineReason, decline
from mentorat.bookings.actions.move import NewHour, move
from mentorat.bookings.actor import Actor, operator_of
from mentorat.bookings.answers import mark_state, open_steps
from mentorat.bookings.automatic.leavers import end_sessions_now, keep_sessions
from mentorat.bookings.queries.absences import list_marks
from mentorat.bookings.queries.bookings import BookingRow, find_any_booking
from mentorat.bookings.queries.joins import list_joins
from mentorat.bookings.queries.proposals import list_proposals
from mentorat.bookings.routes.other_hours import NO_HOURS, hours_to_choose
from mentorat.db.executor import Db
from mentorat.db.together import together
from mentorat.errors import NotFound
from mentorat.events.record import Authority
from mentorat.web.forms import form_state, or_page, read_form
from mentorat.web.provide import AnyRequest, Now, RequestDb
from mentorat.web.reading import validated
from mentorat.web.rendering import html, request_translator
from mentorat.web.time_zone import reader_zone

PERSON_MAX = 200
ABSENT = {
    "nobody": AbsentSides(mentor=False, mentee=False),
    "mentor": AbsentSides(mentor=True, mentee=False),
    "mentee": AbsentSides(mentor=False, mentee=True),
    "both": AbsentSides(mentor=True, mentee=True),
}


@get("/admin/bookings", media_type="text/html")
async def show_list(
    request: AnyRequest, db: RequestDb, now: Now, operator: Operator
) -> Response[Any]:
    del operator
    asked = request.query_params
    which: Which = next((w for w in get_args(Which) if w == asked.get("which")), "ahead")
    person = asked.get("person", "").replace("\x00", "").strip()[:PERSON_MAX]
    context = {
        "page": await paged(
            asked.get("page"), lambda skip: list_bookings(db, which, person, skip=skip, now=now)
        ),
        "which": which,
        "person": person,
        "zone": reader_zone(request),
        "now": now,
    }
    return html(request, "admin/bookings.html", context)


async def _page(
    request: AnyRequest,
    db: Db,
    *,
    booking_id: UUID,
    now: datetime,
) -> Response[Any]:
    form = form_state(request)
    booking, sides, marks, proposals, joins, history = await together(
        db,
        _found(db, booking_id),
        find_sides(db, booking_id),
        list_marks(db, booking_id),
        list_proposals(db, booking_id, now=now),
        list_joins(db, booking_id),
        list_history(db, booking_id),
    )
    steps, zone = open_steps(booking, "operator", now=now), reader_zone(request)
    context = {
        "booking": booking,
        "sides": sides,
        "steps": steps,
        **(
            await hours_to_choose(request, db, booking, zone=zone.name, now=now)
            if "move" in steps
            else NO_HOURS
        ),
        "link": lambda **to: f"/admin/bookings/{booking.id}?{urlencode(to, safe=':')}#times",
        "history": _told(request, history, booking, zone.name),
        "marks": [(mark, mark_state(mark)) for mark in marks],
        "proposals": proposals,
        "joins": joins,
        "zone": zone,
        "now": now,
        "told": form.told,
        "problems": form.problems,
        "typed": form.typed,
        "done": request.query_params.get("done"),
    }
    return html(request, "admin/booking.html", context, status=form.status)


def _told(
    request: AnyRequest, history: list[HistoryRow], booking: BookingRow, zone: str
) -> list[tuple[HistoryRow, list[tuple[str, str]]]]:
    """Every step with its details in words."""
    names = {
        booking.mentor_id: booking.mentor_first_name or "",
        booking.mentee_id: booking.mentee_first_name or "",
    }
    reader = DetailReader(zone, request_translator(request), names)
    return [(step, detail_lines(step.noted, reader)) for step in history]


@get("/admin/bookings/{booking_id:uuid}", media_type="text/html")
async def show_booking(
    request: AnyRequest, db: RequestDb, now: Now, operator: Operator, booking_id: FromPath[UUID]
) -> Response[Any]:
    del operator
    return await _page(request, db, booking_id=booking_id, now=now)


@post("/admin/bookings/{booking_id:uuid}", status_code=303)
@or_page(_page)
async def decide(
    request: AnyRequest, db: RequestDb, now: Now, operator: Operator, booking_id: FromPath[UUID]
) -> Response[Any]:
    decision = validated(BookingDecision, await read_form(request))
    booking = await _found(db, booking_id)
    by = operator_of(operator, decision.reason, decision.sequence)
    await _act(db, booking, decision, by=by, now=now)
    return Redirect(f"/admin/bookings/{booking.id}?done={decision.do}", status_code=303)


async def _found(db: Db, booking_id: UUID) -> BookingRow:
    booking = await find_any_booking(db, booking_id)
    if booking is None:
        raise NotFound
    return booking


async def _act(
    db: Db, booking: BookingRow, decision: BookingDecision, *, by: Actor, now: datetime
) -> None:
    reason = decision.reason
    match decision.do:
        case "cancel":
            await cancel(db, booking, CancelWish(reason), by=by, now=now)
        case "decline":
            await decline(db, booking, DeclineReason(reason), by=by, now=now)
        case "move":
            await move(db, booking, NewHour(decision.new_hour), by=by, now=now)
        case "settle":
            await resolve(db, booking, ABSENT[decision.absent], by=by, now=now)
        case "keep" | "end_now":
            await _decide_of_gone(db, booking, decision, by=Authority(by.id, reason), now=now)


async def _decide_of_gone(
    db: Db, booking: BookingRow, decision: BookingDecision, *, by: Authority, now: datetime
) -> None:
    """Whoever of the two is gone: their sessions all stay, or are all cancelled without waiting."""
    sides = await find_sides(db, booking.id)
    left = {booking.mentor_id: sides.mentor_gone_at, booking.mentee_id: sides.mentee_gone_at}
    gone = [person for person, gone_at in left.items() if gone_at]
    if not gone:
        raise NotFound
    for person in gone:
        if decision.do == "keep":
            keep_sessions(db, person, booking.id, by=by, now=now)
        else:
            await end_sessions_now(db, person, booking.id, by=by, now=now)
