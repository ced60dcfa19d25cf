"""The home page: of a stranger, a member or an operator."""

from typing import Any

from litestar import Response, get

from mentorat.accounts.gates import OnboardingRequired
from mentorat.admin.desk import count_cards
from mentorat.db.executor import Db
from mentorat.directory.cards import cards
from mentorat.directory.queries.mentors import find_mentors
from mentorat.directory.search.parameters import Search
from mentorat.home.queries import read_day
from mentorat.viewer import SignedIn
from mentorat.web.provide import Anybody, AnyRequest, Now, RequestDb
from mentorat.web.rendering import html, request_translator
from mentorat.web.time_zone import reader_zone

MENTORS_SHOWN = 3


@get("/", media_type="text/html")
async def home(request: AnyRequest, db: RequestDb, now: Now, visitor: Anybody) -> Response[Any]:
    user = visitor.user
    if user and user.is_newcomer:
        raise OnboardingRequired
    shared = {
        "is_new": "welcome" in request.query_params,
        "zone": reader_zone(request),
        "now": now,
    }
    if user:
        own = await _own(db, user, now, is_operator=visitor.is_operator(now))
        return html(request, "home/member.html", {**shared, **own})
    search = Search(limit=MENTORS_SHOWN)
    found = await find_mentors(db, search, [], now=now)
    locale = request_translator(request).locale
    mentors = cards(found[:MENTORS_SHOWN], None, locale=locale, now=now)
    return html(request, "home/stranger.html", {**shared, "mentors": mentors})


async def _own(db: Db, user: SignedIn, now: Now, *, is_operator: bool) -> dict[str, Any]:
    cards_of_desk = await count_cards(db, now=now) if is_operator else []
    return {
        "day": await read_day(db, viewer=user, now=now),
        "waiting": [(card, count) for card, count in cards_of_desk if count],
    }
