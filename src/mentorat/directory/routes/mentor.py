"""One mentor: their page, their JSON, and the hours they offer."""

import asyncio
from datetime import datetime, timedelta
from typing import Annotated, Any, TypeAlias
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from mentorat.bookings.policies import booking_terms
from mentorat.bookings.queries.absences import ENOUGH, find_record
from mentorat.bookings.queries.taken import busy_of
from mentorat.db.together import together
from mentorat.directory.cards import detail, slot
from mentorat.directory.queries.mentor import MentorPageRow, find_mentor, find_offer
from mentorat.directory.routes.card import picture_address
from mentorat.directory.schemas import MentorDetail, Slot, Slots
from mentorat.directory.similar import find_similar
from mentorat.directory.structured_data import person_document
from mentorat.errors import Invalid, NotFound, Problem, say
from mentorat.mentors.editor.written import WrittenFinder
from mentorat.mentors.models import ProfileStatus
from mentorat.schedules.month import MonthQuery, free_month
from mentorat.schedules.plans import stored_plan
from mentorat.schedules.slots import is_offered, starts
from mentorat.schedules.wall_time import MINUTE, seconds_after
from mentorat.web.asked_day import asked_day, asked_instant, day_link
from mentorat.web.moments import day_of
from mentorat.web.openapi import describe
from mentorat.web.provide import Anybody, AnyRequest, Now, RequestDb
from mentorat.web.rates import within_budget
from mentorat.web.reading import query_fields, validated
from mentorat.web.rendering import html, request_translator, request_visitor
from mentorat.web.time_zone import reader_zone
from mentorat.wire import Moment, Wire

# Whoever finds it: app/__init__.py.
FindWritten: TypeAlias = NamedDependency[WrittenFinder]
SLOTS_AHEAD = timedelta(days=14)
SLOTS_RANGE_MAX = timedelta(days=62)
TOO_LONG = say("Demandez 62 jours au plus.")
BATCH = 2000  # slots that are written without letting anybody else through


class SlotQuery(Wire):
    """The starts that are asked for; from now on, for two weeks, when nothing is said."""

    since: Annotated[Moment | None, Field(alias="from")] = None
    until: Annotated[Moment | None, Field(alias="to")] = None

    @model_validator(mode="after")
    def _is_short(self) -> "SlotQuery":
        if self.since and self.until and self.until < self.since:
            raise PydanticCustomError(
                "backwards", "backwards", {"sentence": say("La fin doit suivre le début.")}
            )
        return self

    def bounds(self, now: datetime) -> tuple[datetime, datetime]:
        """Both ends, with `now` where nothing was said; raises Invalid for more than 62 days."""
        since = self.since or (min(now, self.until) if self.until else now)
        until = self.until or since + SLOTS_AHEAD
        if until - since > SLOTS_RANGE_MAX:
            raise Invalid([Problem("/to", TOO_LONG, "range_too_long")])
        return since, until


@get(
    "/api/mentors/{mentor_id:str}",
    guards=[within_budget],
    opt=describe("getMentor", "A published mentor", open_to_all=True, scope="mentors:read"),
)
async def read_mentor(
    request: AnyRequest, db: RequestDb, now: Now, visitor: Anybody, mentor_id: FromPath[str]
) -> MentorDetail:
    mentor = await find_mentor(db, mentor_id, viewer=visitor, now=now)
    if mentor is None:
        raise NotFound
    origin = request.app.state.settings.origin
    return detail(mentor, origin, locale=request_translator(request).locale, now=now)


@get(
    "/api/mentors/{mentor_id:str}/slots",
    guards=[within_budget],
    opt=describe(
        "listSlots",
        "The slots a mentor offers, at most 62 days a call",
        query=SlotQuery,
        open_to_all=True,
        scope="slots:read",
    ),
)
async def list_slots(
    request: AnyRequest, db: RequestDb, now: Now, visitor: Anybody, mentor_id: FromPath[str]
) -> Slots:
    query = validated(SlotQuery, query_fields(request, SlotQuery))
    since, until = query.bounds(now)
    offer = await find_offer(db, mentor_id, (since, until), viewer=visitor, now=now)
    if offer is None:
        raise NotFound
    plan = stored_plan(bytes(offer.availability))
    found = starts(
        plan,
        busy_of(offer.taken),
        since=seconds_after(since),
        until=seconds_after(until),
        now=seconds_after(now),
    )
    items: list[Slot] = []
    for first in range(0, len(found), BATCH):
        items += [one for start in found[first : first + BATCH] if (one := slot(plan, start))]
        await asyncio.sleep(0)
    return Slots(items, plan.zone, booking_terms(offer, plan.slot // MINUTE))


@get("/mentors/{mentor_id:str}", media_type="text/html", guards=[within_budget])
async def show_mentor(
    request: AnyRequest, db: RequestDb, now: Now, articles: FindWritten, mentor_id: FromPath[str]
) -> Response[Any]:
    visitor = request_visitor(request)  # recognised for `articles`
    mentor, record, written = await together(
        db,
        find_mentor(db, mentor_id, viewer=visitor, now=now),
        find_record(db, mentor_id, now=now),
        articles(),
    )
    if mentor is None:
        raise NotFound
    is_own = visitor.user is not None and visitor.user.id == mentor.id
    context = {
        **_choosing(request, mentor, now),
        "record": record,
        "articles": written,
        "enough": ENOUGH,
        "is_own": is_own,
        "again": again_of(request),
        "books": mentor.status == ProfileStatus.PUBLISHED and not is_own,
        "now": now,
    }
    full = context["mentor"].next_slot is None
    context["similar"] = await find_similar(db, mentor.id) if full else []
    status = 422 if context["is_unreadable"] else 200
    return html(request, "directory/mentor.html", context, status=status)


def again_of(request: AnyRequest) -> str:
    """The earlier booking whose aim is kept for the next one, as a link to this page names it."""
    try:
        return str(UUID(request.query_params.get("again", "")))
    except ValueError:
        return ""


def _choosing(request: AnyRequest, mentor: MentorPageRow, now: datetime) -> dict[str, Any]:
    """The mentor, and the month and day whose hours the reader looks at."""
    locale, asked_for = request_translator(request).locale, request.query_params
    zone = reader_zone(request, asked_for.get("timezone"))
    plan, busy = stored_plan(bytes(mentor.availability)), busy_of(mentor.taken)
    moment, today = seconds_after(now), day_of(now, zone.name)
    origin = request.app.state.settings.origin
    told = detail(mentor, origin, locale=locale, now=now)
    asked, named = asked_day(request, today), asked_instant(asked_for.get("slot"))
    chosen = seconds_after(named) if named else None
    is_free = chosen is not None and is_offered(plan, busy, chosen, now=moment)
    picked = slot(plan, chosen) if is_free else None
    first = picked or told.next_slot
    day = asked.day or (day_of(picked.starts_at, zone.name) if picked else None)
    shown = day or asked.month or (day_of(first.starts_at, zone.name) if first else today)
    query = MonthQuery(zone.name, today, shown, day)
    address = f"{origin}/mentors/{mentor.id}"
    return {
        "mentor": told,
        "status": mentor.status,
        "calendar": free_month(plan, busy, query, now=moment),
        "link": day_link(request),
        "zone": zone,
        "chosen": picked,
        "is_gone": chosen is not None and not is_free,
        "is_unreadable": asked.is_unreadable or (chosen is None and "slot" in asked_for),
        "canonical": address,
        "picture": picture_address(told, origin, locale),
        "person": person_document(told, address),
    }
