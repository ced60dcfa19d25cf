"""Cancelling one session, or all that somebody still owes; what it means is shown first."""

from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect

from mentorat.accounts.gates import Member
from mentorat.bookings.actions.cancel import (
    CancelWish,
    OwedTerms,
    cancel_or_withdraw,
    cancel_owed,
    owed_terms,
)
from mentorat.bookings.actor import Actor, actor_of
from mentorat.bookings.answers import show_booking
from mentorat.bookings.policies import cancellation_quote
from mentorat.bookings.queries.bookings import list_owed
from mentorat.bookings.refusals import SessionBegun
from mentorat.bookings.routes.bookings import list_page
from mentorat.bookings.routes.own import OwnBooking
from mentorat.bookings.routes.page import booking_page, done
from mentorat.bookings.schemas import (
    BookingAnswer,
    Cancellation,
    CancellationOfAll,
    CancellationQuote,
    CancelledSessions,
    LeftSession,
)
from mentorat.web.forms import or_page, read_form
from mentorat.web.openapi import describe
from mentorat.web.provide import AnyRequest, Now, RequestDb
from mentorat.web.reading import read_json, validated


@get(
    "/api/bookings/{booking_id:uuid}/cancellation",
    opt=describe("quoteCancellation", "What cancelling now would entail"),
)
async def quote_cancellation(now: Now, member: Member, booking: OwnBooking) -> CancellationQuote:
    party = actor_of(booking, member).party
    quote = cancellation_quote(booking.price_cents, booking.cancel_by, by=party, now=now)
    return CancellationQuote(
        id=quote.id,
        is_late=quote.is_late,
        refund_cents=quote.refund_cents,
        kept_cents=quote.kept_cents,
        currency=booking.currency,
        cancel_by=quote.cancel_by,
    )


@post(
    "/api/bookings/{booking_id:uuid}/cancellation",
    status_code=200,
    opt=describe(
        "cancelBooking",
        "Cancel a session, or withdraw a request",
        takes=Cancellation,
        refuses=(409,),
    ),
)
async def cancel_booking(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, booking: OwnBooking
) -> BookingAnswer:
    said = await read_json(request, Cancellation)
    by = actor_of(booking, member, said.sequence)
    await cancel_or_withdraw(db, booking, _wish(said), by=by, now=now)
    return await show_booking(db, booking.id, viewer=member, now=now)


@post("/bookings/{booking_id:uuid}/cancellation", status_code=303)
@or_page(booking_page)
async def cancel_by_form(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, booking: OwnBooking
) -> Response[Any]:
    fields = await read_form(request)
    said = validated(Cancellation, {**fields, "illness": fields.get("illness") == "yes"})
    by = actor_of(booking, member, said.sequence)
    return done(booking, await cancel_or_withdraw(db, booking, _wish(said), by=by, now=now))


@post("/bookings/cancellations", status_code=303)
@or_page(list_page)
async def cancel_all(request: AnyRequest, db: RequestDb, now: Now, member: Member) -> Response[Any]:
    """Cancels every session that somebody still owes as the mentor they were."""
    said = validated(CancellationOfAll, await read_form(request))
    by = Actor(member.id, "mentor")
    cancelled, left = await cancel_owed(db, CancelWish(said.reason, said.quote), by=by, now=now)
    rest = f"&left={len(left)}" if left else ""
    return Redirect(f"/bookings?cancelled={len(cancelled)}{rest}", status_code=303)


@get(
    "/api/bookings/cancellations",
    opt=describe(
        "quoteAllCancellations", "What cancelling all your sessions as a mentor would entail"
    ),
)
async def quote_all(db: RequestDb, now: Now, member: Member) -> OwedTerms:
    return owed_terms(await list_owed(db, member.id, now=now), now=now)


@post(
    "/api/bookings/cancellations",
    status_code=200,
    opt=describe(
        "cancelAllBookings",
        "Cancel all your sessions as a mentor that have not started",
        takes=CancellationOfAll,
        refuses=(409,),
    ),
)
async def cancel_all_bookings(
    request: AnyRequest, db: RequestDb, now: Now, member: Member
) -> CancelledSessions:
    said = await read_json(request, CancellationOfAll)
    by = Actor(member.id, "mentor")
    cancelled, left = await cancel_owed(db, CancelWish(said.reason, said.quote), by=by, now=now)
    return CancelledSessions(
        [one.id for one in cancelled],
        [LeftSession(one.id, one.starts_at, SessionBegun.code) for one in left],
    )


def _wish(said: Cancellation) -> CancelWish:
    return CancelWish(said.reason, said.quote, said.illness)
