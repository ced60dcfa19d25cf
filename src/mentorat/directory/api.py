"""The directory over JSON."""

from datetime import datetime, timedelta
from typing import Annotated

from litestar import get
from litestar.params import FromPath
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from mentorat.bookings.queries.taken import busy_of
from mentorat.directory.asking import asked, page_of_mentors
from mentorat.directory.cards import detail, slot
from mentorat.directory.facet_cache import FacetCache
from mentorat.directory.facet_labels import labelled
from mentorat.directory.queries import find_mentor, find_offer
from mentorat.directory.schemas import Facets, MentorDetail, MentorPage, Slots
from mentorat.directory.search import Search, search_fields
from mentorat.errors import Invalid, NotFound, Problem, say
from mentorat.mentors.queries import list_skills
from mentorat.schedules.plans import stored_plan
from mentorat.schedules.slots import starts
from mentorat.schedules.wall_time import seconds_after
from mentorat.web.openapi import describe
from mentorat.web.provide import Anybody, AnyRequest, Now, Session
from mentorat.web.reading import validated
from mentorat.web.rendering import request_translator
from mentorat.wire import Moment, Wire

SLOTS_AHEAD = timedelta(days=14)
SLOTS_RANGE_MAX = timedelta(days=62)
TOO_LONG = say("62 jours au plus par demande.")


class SlotQuery(Wire):
    """The starts that are asked for; from now on, for two weeks, when nothing is said."""

    since: Annotated[Moment | None, Field(alias="from")] = None
    until: Annotated[Moment | None, Field(alias="to")] = None

    @model_validator(mode="after")
    def _is_short(self) -> "SlotQuery":
        if self.since and self.until and self.until < self.since:
            raise PydanticCustomError(
                "backwards", "backwards", {"sentence": say("La fin vient avant le début.")}
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
    "/api/mentors",
    opt=describe(
        "listMentors",
        "Find mentors by words, filters and real free time",
        query=Search,
        answers={200: MentorPage},
        refuses=(422, 503),
        open_to_all=True,
    ),
)
async def list_mentors(request: AnyRequest, db: Session, now: Now, visitor: Anybody) -> MentorPage:
    del visitor  # asked for, so that a member's own time zone counts
    locale = request_translator(request).locale
    return await page_of_mentors(db, asked(request, now), locale=locale)


@get(
    "/api/mentors/facets",
    opt=describe(
        "countMentors",
        "What a search may be narrowed by, and how many mentors each value leaves",
        query=Search,
        answers={200: Facets},
        refuses=(422, 503),
        open_to_all=True,
    ),
)
async def count_mentors(request: AnyRequest, db: Session, now: Now, visitor: Anybody) -> Facets:
    del visitor
    found = asked(request, now)
    cache: FacetCache = request.app.state.facets
    counts = await cache.count(db, found.search, found.times, found.zone.name, now=now)
    return labelled(counts, await list_skills(db), request_translator(request))


@get(
    "/api/mentors/{mentor_id:str}",
    opt=describe(
        "getMentor",
        "One published mentor",
        answers={200: MentorDetail},
        refuses=(404, 503),
        open_to_all=True,
    ),
)
async def read_mentor(
    request: AnyRequest, db: Session, now: Now, visitor: Anybody, mentor_id: FromPath[str]
) -> MentorDetail:
    mentor = await find_mentor(db, mentor_id, viewer=visitor, now=now)
    if mentor is None:
        raise NotFound
    return detail(mentor, locale=request_translator(request).locale, now=now)


@get(
    "/api/mentors/{mentor_id:str}/slots",
    opt=describe(
        "listSlots",
        "The sessions a mentor offers, at most 62 days a call",
        query=SlotQuery,
        answers={200: Slots},
        refuses=(404, 422, 503),
        open_to_all=True,
    ),
)
async def list_slots(
    request: AnyRequest, db: Session, now: Now, visitor: Anybody, mentor_id: FromPath[str]
) -> Slots:
    query = validated(SlotQuery, search_fields(request.query_params.multi_items(), SlotQuery))
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
    items = [shown for start in found if (shown := slot(plan, start))]
    return Slots(items, plan.zone)
