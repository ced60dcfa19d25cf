"""The directory: its page, its JSON, and what it may be narrowed by."""

from datetime import datetime
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from litestar import MediaType, Response, get

from mentorat.db.executor import Db
from mentorat.db.together import together
from mentorat.directory.chips import chips_of
from mentorat.directory.facets.cache import FacetCache
from mentorat.directory.queries.search_alerts import find_search_alert
from mentorat.directory.queries.skill_names import find_skill_list
from mentorat.directory.routes.facet_labels import named_facets
from mentorat.directory.routes.saved import saved_page
from mentorat.directory.routes.search_request import (
    FoundPage,
    SearchRequest,
    page_of_mentors,
    read_search,
    read_search_or_everybody,
)
from mentorat.directory.schemas import Facets, MentorPage
from mentorat.directory.search.criteria import criteria_text, kept_search
from mentorat.directory.search.parameters import Search, address
from mentorat.directory.search.ranking import PARTS_MAX
from mentorat.viewer import Visitor
from mentorat.web.forms import form_state
from mentorat.web.moments import day_of
from mentorat.web.openapi import describe
from mentorat.web.problems import translated
from mentorat.web.provide import Anybody, AnyRequest, Now, RequestDb
from mentorat.web.rates import within_budget
from mentorat.web.rendering import html, request_translator


class WaitingOffer(NamedTuple):
    """Where one asks to be told of a search, and the alert of who has."""

    path: str
    alert_id: UUID | None


@get(
    "/api/mentors",
    guards=[within_budget],
    opt=describe(
        "listMentors",
        "Find mentors by keywords, filters and free slots",
        query=Search,
        answers={200: MentorPage},
        open_to_all=True,
        scope="mentors:read",
    ),
)
async def list_mentors(
    request: AnyRequest, db: RequestDb, now: Now, visitor: Anybody
) -> Response[Any]:
    locale = request_translator(request).locale
    page = await page_of_mentors(db, read_search(request, now), locale=locale, viewer=visitor)
    return Response(page.as_json(), media_type=MediaType.JSON)


@get(
    "/api/mentors/facets",
    guards=[within_budget],
    opt=describe(
        "getMentorFacets",
        "The filters to narrow by, with the number of mentors for each",
        query=Search,
        open_to_all=True,
        scope="mentors:read",
    ),
)
async def count_mentors(request: AnyRequest, db: RequestDb, now: Now, visitor: Anybody) -> Facets:
    del visitor  # asked for, so that a member's own time zone counts
    found = read_search(request, now)
    cache: FacetCache = request.app.state.facets
    counts, skills = await together(
        db,
        cache.count(db, found.search, found.times, found.zone.name, now=now),
        find_skill_list(db),
    )
    return named_facets(counts, skills, request_translator(request)).facets


@get("/mentors", media_type="text/html", guards=[within_budget])
async def show_mentors(
    request: AnyRequest, db: RequestDb, now: Now, visitor: Anybody
) -> Response[Any]:
    if "saved" in request.query_params:
        return await saved_page(request, db, visitor, now=now)
    return await mentors_page(request, db, now, visitor)


async def mentors_page(
    request: AnyRequest, db: Db, now: datetime, visitor: Visitor
) -> Response[Any]:
    """The search of this address: who fits, what it may be narrowed by, and, with nobody, the
    offer to be told of the first one who does."""
    translate = request_translator(request)
    found, unread = read_search_or_everybody(request, now)
    problems = translated(tuple(unread), translate)
    cache: FacetCache = request.app.state.facets
    page, counts = await together(
        db,
        page_of_mentors(db, found, locale=translate.locale, viewer=visitor),
        cache.count(db, found.search, found.times, found.zone.name, now=now),
    )
    skills = page.skills or await find_skill_list(db)
    named = named_facets(counts, skills, translate)
    link = partial(_link, found.search)
    form = form_state(request)
    context = {
        "search": found.search,
        "page": page,
        "facets": named.facets,
        "prices": named.prices,
        "facets_key": named.key,
        "search_key": found.search.model_dump_json(exclude={"cursor"}, exclude_unset=True),
        "chosen": chips_of(found.search, skills.by_slug.values(), translate, link),
        "zone": found.zone,
        "now": now,
        "problems": problems,
        "link": link,
        "next_link": _link(found.search, cursor=page.next_cursor) if page.next_cursor else None,
        "today": day_of(now, found.zone.name).isoformat(),
        "ranking": PARTS_MAX,
        "form": form,
        "waiting": None if problems else await _waiting(db, found, page, visitor),
        "canonical": f"{request.app.state.settings.origin}{_link(found.search, cursor=None)}",
    }
    return html(request, "directory/mentors.html", context, status=422 if problems else form.status)


async def _waiting(
    db: Db, asked: SearchRequest, page: FoundPage, visitor: Visitor
) -> WaitingOffer | None:
    """Where to ask to be told, or the alert there is; None where somebody fits."""
    search = asked.search
    fits = any(one.card.ranking.all_words for one in page.items) or page.next_cursor
    if fits or search.cursor or (search.wants_time and not asked.times):
        return None
    criteria = criteria_text(kept_search(search, asked.zone.name, now=asked.now))
    path = _link(search).replace("/mentors", "/search-alerts", 1)
    kept = await find_search_alert(db, visitor.user.id, criteria) if visitor.user else None
    return WaitingOffer(path, kept)


def _link(search: Search, **changes: Any) -> str:
    # A new filter starts from the first page.
    pairs = address(search, **{"cursor": None, **changes})
    return f"/mentors?{urlencode(pairs)}" if pairs else "/mentors"
