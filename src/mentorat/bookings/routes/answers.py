"""A mentor's yes or no to a request."""

from typing import Any

from litestar import Response, post

from mentorat.accounts.gates import Member
from mentorat.bookings.actions.accept import accept
from mentorat.bookings.actions.decline import DeclineReason, decline
from mentorat.bookings.actor import actor_of
from mentorat.bookings.answers import show_booking
from mentorat.bookings.routes.own import OwnBooking
from mentorat.bookings.routes.page import booking_page, done
from mentorat.bookings.schemas import BookingAnswer, DeclineBody
from mentorat.web.forms import or_page, read_form
from mentorat.web.openapi import describe
from mentorat.web.provide import AnyRequest, Config, Now, RequestDb
from mentorat.web.reading import read_json, validated


@post(
    "/api/bookings/{booking_id:uuid}/confirmation",
    status_code=200,
    opt=describe("confirmBooking", "Say yes to a request", refuses=(409,)),
)
async def confirm(
    db: RequestDb, now: Now, member: Member, booking: OwnBooking, settings: Config
) -> BookingAnswer:
    by, caps = actor_of(booking, member), settings.booking_caps
    await accept(db, booking, by=by, now=now, caps=caps)
    return await show_booking(db, booking.id, viewer=member, now=now)


@post("/bookings/{booking_id:uuid}/confirmation", status_code=303)
@or_page(booking_page)
async def confirm_by_form(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, booking: OwnBooking
) -> Response[Any]:
    by, caps = actor_of(booking, member), request.app.state.settings.booking_caps
    await accept(db, booking, by=by, now=now, caps=caps)
    return done(booking, "accept")


@post(
    "/api/bookings/{booking_id:uuid}/refusal",
    status_code=200,
    opt=describe("refuseBooking", "Say no to a request", takes=DeclineBody, refuses=(409,)),
)
async def refuse(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, booking: OwnBooking
) -> BookingAnswer:
    why = _reason(await read_json(request, DeclineBody))
    await decline(db, booking, why, by=actor_of(booking, member), now=now)
    return await show_booking(db, booking.id, viewer=member, now=now)


@post("/bookings/{booking_id:uuid}/refusal", status_code=303)
@or_page(booking_page)
async def refuse_by_form(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, booking: OwnBooking
) -> Response[Any]:
    fields = await read_form(request)
    why = _reason(validated(DeclineBody, {**fields, "pause": fields.get("pause") == "yes"}))
    await decline(db, booking, why, by=actor_of(booking, member), now=now)
    return done(booking, "decline")


def _reason(said: DeclineBody) -> DeclineReason:
    return DeclineReason(said.reason, said.kind, said.pause)
