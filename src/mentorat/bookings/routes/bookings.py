"""One's bookings on both sides, to their end."""

from datetime import datetime
from typing import Any

from litestar import Response, get
from pydantic_core import PydanticCustomError

from mentorat.accounts.gates import Member
from mentorat.bookings.actions.cancel import owed_terms
from mentorat.bookings.answers import answer_of
from mentorat.bookings.by_day import DayOfSessions, days_of
from mentorat.bookings.models import TAKES_TIME, BookingStatus
from mentorat.bookings.paging import START, Place, checked, read_place, write_place
from mentorat.bookings.queries.bookings import BookingRow, list_owed, list_own
from mentorat.bookings.routes.own import OwnBooking
from mentorat.bookings.routes.page import booking_zone
from mentorat.bookings.schemas import BookingAnswer, BookingPage, BookingQuery
from mentorat.db.executor import Db
from mentorat.db.together import nothing, together
from mentorat.mentors.queries import find_share_path
from mentorat.notifications.queries import find_undelivered
from mentorat.viewer import SignedIn
from mentorat.web.forms import form_state
from mentorat.web.openapi import describe
from mentorat.web.provide import AnyRequest, Now, RequestDb
from mentorat.web.reading import query_fields, validated
from mentorat.web.rendering import html
from mentorat.wire import whole_number

PAGE = 50
OWED_SHOWN = 10


async def list_page(
    request: AnyRequest, db: Db, *, member: SignedIn, now: datetime
) -> Response[Any]:
    """A page of the member's bookings: requests and sessions ahead, then what is over."""
    form = form_state(request)
    place = _place(request.query_params.get("cursor"))
    is_mentor = member.role == "MENTOR"
    (found, next_place), listed, share_path, refused_at = await together(
        db,
        list_own(db, place, viewer=member, now=now, count=PAGE),
        list_owed(db, member.id, now=now) if member.role == "USER" else nothing(),
        find_share_path(db, member.id) if is_mentor else nothing(),
        find_undelivered(db, member.id),
    )
    owed = listed or []
    ahead = [one for one in found if _is_ahead(one, now)]
    zone = booking_zone(request, next(iter(found), None), member)
    context = {
        "share_path": None if ahead else share_path,
        "origin": request.app.state.settings.origin,
        "owed": owed[:OWED_SHOWN],
        "owed_count": len(owed),
        "owed_terms": owed_terms(owed, now=now),
        "cancelled": request.query_params.get("cancelled"),
        "left": _count(request.query_params.get("left")),
        "requests": _by_day(ahead, zone.name, is_request=True),
        "ahead": _by_day(ahead, zone.name, is_request=False),
        "past": days_of([one for one in found if not _is_ahead(one, now)], zone.name),
        "next_cursor": write_place(next_place),
        "is_first": place == START,
        "refused_at": refused_at,
        "zone": zone,
        "now": now,
        "told": form.told,
        "problems": form.problems,
        "typed": form.typed,
    }
    return html(request, "bookings/list.html", context, status=form.status)


def _by_day(bookings: list[BookingRow], zone: str, *, is_request: bool) -> list[DayOfSessions]:
    wanted = [one for one in bookings if (one.status == BookingStatus.REQUESTED) == is_request]
    return days_of(wanted, zone)


@get("/bookings", media_type="text/html")
async def show_bookings(
    request: AnyRequest, db: RequestDb, now: Now, member: Member
) -> Response[Any]:
    return await list_page(request, db, member=member, now=now)


@get(
    "/api/bookings",
    opt=describe(
        "listBookings",
        "Your bookings: upcoming first, then past",
        query=BookingQuery,
    ),
)
async def list_bookings(
    request: AnyRequest, db: RequestDb, now: Now, member: Member
) -> BookingPage:
    query = validated(BookingQuery, query_fields(request, BookingQuery))
    place = read_place(query.cursor)
    found, next_place = await list_own(db, place, viewer=member, now=now, count=query.limit)
    items = [answer_of(row, viewer=member, now=now) for row in found]
    return BookingPage(items, write_place(next_place))


@get(
    "/api/bookings/{booking_id:uuid}",
    opt=describe("getBooking", "One of your bookings"),
)
async def read_booking(now: Now, member: Member, booking: OwnBooking) -> BookingAnswer:
    return answer_of(booking, viewer=member, now=now)


def _is_ahead(booking: BookingRow, now: datetime) -> bool:
    return booking.status in TAKES_TIME and booking.ends_at > now


def _count(text: str | None) -> int:
    return whole if isinstance(whole := whole_number(text), int) else 0


def _place(cursor: str | None) -> Place:
    try:
        return read_place(checked(cursor) if cursor else None)
    except PydanticCustomError:
        return START
