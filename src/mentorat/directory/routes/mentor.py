"""One mentor: their page, their JSON, and the hours they offer."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Annotated, Any

import msgspec
from litestar import Response, get
from litestar.params import FromPath
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from mentorat.bookings.policies import booking_terms
from mentorat.bookings.queries.absences import ENOUGH, find_record
from mentorat.bookings.queries.taken import busy_of
from mentorat.directory.cards import detail, slot
from mentorat.directory.queries.mentor import MentorPageRow, find_mentor, find_offer
from mentorat.directory.schemas import MentorDetail, Slot, Slots
from mentorat.directory.structured_data import person_document
from mentorat.errors import Invalid, NotFound, Problem, say
from mentorat.schedules.plans import stored_plan
from mentorat.schedules.slots import is_offered, starts
from mentorat.schedules.wall_time import MINUTE, instant, local_date, seconds_after
from mentorat.web.moments import day_of, day_text
from mentorat.web.openapi import describe
from mentorat.web.provide import Anybody, AnyRequest, Now, RequestDb
from mentorat.web.rates import within_budget
from mentorat.web.reading import query_fields, validated
from mentorat.web.rendering import html, request_translator
from mentorat.web.time_zone import reader_zone
from mentorat.wire import Moment, Wire

SLOTS_AHEAD = timedelta(days=14)
SLOTS_RANGE_MAX = timedelta(days=62)
TOO_LONG = say("62 jours au plus par demande.")
SHOWN_DAYS = 14
SHOWN_SLOTS_MAX = 300  # whole days of them; one day has no more, at a start every five minutes
BATCH = 2000  # slots that are written without letting anybody else through
YEARS = (1970, 2200)  # that a link may name


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
    "/api/mentors/{mentor_id:str}",
    guards=[within_budget],
    opt=describe("getMentor", "One published mentor", open_to_all=True),
)
async def read_mentor(
    request: AnyRequest, db: RequestDb, now: Now, visitor: Anybody, mentor_id: FromPath[str]
) -> MentorDetail:
    mentor = await find_mentor(db, mentor_id, viewer=visitor, now=now)
    if mentor is None:
        raise NotFound
    return detail(mentor, locale=request_translator(request).locale, now=now)


@get(
    "/api/mentors/{mentor_id:str}/slots",
    guards=[within_budget],
    opt=describe(
        "listSlots",
        "The sessions a mentor offers, at most 62 days a call",
        query=SlotQuery,
        open_to_all=True,
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


class SlotDay(msgspec.Struct, frozen=True):
    """The offers of one day, in the reader's calendar."""

    label: str
    slots: list[Slot]


@get("/mentors/{mentor_id:str}", media_type="text/html", guards=[within_budget])
async def show_mentor(
    request: AnyRequest, db: RequestDb, now: Now, visitor: Anybody, mentor_id: FromPath[str]
) -> Response[Any]:
    mentor = await find_mentor(db, mentor_id, viewer=visitor, now=now)
    if mentor is None:
        raise NotFound
    context = _mentor_context(request, mentor, now)
    context["record"] = await find_record(db, mentor.id, now=now)
    context["enough"] = ENOUGH
    context["is_own"] = visitor.user is not None and visitor.user.id == mentor.id
    return html(request, "directory/mentor.html", context)


def _mentor_context(request: AnyRequest, mentor: MentorPageRow, now: datetime) -> dict[str, Any]:
    locale, asked_for = request_translator(request).locale, request.query_params
    zone = reader_zone(request, asked_for.get("timezone"))
    plan, busy = stored_plan(bytes(mentor.availability)), busy_of(mentor.taken)
    first, moment = _first_day(asked_for.get("from"), zone.name, now), seconds_after(now)
    since, until = (instant(zone.name, first.toordinal() + n, 0) for n in (0, SHOWN_DAYS))
    offered = starts(plan, busy, since=since, until=until, now=moment)
    shown, days = _whole_days(offered, first, zone.name)
    chosen = _chosen(asked_for.get("slot"))
    is_free = chosen is not None and is_offered(plan, busy, chosen, now=moment)
    told = detail(mentor, locale=locale, now=now)
    address = f"{request.app.state.settings.origin}/mentors/{mentor.id}"
    return {
        "mentor": told,
        "status": mentor.status,
        "days": _by_day([s for start in shown if (s := slot(plan, start))], zone.name, locale),
        "first": first,
        "earlier": first - timedelta(days=days) if first > day_of(now, zone.name) else None,
        "later": first + timedelta(days=days),
        "zone": zone,
        "now": now,
        "chosen": slot(plan, chosen) if is_free else None,
        "is_gone": chosen is not None and not is_free,
        "canonical": address,
        "person": person_document(told, address),
    }


def _whole_days(offered: list[int], first: date, zone: str) -> tuple[list[int], int]:
    """The starts of as many whole days as a page bears, and how many days these are."""
    if len(offered) <= SHOWN_SLOTS_MAX:
        return offered, SHOWN_DAYS
    cut = local_date(zone, offered[SHOWN_SLOTS_MAX])  # this day no longer fits
    days = max(cut - first.toordinal(), 1)
    end = instant(zone, first.toordinal() + days, 0)
    return [start for start in offered if start < end], days


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
