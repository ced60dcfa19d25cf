"""Booking an hour: its price and conditions first, one sentence about its aim, one click."""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.response import Redirect

from mentorat.accounts.actions.repeat_answer import KeyedRequest, once
from mentorat.accounts.gates import Member, look_now
from mentorat.bookings.actions.book import book_wished, wish_for
from mentorat.bookings.answers import answer_of
from mentorat.bookings.policies import (
    BookingTerms,
    booking_terms,
    cancellation_deadline,
    terms_named,
)
from mentorat.bookings.queries.bookings import find_aim
from mentorat.bookings.queries.terms import Terms, find_terms
from mentorat.bookings.refusals import SlotRefused
from mentorat.bookings.schemas import BookingAnswer, BookingChoice
from mentorat.db.executor import Db
from mentorat.db.ids import new_id
from mentorat.db.together import together
from mentorat.errors import Invalid, NotFound, Problem, say
from mentorat.mentors.models import BookingMode
from mentorat.schedules.plans import stored_plan
from mentorat.schedules.wall_time import MINUTE
from mentorat.terms import TermsChanged
from mentorat.viewer import SignedIn
from mentorat.web.forms import FormState, form_state, or_page, read_form
from mentorat.web.openapi import describe
from mentorat.web.provide import AnyRequest, Config, Now, RequestDb
from mentorat.web.reading import idempotency_key, read_json, tried, validated
from mentorat.web.rendering import html
from mentorat.web.time_zone import reader_zone

KEY_MAX = 64
ASKED = ("mentorId", "startsAt")
SAY_WHY = say("Indiquez en une phrase ce que vous voulez travailler.")


class NewBookingAnswer(msgspec.Struct, frozen=True):
    """The booking that a click made; kept for the same click sent again."""

    id: str


async def _page(request: AnyRequest, db: Db, *, member: SignedIn, now: datetime) -> Response[Any]:
    """What would be promised, or why it cannot be; raises NotFound for what nobody offers."""
    form = form_state(request)
    asked = request.query_params
    fields = form.typed or {"mentorId": asked.get("mentor"), "startsAt": asked.get("slot")}
    wanted = tried(BookingChoice, {k: v for k, v in fields.items() if k in ASKED}, [])
    if wanted is None:
        raise form.refusal or NotFound
    if isinstance(form.refusal, SlotRefused):
        return _gone(request, wanted, form, now)
    terms, aim = await together(
        db,
        find_terms(db, wanted.mentor_id, member.id, wanted.starts_at, now=now),
        _aim_before(request, db, wanted.mentor_id, member),
    )
    if terms is None:
        raise NotFound
    context = {
        **_promised(terms, wanted.starts_at),
        "mentor_id": wanted.mentor_id,
        "article": _article_of(request, form),
        "key": str(new_id(now)),
        "note": form.typed["note"] or aim,
        "shown": _shown(form),
        "zone": reader_zone(request),
        "now": now,
        "told": form.told,
        "problems": form.problems,
    }
    return html(request, "bookings/new.html", context, status=form.status)


def _article_of(request: AnyRequest, form: FormState) -> str:
    """The article that led here, as a link named it and the form kept it."""
    return str(form.typed["article"] or request.query_params.get("article", ""))[:KEY_MAX]


async def _aim_before(request: AnyRequest, db: Db, mentor_id: str, member: SignedIn) -> str:
    """The aim of the member's earlier booking with this mentor that `?again=` names, if any."""
    try:
        booking_id = UUID(request.query_params.get("again", ""))
    except ValueError:
        return ""
    return await find_aim(db, booking_id, mentor_id, viewer=member) or ""


@get("/bookings/new", media_type="text/html")
async def show_choice(
    request: AnyRequest, db: RequestDb, now: Now, member: Member
) -> Response[Any]:
    return await _page(request, db, member=member, now=now)


@post(
    "/api/bookings",
    opt=describe(
        "createBooking",
        "Book a free slot, or request it when the mentor has to accept",
        takes=BookingChoice,
        refuses=(404, 409),
        headers=("Idempotency-Key",),
    ),
)
async def book(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, settings: Config
) -> BookingAnswer:
    choice = await read_json(request, BookingChoice)
    wish = wish_for(db, choice, viewer=member, now=now)

    async def act() -> BookingAnswer:
        caps = settings.booking_caps
        booked = await book_wished(db, wish, viewer=member, now=now, caps=caps)
        look_now(request, booked.viewer, member)
        return answer_of(booked.row, viewer=member, now=now)

    said = request.url.path.encode() + b"\n" + choice.model_dump_json().encode()
    keyed = KeyedRequest(idempotency_key(request), said, BookingAnswer)
    return await once(db, keyed, act, viewer=member, now=now)


@post("/bookings", status_code=303)
@or_page(_page)
async def book_by_form(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, settings: Config
) -> Response[Any]:
    fields = await read_form(request)
    key = str(fields.pop("key", ""))[:KEY_MAX] or None
    choice = _choice(request, fields)
    wish = wish_for(db, choice, viewer=member, now=now)

    async def act() -> NewBookingAnswer:
        caps = settings.booking_caps
        booked = await book_wished(db, wish, viewer=member, now=now, caps=caps)
        look_now(request, booked.viewer, member)
        return NewBookingAnswer(str(booked.row.id))

    said = b"/bookings\n" + choice.model_dump_json().encode()
    made = await once(db, KeyedRequest(key, said, NewBookingAnswer), act, viewer=member, now=now)
    return Redirect(f"/bookings/{made.id}?new=1", status_code=303)


def _choice(request: AnyRequest, fields: dict[str, Any]) -> BookingChoice:
    zone = reader_zone(request)
    known = {} if zone.source == "unknown" else {"timezone": zone.name}
    choice = validated(BookingChoice, {**fields, **known})
    if choice.note is None:  # an aim is what makes an hour worth it; the API leaves it free
        raise Invalid([Problem("/note", SAY_WHY, "missing")])
    return choice


def _gone(
    request: AnyRequest, wanted: BookingChoice, form: FormState, now: datetime
) -> Response[Any]:
    """The hour cannot be had: why, and the nearest ones that can."""
    nearest = getattr(form.refusal, "nearest", ())
    read = terms_named(str(form.typed["terms"]))
    context = {
        "detail": form.told,
        "mentor_id": wanted.mentor_id,
        "article": _article_of(request, form),
        "note": form.typed["note"],
        "terms_id": read.id if read else None,
        "nearest": [_near(start, read, now) for start, _ in nearest],
        "zone": reader_zone(request).name,
        "now": now,
    }
    return html(request, "bookings/gone.html", context, status=form.status)


class NearHour(NamedTuple):
    """A free hour near the one that was wanted, a key for its button, and until when cancelling it
    is free, as far as its terms were read."""

    at: datetime
    key: str
    cancel_by: datetime | None


def _near(start: int, read: BookingTerms | None, now: datetime) -> NearHour:
    at = datetime.fromtimestamp(start, UTC)
    free_until = cancellation_deadline(read.cancellation_policy, at) if read else None
    return NearHour(at, str(new_id(now)), free_until)


def _promised(terms: Terms, at: datetime) -> dict[str, Any]:
    plan = stored_plan(bytes(terms.availability))
    names = (terms.first_name, terms.last_name)
    return {
        "mentor_name": " ".join(name for name in names if name),
        "mentor_image_url": terms.image_url,
        "mentor_zone": plan.zone,
        "starts_at": at,
        "ends_at": at + timedelta(seconds=plan.slot),
        "terms": booking_terms(terms, plan.slot // MINUTE),
        "cancel_by": cancellation_deadline(terms.policy, at),
        "is_request": terms.mode == BookingMode.REQUEST,
    }


def _shown(form: FormState) -> BookingTerms | None:
    """What the form was sent with, when it no longer holds."""
    is_changed = isinstance(form.refusal, TermsChanged)
    return terms_named(str(form.typed["terms"])) if is_changed else None
