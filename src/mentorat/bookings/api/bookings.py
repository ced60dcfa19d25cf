"""Bookings over JSON."""

from datetime import datetime
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from mentorat.accounts.actions.repeat_answer import KeyedRequest, once
from mentorat.accounts.recognition import Member
from mentorat.bookings.actions.change import Change, take_step
from mentorat.bookings.actions.move import NewHour, move
from mentorat.bookings.actions.promise import promise
from mentorat.bookings.actions.swap import check_seen
from mentorat.bookings.actor import actor_of
from mentorat.bookings.answers import answer_of, show_booking
from mentorat.bookings.models import BookingStatus
from mentorat.bookings.paging import read_place, write_place
from mentorat.bookings.policies import cancellation_quote
from mentorat.bookings.queries.promises import find_booking, list_own
from mentorat.bookings.schemas import (
    BookingAnswer,
    BookingChoice,
    BookingPage,
    BookingQuery,
    Cancellation,
    CancellationQuote,
    NewTime,
    Refusal,
)
from mentorat.bookings.transitions import StepName
from mentorat.db.executor import Db
from mentorat.viewer import SignedIn
from mentorat.web.openapi import describe
from mentorat.web.provide import AnyRequest, Now, Session
from mentorat.web.reading import idempotency_key, read_json, validated

CHANGES = (400, 403, 404, 409, 413, 415, 422, 503)
ASKED = frozenset({BookingStatus.REQUESTED, BookingStatus.WITHDRAWN})


@post(
    "/api/bookings",
    opt=describe(
        "createBooking",
        "Book a free hour, or ask for it when the mentor wants to be asked",
        takes=BookingChoice,
        answers={201: BookingAnswer},
        refuses=CHANGES,
        headers=("Idempotency-Key",),
    ),
)
async def book(request: AnyRequest, db: Session, now: Now, member: Member) -> BookingAnswer:
    choice = await read_json(request, BookingChoice)

    async def act() -> BookingAnswer:
        booking_id = await promise(db, choice, viewer=member, now=now)
        return await show_booking(db, booking_id, viewer=member, now=now)

    said = request.url.path.encode() + b"\n" + choice.model_dump_json().encode()
    keyed = KeyedRequest(idempotency_key(request), said, BookingAnswer)
    return await once(db, keyed, act, viewer=member, now=now)


@get(
    "/api/bookings",
    opt=describe(
        "listBookings",
        "One's own bookings: what is ahead first, then what is over",
        query=BookingQuery,
        answers={200: BookingPage},
        refuses=(403, 422, 503),
    ),
)
async def list_bookings(request: AnyRequest, db: Session, now: Now, member: Member) -> BookingPage:
    query = validated(BookingQuery, dict(request.query_params))
    place = read_place(query.cursor)
    found, next_place = await list_own(db, place, viewer=member, now=now, count=query.limit)
    items = [answer_of(row, viewer=member, now=now) for row in found]
    return BookingPage(items, write_place(next_place))


@get(
    "/api/bookings/{booking_id:uuid}",
    opt=describe(
        "getBooking",
        "One booking of one's own",
        answers={200: BookingAnswer},
        refuses=(403, 404, 503),
    ),
)
async def read_booking(
    db: Session, now: Now, member: Member, booking_id: FromPath[UUID]
) -> BookingAnswer:
    return await show_booking(db, booking_id, viewer=member, now=now)


@get(
    "/api/bookings/{booking_id:uuid}/cancellation",
    opt=describe(
        "quoteCancellation",
        "What cancelling would mean now",
        answers={200: CancellationQuote},
        refuses=(403, 404, 503),
    ),
)
async def quote_cancellation(
    db: Session, now: Now, member: Member, booking_id: FromPath[UUID]
) -> CancellationQuote:
    found = await find_booking(db, booking_id, viewer=member)
    party = actor_of(found, member).party
    quote = cancellation_quote(found.price_cents, found.cancel_by, by=party, now=now)
    return CancellationQuote(
        id=quote.id,
        is_late=quote.is_late,
        refund_cents=quote.refund_cents,
        kept_cents=quote.kept_cents,
        currency=found.currency,
        cancel_by=quote.cancel_by,
    )


@post(
    "/api/bookings/{booking_id:uuid}/confirmation",
    status_code=200,
    opt=describe(
        "confirmBooking",
        "Say yes to a request",
        answers={200: BookingAnswer},
        refuses=(403, 404, 409, 503),
    ),
)
async def confirm(
    db: Session, now: Now, member: Member, booking_id: FromPath[UUID]
) -> BookingAnswer:
    return await _changed(db, booking_id, Change("accept"), member, now)


@post(
    "/api/bookings/{booking_id:uuid}/refusal",
    status_code=200,
    opt=describe(
        "refuseBooking",
        "Say no to a request",
        takes=Refusal,
        answers={200: BookingAnswer},
        refuses=CHANGES,
    ),
)
async def refuse(
    request: AnyRequest, db: Session, now: Now, member: Member, booking_id: FromPath[UUID]
) -> BookingAnswer:
    said = await read_json(request, Refusal)
    return await _changed(
        db,
        booking_id,
        Change("decline", said.reason, kind=said.kind, pause=said.pause),
        member,
        now,
    )


@post(
    "/api/bookings/{booking_id:uuid}/cancellation",
    status_code=200,
    opt=describe(
        "cancelBooking",
        "Cancel a session, or take a request back",
        takes=Cancellation,
        answers={200: BookingAnswer},
        refuses=CHANGES,
    ),
)
async def cancel_booking(
    request: AnyRequest, db: Session, now: Now, member: Member, booking_id: FromPath[UUID]
) -> BookingAnswer:
    said = await read_json(request, Cancellation)
    found = await find_booking(db, booking_id, viewer=member)
    step: StepName = "withdraw" if found.status in ASKED else "cancel"
    check_seen(found, said.sequence)
    change = Change(step, said.reason, said.quote, illness=said.illness)
    await take_step(db, found, change, by=actor_of(found, member), now=now)
    return await show_booking(db, found.id, viewer=member, now=now)


@post(
    "/api/bookings/{booking_id:uuid}/move",
    status_code=200,
    opt=describe(
        "moveBooking",
        "Give a session another hour; if it cannot be had, the old one stays",
        takes=NewTime,
        answers={200: BookingAnswer},
        refuses=CHANGES,
    ),
)
async def move_booking(
    request: AnyRequest, db: Session, now: Now, member: Member, booking_id: FromPath[UUID]
) -> BookingAnswer:
    wanted = await read_json(request, NewTime)
    found = await find_booking(db, booking_id, viewer=member)
    check_seen(found, wanted.sequence)
    await move(db, found, NewHour(wanted.starts_at), by=actor_of(found, member), now=now)
    return await show_booking(db, found.id, viewer=member, now=now)


async def _changed(
    db: Db, booking_id: UUID, change: Change, viewer: SignedIn, now: datetime
) -> BookingAnswer:
    found = await find_booking(db, booking_id, viewer=viewer)
    await take_step(db, found, change, by=actor_of(found, viewer), now=now)
    return await show_booking(db, found.id, viewer=viewer, now=now)
