"""One's bookings on both sides, and one booking with everything that may be done to it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from pydantic_core import PydanticCustomError

from mentorat.accounts.recognition import Member
from mentorat.bookings.actions.change import Change, cancel_owed, take_step
from mentorat.bookings.actions.move import NewHour, move
from mentorat.bookings.actions.swap import check_seen
from mentorat.bookings.actor import actor_of
from mentorat.bookings.models import TAKES_TIME, BookingStatus
from mentorat.bookings.pages.booking_page import booking_page
from mentorat.bookings.pages.zone import booking_zone
from mentorat.bookings.paging import START, Place, checked, read_place, write_place
from mentorat.bookings.queries.promises import BookingRow, find_booking, list_owed, list_own
from mentorat.bookings.schemas import Cancellation, NewTime, Refusal
from mentorat.bookings.transitions import StepName
from mentorat.db.executor import Db
from mentorat.notifications.queries import find_undelivered
from mentorat.viewer import SignedIn
from mentorat.web.forms import form_state, or_page, read_form
from mentorat.web.provide import AnyRequest, Now, Session
from mentorat.web.reading import validated
from mentorat.web.rendering import html
from mentorat.wire import whole_number

ASKED = frozenset({BookingStatus.REQUESTED, BookingStatus.WITHDRAWN})
PAGE = 50
OWED_SHOWN = 10


async def _list_page(
    request: AnyRequest, db: Db, *, member: SignedIn, now: datetime
) -> Response[Any]:
    form = form_state(request)
    place = _place(request.query_params.get("cursor"))
    found, next_place = await list_own(db, place, viewer=member, now=now, count=PAGE)
    ahead = [one for one in found if _is_ahead(one, now)]
    owed = await list_owed(db, member.id, now=now) if member.role == "USER" else []
    context = {
        "owed": owed[:OWED_SHOWN],
        "owed_count": len(owed),
        "cancelled": request.query_params.get("cancelled"),
        "left": _count(request.query_params.get("left")),
        "requests": [one for one in ahead if one.status == BookingStatus.REQUESTED],
        "ahead": [one for one in ahead if one.status != BookingStatus.REQUESTED],
        "past": [one for one in found if not _is_ahead(one, now)],
        "next_cursor": write_place(next_place),
        "is_first": place == START,
        "refused_at": await find_undelivered(db, member.id),
        "zone": booking_zone(request, next(iter(found), None), member),
        "now": now,
        "told": form.told,
        "problems": form.problems,
        "typed": form.typed,
    }
    return html(request, "bookings/list.html", context, status=form.status)


@get("/bookings", media_type="text/html")
async def show_bookings(
    request: AnyRequest, db: Session, now: Now, member: Member
) -> Response[Any]:
    return await _list_page(request, db, member=member, now=now)


@post("/bookings/cancellations", status_code=303)
@or_page(_list_page)
async def cancel_all(request: AnyRequest, db: Session, now: Now, member: Member) -> Response[Any]:
    """Cancels every session that somebody still owes as the mentor they were."""
    said = validated(Cancellation, await read_form(request))
    cancelled, left = await cancel_owed(db, member.id, said.reason, now=now)
    rest = f"&left={left}" if left else ""
    return Redirect(f"/bookings?cancelled={cancelled}{rest}", status_code=303)


@get("/bookings/{booking_id:uuid}", media_type="text/html")
async def show_booking(
    request: AnyRequest, db: Session, now: Now, member: Member, booking_id: FromPath[UUID]
) -> Response[Any]:
    return await booking_page(request, db, booking_id=booking_id, member=member, now=now)


@post("/bookings/{booking_id:uuid}/confirmation", status_code=303)
@or_page(booking_page)
async def confirm(
    request: AnyRequest, db: Session, now: Now, member: Member, booking_id: FromPath[UUID]
) -> Response[Any]:
    del request  # its page wants it
    return await _change(db, booking_id, Change("accept"), member, now)


@post("/bookings/{booking_id:uuid}/refusal", status_code=303)
@or_page(booking_page)
async def refuse(
    request: AnyRequest, db: Session, now: Now, member: Member, booking_id: FromPath[UUID]
) -> Response[Any]:
    fields = await read_form(request)
    said = validated(Refusal, {**fields, "pause": fields.get("pause") == "yes"})
    change = Change("decline", said.reason, kind=said.kind, pause=said.pause)
    return await _change(db, booking_id, change, member, now)


@post("/bookings/{booking_id:uuid}/cancellation", status_code=303)
@or_page(booking_page)
async def cancel_booking(
    request: AnyRequest, db: Session, now: Now, member: Member, booking_id: FromPath[UUID]
) -> Response[Any]:
    fields = await read_form(request)
    said = validated(Cancellation, {**fields, "illness": fields.get("illness") == "yes"})
    booking = await find_booking(db, booking_id, viewer=member)
    step: StepName = "withdraw" if booking.status in ASKED else "cancel"
    check_seen(booking, said.sequence)
    change = Change(step, said.reason, said.quote, illness=said.illness)
    await take_step(db, booking, change, by=actor_of(booking, member), now=now)
    return Redirect(f"/bookings/{booking.id}?done={step}", status_code=303)


@post("/bookings/{booking_id:uuid}/move", status_code=303)
@or_page(booking_page)
async def move_booking(
    request: AnyRequest, db: Session, now: Now, member: Member, booking_id: FromPath[UUID]
) -> Response[Any]:
    wanted = validated(NewTime, await read_form(request))
    booking = await find_booking(db, booking_id, viewer=member)
    check_seen(booking, wanted.sequence)
    await move(db, booking, NewHour(wanted.starts_at), by=actor_of(booking, member), now=now)
    return Redirect(f"/bookings/{booking.id}?done=move", status_code=303)


async def _change(
    db: Db, booking_id: UUID, change: Change, viewer: SignedIn, now: datetime
) -> Response[Any]:
    booking = await find_booking(db, booking_id, viewer=viewer)
    await take_step(db, booking, change, by=actor_of(booking, viewer), now=now)
    return Redirect(f"/bookings/{booking.id}?done={change.step}", status_code=303)


def _is_ahead(booking: BookingRow, now: datetime) -> bool:
    return booking.status in TAKES_TIME and booking.ends_at > now


def _count(text: str | None) -> int:
    return whole if isinstance(whole := whole_number(text), int) else 0


def _place(cursor: str | None) -> Place:
    try:
        return read_place(checked(cursor) if cursor else None)
    except PydanticCustomError:
        return START
