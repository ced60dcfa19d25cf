"""The way into a session."""

from typing import Any

from litestar import Response, post

from mentorat.accounts.gates import Member
from mentorat.bookings.actions.join import join
from mentorat.bookings.routes.own import OwnBooking
from mentorat.bookings.routes.page import booking_page
from mentorat.web.forms import or_page
from mentorat.web.provide import AnyRequest, Now, RequestDb
from mentorat.web.rendering import html

LINKS = ("https://", "http://")


@post("/bookings/{booking_id:uuid}/join", status_code=200)
@or_page(booking_page)
async def join_session(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, booking: OwnBooking
) -> Response[Any]:
    """Leads into the meeting place, and keeps that somebody came.

    A page that goes on by itself: our forms may not be redirected to other sites.
    """
    place = join(db, booking, viewer=member, now=now)
    is_link = place.startswith(LINKS)
    answer = html(request, "bookings/join.html", {"place": place, "is_link": is_link})
    if is_link and place.isascii():
        answer.headers["Refresh"] = f"0; url={place}"
    return answer
