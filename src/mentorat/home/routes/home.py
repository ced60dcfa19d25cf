"""The home page: of a stranger, a member or an operator."""

from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from litestar import Response, get

from mentorat.accounts.gates import OnboardingRequired
from mentorat.admin.desk import count_cards
from mentorat.blog.lists.listings import everything
from mentorat.blog.lists.paging import NEWEST
from mentorat.blog.queries.cards import list_newest
from mentorat.blog.shown.cards import card
from mentorat.bookings.by_day import days_of
from mentorat.bookings.queries.bookings import BookingRow
from mentorat.db.executor import Db
from mentorat.db.together import nothing, together
from mentorat.directory.cards import cards
from mentorat.directory.queries.mentors import find_mentors
from mentorat.directory.search.parameters import Search
from mentorat.home.figures import read_figures
from mentorat.home.queries import read_day
from mentorat.viewer import SignedIn
from mentorat.web.moments import day_of
from mentorat.web.provide import Anybody, AnyRequest, Now, RequestDb
from mentorat.web.rendering import html, request_translator
from mentorat.web.time_zone import reader_zone

MENTORS_SHOWN = 3
ARTICLES_SHOWN = 3
DAYS_AHEAD = 7


class DayAhead(msgspec.Struct, frozen=True):
    """One day of the week at a glance."""

    date: date
    sessions: list[BookingRow]


@get("/", media_type="text/html")
async def home(request: AnyRequest, db: RequestDb, now: Now, visitor: Anybody) -> Response[Any]:
    user = visitor.user
    if user and user.is_newcomer:
        raise OnboardingRequired
    zone = reader_zone(request)
    shared = {"is_new": "welcome" in request.query_params, "zone": zone, "now": now}
    if user:
        own = await _own(db, user, zone.name, now, is_operator=visitor.is_operator(now))
        return html(request, "home/member.html", {**shared, **own})
    search = Search(limit=MENTORS_SHOWN)
    locale = request_translator(request).locale
    found, articles = await together(
        db,
        find_mentors(db, search, [], now=now),
        list_newest(db, everything(locale), NEWEST, count=ARTICLES_SHOWN),
    )
    mentors = cards(found[:MENTORS_SHOWN], None, locale=locale, now=now)
    posts = [card(row) for row in articles]
    return html(request, "home/stranger.html", {**shared, "mentors": mentors, "posts": posts})


async def _own(
    db: Db, user: SignedIn, zone: str, now: datetime, *, is_operator: bool
) -> dict[str, Any]:
    today = day_of(now, zone)
    day, figures, cards_of_desk = await together(
        db,
        read_day(db, viewer=user, now=now),
        (
            read_figures(db, user.id, zone=zone, today=today, now=now)
            if user.role == "MENTOR"
            else nothing()
        ),
        count_cards(db, now=now) if is_operator else nothing(),
    )
    gives = user.role == "MENTOR" and day.profile is not None
    return {
        "day": day,
        "to_answer": days_of(day.to_answer, zone),
        "asked": days_of(day.asked, zone),
        "waiting": [(card, count) for card, count in cards_of_desk or () if count],
        "week": week_ahead(day.sessions, today, zone) if gives else [],
        "figures": figures if gives else None,
    }


def week_ahead(sessions: list[BookingRow], today: date, zone: str) -> list[DayAhead]:
    """Today and the six days after it, each with its sessions, by the clocks of `zone`."""
    by_day = dict(days_of(sessions, zone))
    days = [today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD)]
    return [DayAhead(day, by_day.get(day, [])) for day in days]
