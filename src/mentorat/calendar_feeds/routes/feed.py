"""The private calendar: its address over JSON, and the calendar itself."""

from typing import Any

from litestar import Response, delete, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from mentorat.accounts.gates import Member
from mentorat.calendar_feeds.actions import close_feed, hash_of, open_feed
from mentorat.calendar_feeds.file import feed_tag, feed_text
from mentorat.calendar_feeds.queries import find_feed_created, find_feed_owner, list_feed
from mentorat.calendar_feeds.schemas import FeedAnswer, FeedTerms
from mentorat.db.executor import Db
from mentorat.errors import NotFound, say
from mentorat.terms import check_terms
from mentorat.viewer import SignedIn
from mentorat.web.forms import form_state, or_page, read_form
from mentorat.web.openapi import describe
from mentorat.web.provide import AnyRequest, Config, Now, RequestDb
from mentorat.web.rendering import html
from mentorat.web.time_zone import reader_zone

SUFFIX = ".ics"
CALENDAR = "text/calendar"
OTHER_ADDRESS = say(
    "Le lien a été créé ou désactivé entre-temps. Vérifiez la page, puis recommencez."
)


@post(
    "/api/me/calendar-feed",
    opt=describe(
        "createMyCalendarFeed",
        "Create a private link for your calendar; the previous one is disabled",
    ),
)
async def make_feed(db: RequestDb, now: Now, member: Member, settings: Config) -> FeedAnswer:
    secret = open_feed(db, member.id, now=now)
    return FeedAnswer(f"{settings.origin}/calendar/{secret}{SUFFIX}", now)


@delete(
    "/api/me/calendar-feed",
    status_code=204,
    opt=describe("deleteMyCalendarFeed", "Disable your calendar's private link"),
)
async def revoke_feed(db: RequestDb, member: Member) -> None:
    close_feed(db, member.id)


@get("/calendar/{name:str}", media_type=CALENDAR)
async def read_feed(
    request: AnyRequest, db: RequestDb, now: Now, settings: Config, name: FromPath[str]
) -> Response[Any]:
    """The calendar of whoever knows its secret; 304 while nothing changed (RFC 9110, 13.1.2)."""
    owner = await find_feed_owner(db, hash_of(name.removesuffix(SUFFIX)))
    if owner is None or not name.endswith(SUFFIX):
        raise NotFound
    found = await list_feed(db, owner.id, now=now)
    text = feed_text(owner, found, origin=settings.origin, now=now)
    tag = feed_tag(text)
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}
    known = {
        word.strip().removeprefix("W/")
        for word in request.headers.get("if-none-match", "").split(",")
    }
    if tag in known:
        return Response(b"", status_code=304, headers=headers, media_type=CALENDAR)
    return Response(text.encode(), headers=headers, media_type=CALENDAR)


async def _page(request: AnyRequest, db: Db, *, member: SignedIn) -> Response[Any]:
    form = form_state(request)
    context = {
        "told": form.told,
        "feed": FeedTerms(await find_feed_created(db, member.id)),
        "address": None,
        "is_revoked": "revoked" in request.query_params,
        "zone": reader_zone(request),
    }
    return html(request, "calendar_feeds/calendar.html", context, status=form.status)


@get("/bookings/calendar", media_type="text/html")
async def show_feed(request: AnyRequest, db: RequestDb, member: Member) -> Response[Any]:
    return await _page(request, db, member=member)


@post("/bookings/calendar", status_code=200)
@or_page(_page)
async def change_feed(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, settings: Config
) -> Response[Any]:
    """Makes a new address, which only this answer shows, or revokes the one there is."""
    fields = await read_form(request)
    standing = FeedTerms(await find_feed_created(db, member.id))
    check_terms(fields.get("terms"), standing, OTHER_ADDRESS)
    if fields.get("do") == "revoke":
        close_feed(db, member.id)
        return Redirect("/bookings/calendar?revoked=1", status_code=303)
    secret = open_feed(db, member.id, now=now)
    context = {
        "told": None,
        "feed": FeedTerms(now),
        "address": f"{settings.origin}/calendar/{secret}.ics",
        "is_revoked": False,
        "zone": reader_zone(request),
    }
    return html(request, "calendar_feeds/calendar.html", context)
