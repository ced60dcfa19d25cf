"""One's bookings on both sides, and one booking with everything that may be done to it."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from pydantic_core import PydanticCustomError

from mentorat.accounts.recognition import Member
from mentorat.bookings.actions.change import Change, take_step
from mentorat.bookings.actions.move import NewHour, free_starts, is_movable, move
from mentorat.bookings.answers import open_steps
from mentorat.bookings.models import BookingStatus
from mentorat.bookings.paging import FIRST, Place, checked, read_id, read_past, write_past
from mentorat.bookings.policies import cancellation_quote
from mentorat.bookings.queries.promises import (
    BookingRow,
    find_booking,
    list_ahead,
    list_events,
    list_past,
    party_of,
)
from mentorat.bookings.refusals import QuoteChanged, SlotRefused
from mentorat.bookings.schemas import Cancellation, NewTime, Refusal
from mentorat.bookings.transitions import StepName
from mentorat.db.executor import Db
from mentorat.errors import Conflict
from mentorat.viewer import SignedIn
from mentorat.web.provide import AnyRequest, Now, Session
from mentorat.web.reading import read_form, validated
from mentorat.web.rendering import html, request_translator
from mentorat.web.time_zone import reader_zone

AHEAD_MAX = 100
PAGE = 20


class Look(msgspec.Struct, frozen=True):
    """A booking, who looks at it and when, and what was just refused."""

    booking: BookingRow
    viewer: SignedIn
    now: datetime
    refusal: Conflict | None = None


@get("/bookings", media_type="text/html")
async def show_bookings(
    request: AnyRequest, db: Session, now: Now, member: Member
) -> Response[Any]:
    cursor = request.query_params.get("cursor")
    place = _place(cursor)
    ahead = [] if place else await list_ahead(db, viewer=member, now=now, count=AHEAD_MAX)
    past = await list_past(db, place or FIRST, viewer=member, now=now, count=PAGE + 1)
    shown, more = past[:PAGE], past[PAGE:]
    context = {
        "requests": [one for one in ahead if one.status == BookingStatus.REQUESTED],
        "ahead": [one for one in ahead if one.status != BookingStatus.REQUESTED],
        "past": shown,
        "next_cursor": write_past(shown[-1].starts_at, shown[-1].id) if more else None,
        "is_first": place is None,
        "zone": reader_zone(request),
        "now": now,
    }
    return html(request, "bookings/list.html", context)


@get("/bookings/{booking_id:str}", media_type="text/html")
async def show_booking(
    request: AnyRequest, db: Session, now: Now, member: Member, booking_id: FromPath[str]
) -> Response[Any]:
    booking = await find_booking(db, read_id(booking_id), viewer=member)
    return await _page(request, db, Look(booking, member, now))


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
    said = validated(Refusal, await read_form(request))
    return await _change(db, booking_id, Change("decline", said.reason), member, now)


@post("/bookings/{booking_id:str}/cancellation", status_code=303)
async def cancel_booking(
    request: AnyRequest, db: Session, now: Now, member: Member, booking_id: FromPath[str]
) -> Response[Any]:
    said = validated(Cancellation, await read_form(request))
    booking = await find_booking(db, read_id(booking_id), viewer=member)
    step: StepName = "withdraw" if booking.status == BookingStatus.REQUESTED else "cancel"
    try:
        await take_step(db, booking, Change(step, said.reason, said.quote), viewer=member, now=now)
    except QuoteChanged as refusal:
        return await _page(request, db, Look(booking, member, now, refusal))
    return Redirect(f"/bookings/{booking.id}?done={step}", status_code=303)


@post("/bookings/{booking_id:str}/move", status_code=303)
async def move_booking(
    request: AnyRequest, db: Session, now: Now, member: Member, booking_id: FromPath[str]
) -> Response[Any]:
    wanted = validated(NewTime, await read_form(request))
    booking = await find_booking(db, read_id(booking_id), viewer=member)
    try:
        await move(db, booking, NewHour(wanted.starts_at), viewer=member, now=now)
    except SlotRefused as refusal:
        return await _page(request, db, Look(booking, member, now, refusal))
    return Redirect(f"/bookings/{booking.id}?done=move", status_code=303)


async def _change(
    db: Db, booking_id: str, change: Change, viewer: SignedIn, now: datetime
) -> Response[Any]:
    booking = await find_booking(db, read_id(booking_id), viewer=viewer)
    await take_step(db, booking, change, viewer=viewer, now=now)
    return Redirect(f"/bookings/{booking.id}?done={change.step}", status_code=303)


async def _page(request: AnyRequest, db: Db, look: Look) -> Response[Any]:
    booking, viewer, now = look.booking, look.viewer, look.now
    party, translate = party_of(booking, viewer), request_translator(request)
    steps = open_steps(booking, viewer=viewer, now=now)
    can_move = "move" in steps and is_movable(booking, party, now)
    context = {
        "booking": booking,
        "party": party,
        "steps": steps,
        "quote": cancellation_quote(booking.price_cents, booking.cancel_by, by=party, now=now),
        "free": await free_starts(db, booking, now=now) if can_move else [],
        "events": await list_events(db, booking.id),
        "zone": reader_zone(request),
        "now": now,
        "told": translate.gettext(look.refusal.text) if look.refusal else None,
        "is_new": "new" in request.query_params,
        "done": request.query_params.get("done"),
    }
    return html(request, "bookings/booking.html", context, status=409 if look.refusal else 200)


def _place(cursor: str | None) -> Place | None:
    try:
        return read_past(checked(cursor)) if cursor else None
    except PydanticCustomError:
        return None
