"""Booking an hour: its price and conditions first, one sentence about its aim, one click."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.response import Redirect

from mentorat.accounts.actions.repeat_answer import KeyedRequest, once
from mentorat.accounts.recognition import Member
from mentorat.availability.plans import stored_plan
from mentorat.bookings.actions.promise import promise
from mentorat.bookings.policies import cancellation_deadline
from mentorat.bookings.prices import session_price
from mentorat.bookings.queries.terms import Terms, find_terms
from mentorat.bookings.refusals import SlotRefused
from mentorat.bookings.schemas import BookingChoice, NewTime
from mentorat.db.executor import Db
from mentorat.db.ids import new_id
from mentorat.errors import Invalid, NotFound, Problem, say
from mentorat.mentors.models import BookingMode
from mentorat.viewer import SignedIn
from mentorat.web.problems import by_field
from mentorat.web.provide import AnyRequest, Now, Session
from mentorat.web.reading import read_form, validated
from mentorat.web.rendering import html, request_translator
from mentorat.web.time_zone import reader_zone

KEY_MAX = 64
SAY_WHY = say("Dites en une phrase ce que vous voulez faire.")


class Made(msgspec.Struct, frozen=True):
    """The booking that a click made; kept for the same click sent again."""

    id: str


@get("/bookings/new", media_type="text/html")
async def show_choice(request: AnyRequest, db: Session, now: Now, member: Member) -> Response[Any]:
    asked = request.query_params
    fields = {"mentorId": asked.get("mentor", ""), "startsAt": asked.get("slot", "")}
    return await _page(request, db, member, Shown(fields), now)


@post("/bookings", status_code=303)
async def book(request: AnyRequest, db: Session, now: Now, member: Member) -> Response[Any]:
    fields = await read_form(request)
    key = str(fields.pop("key", ""))[:KEY_MAX] or None
    try:
        choice = _choice(request, fields)
    except Invalid as refusal:
        return await _page(request, db, member, Shown(fields, refusal.problems), now)

    async def act() -> Made:
        return Made(str(await promise(db, choice, viewer=member, now=now)))

    said = b"/bookings\n" + choice.model_dump_json().encode()
    try:
        made = await once(db, KeyedRequest(key, said, Made), act, viewer=member, now=now)
    except SlotRefused as refusal:
        return _gone(request, choice, refusal, now)
    return Redirect(f"/bookings/{made.id}?new=1", status_code=303)


def _choice(request: AnyRequest, fields: dict[str, Any]) -> BookingChoice:
    zone = reader_zone(request)
    known = {} if zone.source == "unknown" else {"timezone": zone.name}
    choice = validated(BookingChoice, {**fields, **known})
    if choice.note is None:  # an aim is what makes an hour worth it; the API leaves it free
        raise Invalid([Problem("/note", SAY_WHY, "missing")])
    return choice


def _gone(
    request: AnyRequest, choice: BookingChoice, refusal: SlotRefused, now: datetime
) -> Response[Any]:
    """The hour cannot be had: why, and the nearest ones that can."""
    translate = request_translator(request)
    context = {
        "detail": translate.gettext(refusal.text),
        "mentor_id": choice.mentor_id,
        "note": choice.note,
        "nearest": [
            (datetime.fromtimestamp(start, UTC), str(new_id(now))) for start, _ in refusal.nearest
        ],
        "zone": reader_zone(request).name,
    }
    return html(request, "bookings/gone.html", context, status=409)


class Shown(msgspec.Struct, frozen=True):
    """What stands in the form, and what is wrong with it."""

    fields: dict[str, Any]
    problems: tuple[Problem, ...] = ()


async def _page(
    request: AnyRequest, db: Db, member: SignedIn, shown: Shown, now: datetime
) -> Response[Any]:
    fields, problems = shown.fields, shown.problems
    try:
        at = validated(NewTime, {"startsAt": fields.get("startsAt")}).starts_at
    except Invalid:
        raise NotFound from None
    mentor_id = str(fields.get("mentorId", ""))
    is_readable = "\x00" not in mentor_id
    terms = await find_terms(db, mentor_id, member.id, at, now=now) if is_readable else None
    if terms is None:
        raise NotFound
    context = {
        **_promised(terms, at),
        "mentor_id": mentor_id,
        "key": str(new_id(now)),
        "note": fields.get("note", ""),
        "zone": reader_zone(request),
        "now": now,
        "problems": by_field(problems, request_translator(request)),
    }
    return html(request, "bookings/new.html", context, status=422 if problems else 200)


def _promised(terms: Terms, at: datetime) -> dict[str, Any]:
    plan = stored_plan(bytes(terms.availability))
    names = (terms.first_name, terms.last_name)
    return {
        "mentor_name": " ".join(name for name in names if name),
        "mentor_zone": plan.zone,
        "starts_at": at,
        "ends_at": at + timedelta(seconds=plan.slot),
        "price_cents": session_price(terms.hourly_rate_cents, plan.slot // 60),
        "currency": terms.currency,
        "policy": terms.policy.value,
        "cancel_by": cancellation_deadline(terms.policy, at),
        "is_request": terms.mode == BookingMode.REQUEST,
    }
