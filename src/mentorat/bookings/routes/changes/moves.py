"""Giving a session another hour at once."""

from typing import Any

from litestar import Response, post

from mentorat.accounts.gates import Member
from mentorat.bookings.actions.move import NewHour, move
from mentorat.bookings.actor import actor_of
from mentorat.bookings.answers import show_booking
from mentorat.bookings.routes.own import OwnBooking
from mentorat.bookings.routes.page import booking_page, done
from mentorat.bookings.schemas import BookingAnswer, NewTime
from mentorat.web.forms import or_page, read_form
from mentorat.web.openapi import describe
from mentorat.web.provide import AnyRequest, Now, RequestDb
from mentorat.web.reading import read_json, validated


@post(
    "/api/bookings/{booking_id:uuid}/move",
    status_code=200,
    opt=describe(
        "moveBooking",
        "Move a session to another free slot",
        takes=NewTime,
        refuses=(409,),
    ),
)
async def move_booking(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, booking: OwnBooking
) -> BookingAnswer:
    wanted = await read_json(request, NewTime)
    by = actor_of(booking, member, wanted.sequence)
    await move(db, booking, NewHour(wanted.starts_at), by=by, now=now)
    return await show_booking(db, booking.id, viewer=member, now=now)


@post("/bookings/{booking_id:uuid}/move", status_code=303)
@or_page(booking_page)
async def move_by_form(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, booking: OwnBooking
) -> Response[Any]:
    wanted = validated(NewTime, await read_form(request))
    by = actor_of(booking, member, wanted.sequence)
    await move(db, booking, NewHour(wanted.starts_at), by=by, now=now)
    return done(booking, "move")
