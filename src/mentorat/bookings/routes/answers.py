"""A mentor's yes or no to a request."""

from typing import Any

from litestar import Response, post

from mentorat.accounts.gates import Member
from mentorat.bookings.actions.accept import accept
from mentorat.bookings.actions.decline import DeclineReason, decline
from mentorat.bookings.actor import actor_of
from mentorat.bookings.answers import show_booking
from mentorat.bookings.routes.own import OwnBooking
from mentorat.bookings.routes.page import booking_page, done, seen_in
from mentorat.bookings.schemas import BookingAnswer, BookingSeen, DeclineBody
from mentorat.web.forms import or_page, read_form
from mentorat.web.openapi import describe
from mentorat.web.provide import AnyRequest, Now, RequestDb
from mentorat.web.reading import read_json, read_json_if_any, validated


@post(
    "/api/bookings/{booking_id:uuid}/confirmation",
    status_code=200,
    opt=describe("confirmBooking", "Accept a request", takes=BookingSeen, refuses=(409,)),
)
async def confirm(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, booking: OwnBooking
) -> BookingAnswer:
    seen = await read_json_if_any(request, BookingSeen)
    by = actor_of(booking, member, seen.sequence)
    await accept(db, booking, by=by, now=now, caps=request.app.state.settings.booking_caps)
    return await show_booking(db, booking.id, viewer=member, now=now)


@post("/bookings/{booking_id:uuid}/confirmation", status_code=303)
@or_page(booking_page)
async def confirm_by_form(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, booking: OwnBooking
) -> Response[Any]:
    by = actor_of(booking, member, await seen_in(request))
    await accept(db, booking, by=by, now=now, caps=request.app.state.settings.booking_caps)
    return done(booking, "accept")


@post(
    "/api/bookings/{booking_id:uuid}/refusal",
    status_code=200,
    opt=describe("refuseBooking", "Decline a request", takes=DeclineBody, refuses=(409,)),
)
async def refuse(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, booking: OwnBooking
) -> BookingAnswer:
    said = await read_json(request, DeclineBody)
    by = actor_of(booking, member, said.sequence)
    await decline(db, booking, _reason(said), by=by, now=now)
    return await show_booking(db, booking.id, viewer=member, now=now)


@post("/bookings/{booking_id:uuid}/refusal", status_code=303)
@or_page(booking_page)
async def refuse_by_form(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, booking: OwnBooking
) -> Response[Any]:
    fields = await read_form(request)
    said = validated(DeclineBody, {**fields, "pause": fields.get("pause") == "yes"})
    by = actor_of(booking, member, said.sequence)
    await decline(db, booking, _reason(said), by=by, now=now)
    return done(booking, "decline")


def _reason(said: DeclineBody) -> DeclineReason:
    return DeclineReason(said.reason, said.kind, said.pause)
