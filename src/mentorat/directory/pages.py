"""The directory and one mentor, as pages."""

from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from mentorat.bookings.queries.reliability import ENOUGH, find_record
from mentorat.bookings.queries.taken import busy_of
from mentorat.directory.asking import Asked, asked_or_everybody, page_of_mentors
from mentorat.directory.cards import detail, slot
from mentorat.directory.facet_cache import FacetCache
from mentorat.directory.facet_labels import labelled
from mentorat.directory.free_times import AHEAD_DAYS
from mentorat.directory.queries import Shown, find_mentor
from mentorat.directory.schemas import Slot
from mentorat.directory.search import Search, address
from mentorat.directory.structured_data import person_document
from mentorat.errors import NotFound
from mentorat.mentors.queries import list_skills
from mentorat.schedules.plans import stored_plan
from mentorat.schedules.slots import is_offered, starts
from mentorat.schedules.wall_time import instant, seconds_after
from mentorat.web.moments import day_of, day_text
from mentorat.web.problems import translated
from mentorat.web.provide import Anybody, AnyRequest, Now, Session
from mentorat.web.rendering import html, request_translator
from mentorat.web.time_zone import reader_zone

SHOWN_DAYS = 14
YEARS = (1970, 2200)  # that a link may name


class SlotDay(msgspec.Struct, frozen=True):
    """The offers of one day, in the reader's calendar."""

    label: str
    slots: list[Slot]


@get("/mentors", media_type="text/html")
async def show_mentors(
    request: AnyRequest, db: Session, now: Now, visitor: Anybody
) -> Response[Any]:
    del visitor  # asked for, so that a member's own time zone counts
    translate = request_translator(request)
    found, unread = asked_or_everybody(request, now)
    problems = translated(tuple(unread), translate)
    page = await page_of_mentors(db, found, locale=translate.locale)
    cache: FacetCache = request.app.state.facets
    counts = await cache.count(db, found.search, found.times, found.zone.name, now=now)
    facets = labelled(counts, await list_skills(db), translate)
    context = {
        "search": found.search,
        "page": page,
        "facets": facets,
        "zone": found.zone,
        "now": now,
        "problems": problems,
        "link": lambda **changes: _link(found.search, **changes),
        "next_link": _link(found.search, cursor=page.next_cursor) if page.next_cursor else None,
        "days": _days_ahead(found, translate.locale),
        "canonical": f"{request.app.state.settings.origin}{_link(found.search, cursor=None)}",
    }
    return html(request, "directory/mentors.html", context, status=422 if problems else 200)


@get("/mentors/{mentor_id:str}", media_type="text/html")
async def show_mentor(
    request: AnyRequest, db: Session, now: Now, visitor: Anybody, mentor_id: FromPath[str]
) -> Response[Any]:
    mentor = await find_mentor(db, mentor_id, viewer=visitor, now=now)
    if mentor is None:
        raise NotFound
    context = _mentor_context(request, mentor, now)
    context["record"] = await find_record(db, mentor.id, now=now)
    context["enough"] = ENOUGH
    context["is_own"] = visitor.user is not None and visitor.user.id == mentor.id
    return html(request, "directory/mentor.html", context)


def _mentor_context(request: AnyRequest, mentor: Shown, now: datetime) -> dict[str, Any]:
    locale, asked_for = request_translator(request).locale, request.query_params
    zone = reader_zone(request, asked_for.get("timezone"))
    plan, busy = stored_plan(bytes(mentor.availability)), busy_of(mentor.taken)
    first, moment = _first_day(asked_for.get("from"), zone.name, now), seconds_after(now)
    since, until = (instant(zone.name, first.toordinal() + n, 0) for n in (0, SHOWN_DAYS))
    offered = starts(plan, busy, since=since, until=until, now=moment)
    chosen = _chosen(asked_for.get("slot"))
    is_free = chosen is not None and is_offered(plan, busy, chosen, now=moment)
    told = detail(mentor, locale=locale, now=now)
    address = f"{request.app.state.settings.origin}/mentors/{mentor.id}"
    return {
        "mentor": told,
        "status": mentor.status,
        "days": _by_day([s for start in offered if (s := slot(plan, start))], zone.name, locale),
        "first": first,
        "earlier": first - timedelta(days=SHOWN_DAYS) if first > day_of(now, zone.name) else None,
        "later": first + timedelta(days=SHOWN_DAYS),
        "zone": zone,
        "now": now,
        "chosen": slot(plan, chosen) if is_free else None,
        "is_gone": chosen is not None and not is_free,
        "canonical": address,
        "person": person_document(told, address),
    }


def _link(search: Search, **changes: Any) -> str:
    # A new filter starts from the first page.
    pairs = address(search, **{"cursor": None, **changes})
    return f"/mentors?{urlencode(pairs)}" if pairs else "/mentors"


def _days_ahead(found: Asked, locale: str) -> list[tuple[str, str]]:
    today = day_of(found.now, found.zone.name)
    days = [today + timedelta(days=n) for n in range(AHEAD_DAYS)]
    chosen = found.search.day
    if chosen and chosen not in {day.isoformat() for day in days}:
        days.append(date.fromisoformat(chosen))
    return [(day.isoformat(), day_text(day, locale)) for day in days]


def _first_day(asked_for: str | None, zone: str, now: datetime) -> date:
    today = day_of(now, zone)
    try:
        wanted = date.fromisoformat(asked_for or "")
    except ValueError:
        return today
    return min(max(wanted, today), today + timedelta(days=400))


def _chosen(text: str | None) -> int | None:
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    is_near = moment.tzinfo is not None and YEARS[0] <= moment.year <= YEARS[1]
    return seconds_after(moment.astimezone(UTC)) if is_near else None


def _by_day(slots: list[Slot], zone: str, locale: str) -> list[SlotDay]:
    days = groupby(slots, key=lambda one: day_of(one.starts_at, zone))
    return [SlotDay(day_text(day, locale), list(of_day)) for day, of_day in days]
