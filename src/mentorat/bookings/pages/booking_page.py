"""The page of one booking: what it is, what may be done now, and what surrounds it."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Response

from mentorat.bookings.actions.move import free_starts, is_movable
from mentorat.bookings.answers import mark_state, open_steps, place_of
from mentorat.bookings.pages.zone import booking_zone
from mentorat.bookings.policies import CONTEST_WITHIN, cancellation_quote, may_join
from mentorat.bookings.queries.around import SHARED, find_notes, list_proposals
from mentorat.bookings.queries.promises import BookingRow, list_events, party_of
from mentorat.bookings.queries.reliability import find_attendance, list_marks
from mentorat.db.executor import Db
from mentorat.errors import Conflict, Problem
from mentorat.viewer import SignedIn
from mentorat.web.problems import by_field
from mentorat.web.provide import AnyRequest
from mentorat.web.rendering import FormTexts, html, request_translator


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """A booking, who looks at it and when; what was just refused, and what they had typed."""

    booking: BookingRow
    viewer: SignedIn
    now: datetime
    refusal: Conflict | None = None
    problems: tuple[Problem, ...] = ()
    typed: dict[str, Any] = {}


async def booking_page(request: AnyRequest, db: Db, look: Look) -> Response[Any]:
    """One booking, whole, for whoever the caller found it for."""
    booking, viewer, now = look.booking, look.viewer, look.now
    party, translate = party_of(booking, viewer), request_translator(request)
    steps = open_steps(booking, viewer=viewer, now=now)
    can_move = "move" in steps and is_movable(booking, party, now)
    asks_for_hours = can_move or "propose" in steps
    other_id = booking.mentee_id if party == "mentor" else booking.mentor_id
    place = place_of(booking)
    context = {
        "booking": booking,
        "party": party,
        "steps": steps,
        "can_move": can_move,
        "quote": cancellation_quote(booking.price_cents, booking.cancel_by, by=party, now=now),
        "free": await free_starts(db, booking, now=now) if asks_for_hours else [],
        "proposals": await list_proposals(db, booking.id, now=now),
        "marks": [(m, mark_state(m)) for m in await list_marks(db, booking.id)],
        "contest_within": CONTEST_WITHIN,
        "attendance": await find_attendance(db, other_id, now=now),
        "notes": {} if party == "operator" else await find_notes(db, booking.id, viewer.id),
        "shared": SHARED,
        "events": await list_events(db, booking.id),
        "place": place,
        "is_open": bool(place) and may_join(booking.starts_at, booking.ends_at, now),
        "zone": booking_zone(request, booking, viewer),
        "now": now,
        "told": translate.gettext(look.refusal.text) if look.refusal else None,
        "problems": by_field(look.problems, translate),
        "typed": FormTexts(look.typed),
        "is_new": "new" in request.query_params,
        "done": request.query_params.get("done"),
    }
    status = 409 if look.refusal else 422 if look.problems else 200
    return html(request, "bookings/booking.html", context, status=status)
