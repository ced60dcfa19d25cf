"""One's bookings on both sides, and one booking with everything that may be done to it."""

from datetime import datetime
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from pydantic_core import PydanticCustomError

from mentorat.accounts.recognition import Member
from mentorat.bookings.actions.change import Change, take_step
from mentorat.bookings.actions.move import NewHour, move
from mentorat.bookings.actions.swap import check_seen
from mentorat.bookings.models import BookingStatus
from mentorat.bookings.pages.booking_page import Look, booking_page
from mentorat.bookings.pages.zone import booking_zone
from mentorat.bookings.paging import FIRST, Place, checked, read_id, read_past, write_past
from mentorat.bookings.queries.promises import BookingRow, find_booking, list_ahead, list_past
from mentorat.bookings.refusals import BookingMoved, IllnessUsed, QuoteChanged
from mentorat.bookings.schemas import Cancellation, NewTime, Refusal
from mentorat.bookings.transitions import StepName
from mentorat.db.executor import Db
from mentorat.errors import Conflict
from mentorat.notifications.queries import find_undelivered
from mentorat.viewer import SignedIn
from mentorat.web.provide import AnyRequest, Now, Session
from mentorat.web.reading import read_form, validated
from mentorat.web.rendering import html

ASKED = frozenset({BookingStatus.REQUESTED, BookingStatus.WITHDRAWN})
AHEAD_MAX = 100
PAGE = 20


@get("/bookings", media_type="text/html")
async def show_bookings(
    request: AnyRequest, db: Session, now: Now, member: Member
) -> Response[Any]:
    cursor = request.query_params.get("cursor")
    place = _place(cursor)
    ahead = [] if place else await list_ahead(db, viewer=member, now=now, count=AHEAD_MAX)
    past = await list_past(db, place or FIRST, viewer=member, now=now, count=PAGE + 1)
    shown, more = past[:PAGE], past[PAGE:]
    promised = _promised_as_mentor(ahead, member) if member.role == "USER" else []
    context = {
        "promised": promised,
        "cancelled": request.query_params.get("cancelled"),
        "requests": [one for one in ahead if one.status == BookingStatus.REQUESTED],
        "ahead": [one for one in ahead if one.status != BookingStatus.REQUESTED],
        "past": shown,
        "next_cursor": write_past(shown[-1].starts_at, shown[-1].id) if more else None,
        "is_first": place is None,
        "refused_at": await find_undelivered(db, member.id),
        "zone": booking_zone(request, next(iter([*ahead, *shown]), None), member),
        "now": now,
    }
    return html(request, "bookings/list.html", context)


@post("/bookings/cancellations", status_code=303)
async def cancel_all(request: AnyRequest, db: Session, now: Now, member: Member) -> Response[Any]:
    """Cancels every session that somebody still owes as the mentor they were."""
    said = validated(Cancellation, await read_form(request))
    ahead = await list_ahead(db, viewer=member, now=now, count=AHEAD_MAX)
    promised = _promised_as_mentor(ahead, member)
    for booking in promised:
        await take_step(db, booking, Change("cancel", said.reason), viewer=member, now=now)
    return Redirect(f"/bookings?cancelled={len(promised)}", status_code=303)


@get("/bookings/{booking_id:str}", media_type="text/html")
async def show_booking(
    request: AnyRequest, db: Session, now: Now, member: Member, booking_id: FromPath[str]
) -> Response[Any]:
    booking = await find_booking(db, read_id(booking_id), viewer=member)
    return await booking_page(request, db, Look(booking=booking, viewer=member, now=now))


@post("/bookings/{booking_id:str}/confirmation", status_code=303)
async def confirm(
    request: AnyRequest, db: Session, now: Now, member: Member, booking_id: FromPath[str]
) -> Response[Any]:
    del request
    return await _change(db, booking_id, Change("accept"), member, now)


@post("/bookings/{booking_id:str}/refusal", status_code=303)
async def refuse(
    request: AnyRequest, db: Session, now: Now, member: Member, booking_id: FromPath[str]
) -> Response[Any]:
    fields = await read_form(request)
    said = validated(Refusal, {**fields, "pause": fields.get("pause") == "yes"})
    change = Change("decline", said.reason, kind=said.kind, pause=said.pause)
    return await _change(db, booking_id, change, member, now)


@post("/bookings/{booking_id:str}/cancellation", status_code=303)
async def cancel_booking(
    request: AnyRequest, db: Session, now: Now, member: Member, booking_id: FromPath[str]
) -> Response[Any]:
    fields = await read_form(request)
    said = validated(Cancellation, {**fields, "illness": fields.get("illness") == "yes"})
    booking = await find_booking(db, read_id(booking_id), viewer=member)
    step: StepName = "withdraw" if booking.status in ASKED else "cancel"
    try:
        check_seen(booking, said.sequence)
        change = Change(step, said.reason, said.quote, illness=said.illness)
        await take_step(db, booking, change, viewer=member, now=now)
    except (QuoteChanged, IllnessUsed, BookingMoved) as refusal:
        typed = {"reason": said.reason or ""}
        look = Look(booking=booking, viewer=member, now=now, refusal=refusal, typed=typed)
        return await booking_page(request, db, look)
    return Redirect(f"/bookings/{booking.id}?done={step}", status_code=303)


@post("/bookings/{booking_id:str}/move", status_code=303)
async def move_booking(
    request: AnyRequest, db: Session, now: Now, member: Member, booking_id: FromPath[str]
) -> Response[Any]:
    wanted = validated(NewTime, await read_form(request))
    booking = await find_booking(db, read_id(booking_id), viewer=member)
    try:
        check_seen(booking, wanted.sequence)
        await move(db, booking, NewHour(wanted.starts_at), viewer=member, now=now)
    except Conflict as refusal:
        look = Look(booking=booking, viewer=member, now=now, refusal=refusal)
        return await booking_page(request, db, look)
    return Redirect(f"/bookings/{booking.id}?done=move", status_code=303)


async def _change(
    db: Db, booking_id: str, change: Change, viewer: SignedIn, now: datetime
) -> Response[Any]:
    booking = await find_booking(db, read_id(booking_id), viewer=viewer)
    await take_step(db, booking, change, viewer=viewer, now=now)
    return Redirect(f"/bookings/{booking.id}?done={change.step}", status_code=303)


def _promised_as_mentor(ahead: list[BookingRow], viewer: SignedIn) -> list[BookingRow]:
    return [
        one for one in ahead if one.mentor_id == viewer.id and one.status == BookingStatus.CONFIRMED
    ]


def _place(cursor: str | None) -> Place | None:
    try:
        return read_past(checked(cursor)) if cursor else None
    except PydanticCustomError:
        return None
