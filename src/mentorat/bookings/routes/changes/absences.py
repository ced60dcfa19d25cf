"""Reporting that the other one did not come, and disputing it."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from mentorat.accounts.actions.repeat_answer import KeyedRequest, once
from mentorat.accounts.gates import Member
from mentorat.bookings.actions.absences import dispute, report_no_show
from mentorat.bookings.actor import actor_of
from mentorat.bookings.answers import mark_state, show_booking
from mentorat.bookings.queries.absences import list_marks
from mentorat.bookings.queries.bookings import find_booking
from mentorat.bookings.routes.own import OwnBooking
from mentorat.bookings.routes.page import booking_page, done, seen_in
from mentorat.bookings.schemas import (
    AbsenceAnswer,
    AbsenceList,
    BookingAnswer,
    BookingSeen,
    Objection,
)
from mentorat.db.together import together
from mentorat.web.forms import or_page, read_form
from mentorat.web.openapi import describe
from mentorat.web.provide import AnyRequest, Now, RequestDb
from mentorat.web.reading import idempotency_key, read_json, read_json_if_any, validated


@get(
    "/api/bookings/{booking_id:uuid}/absences",
    opt=describe("listAbsences", "Reported absences, and the answers to them"),
)
async def read_absences(db: RequestDb, member: Member, booking_id: FromPath[UUID]) -> AbsenceList:
    _, marks = await together(
        db, find_booking(db, booking_id, viewer=member), list_marks(db, booking_id)
    )
    return AbsenceList(
        [AbsenceAnswer(m.user_id, m.made_at, mark_state(m), m.objection or None) for m in marks]
    )


@post(
    "/api/bookings/{booking_id:uuid}/absences",
    opt=describe(
        "reportAbsence",
        "Report that the other person did not come",
        takes=BookingSeen,
        refuses=(400, 409),
        headers=("Idempotency-Key",),
    ),
)
async def report_absence(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, booking: OwnBooking
) -> BookingAnswer:
    seen = await read_json_if_any(request, BookingSeen)

    async def act() -> BookingAnswer:
        await report_no_show(db, booking, by=actor_of(booking, member, seen.sequence), now=now)
        return await show_booking(db, booking.id, viewer=member, now=now)

    said = request.url.path.encode() + b"\n" + seen.model_dump_json().encode()
    keyed = KeyedRequest(idempotency_key(request), said, BookingAnswer)
    return await once(db, keyed, act, viewer=member, now=now)


@post("/bookings/{booking_id:uuid}/absences", status_code=303)
@or_page(booking_page)
async def report_by_form(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, booking: OwnBooking
) -> Response[Any]:
    by = actor_of(booking, member, await seen_in(request))
    await report_no_show(db, booking, by=by, now=now)
    return done(booking, "absence")


@post(
    "/api/bookings/{booking_id:uuid}/absences/objection",
    status_code=200,
    opt=describe(
        "disputeAbsence",
        "Dispute a reported absence: the team hears both people",
        takes=Objection,
        refuses=(409,),
    ),
)
async def dispute_absence(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, booking: OwnBooking
) -> BookingAnswer:
    said = await read_json(request, Objection)
    by = actor_of(booking, member, said.sequence)
    await dispute(db, booking, said.objection, by=by, now=now)
    return await show_booking(db, booking.id, viewer=member, now=now)


@post("/bookings/{booking_id:uuid}/absences/objection", status_code=303)
@or_page(booking_page)
async def dispute_by_form(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, booking: OwnBooking
) -> Response[Any]:
    said = validated(Objection, await read_form(request))
    by = actor_of(booking, member, said.sequence)
    await dispute(db, booking, said.objection, by=by, now=now)
    return done(booking, "contest")
