"""One's private calendar address: made, shown once, revoked."""

from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect

from mentorat.accounts.recognition import Member
from mentorat.bookings.actions.feed import close_feed, open_feed
from mentorat.bookings.queries.feed import find_feed_created
from mentorat.web.forms import read_form
from mentorat.web.provide import AnyRequest, Config, Now, Session
from mentorat.web.rendering import html
from mentorat.web.time_zone import reader_zone


@get("/bookings/calendar", media_type="text/html")
async def show_feed(request: AnyRequest, db: Session, member: Member) -> Response[Any]:
    context = {
        "created_at": await find_feed_created(db, member.id),
        "address": None,
        "is_revoked": "revoked" in request.query_params,
        "zone": reader_zone(request),
    }
    return html(request, "bookings/calendar.html", context)


@post("/bookings/calendar", status_code=200)
async def change_feed(
    request: AnyRequest, db: Session, now: Now, member: Member, settings: Config
) -> Response[Any]:
    """Makes a new address, which only this answer shows, or revokes the one there is."""
    if (await read_form(request)).get("do") == "revoke":
        close_feed(db, member.id)
        return Redirect("/bookings/calendar?revoked=1", status_code=303)
    secret = open_feed(db, member.id, now=now)
    context = {
        "created_at": now,
        "address": f"{settings.origin}/calendar/{secret}.ics",
        "is_revoked": False,
        "zone": reader_zone(request),
    }
    return html(request, "bookings/calendar.html", context)
