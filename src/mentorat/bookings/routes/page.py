"""The page of one booking: what it is, what may be done now, and what surrounds it."""

from datetime import datetime
from typing import Any

from litestar import Response, get
from litestar.response import Redirect

from mentorat.accounts.gates import Member
from mentorat.bookings.actions.move import free_starts, is_movable
from mentorat.bookings.actor import actor_of
from mentorat.bookings.answers import mark_state, open_steps, place_of
from mentorat.bookings.policies import CONTEST_WITHIN, cancellation_quote, may_join
from mentorat.bookings.queries.absences import find_attendance, list_marks
from mentorat.bookings.queries.bookings import BookingRow, find_booking, list_events
from mentorat.bookings.queries.notes import SHARED, find_notes
from mentorat.bookings.queries.proposals import list_proposals
from mentorat.bookings.routes.own import OwnBooking
from mentorat.bookings.schemas import BookingSeen
from mentorat.db.executor import Db
from mentorat.viewer import SignedIn
from mentorat.web.forms import form_state, read_form
from mentorat.web.provide import AnyRequest, Now, RequestDb
from mentorat.web.reading import validated
from mentorat.web.rendering import FormTexts, html
from mentorat.web.time_zone import ReaderZone, reader_zone


async def booking_page(
    request: AnyRequest,
    db: Db,
    *,
    booking: BookingRow,
    member: SignedIn,
    now: datetime,
) -> Response[Any]:
    """One booking of the member's, whole, as it stands now. Raises NotFound."""
    booking = await find_booking(db, booking.id, viewer=member)
    party = actor_of(booking, member).party
    steps = open_steps(booking, party, now=now)
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
        "notes": await find_notes(db, booking.id, member.id),
        "shared": SHARED,
        "events": await list_events(db, booking.id),
        "place": place,
        "is_open": bool(place) and may_join(booking.starts_at, booking.ends_at, now),
        "zone": booking_zone(request, booking, member),
        "now": now,
        **_refused(request),
        "is_new": "new" in request.query_params,
        "done": request.query_params.get("done"),
    }
    return html(request, "bookings/booking.html", context, status=form_state(request).status)


@get("/bookings/{booking_id:uuid}", media_type="text/html")
async def show_booking(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, booking: OwnBooking
) -> Response[Any]:
    return await booking_page(request, db, booking=booking, member=member, now=now)


async def seen_in(request: AnyRequest) -> int | None:
    """The sequence of the booking that the form of a page was shown for; raises Invalid."""
    fields = await read_form(request)
    sent = {"sequence": fields["sequence"]} if "sequence" in fields else {}
    return validated(BookingSeen, sent).sequence


def done(booking: BookingRow, what: str) -> Response[Any]:
    """Back to the page of a booking, which says what was done."""
    return Redirect(f"/bookings/{booking.id}?done={what}", status_code=303)


def _refused(request: AnyRequest) -> dict[str, object]:
    """What is shown of a refused form; the text of notes stands under the name of its kind."""
    form = form_state(request)
    kind = "shared" if form.typed["kind"] == "shared" else "private"
    body = {kind: form.typed["body"]} if "body" in form.typed else {}
    typed = FormTexts({**form.typed, **body})
    return {"told": form.told, "problems": form.problems, "typed": typed}


def booking_zone(request: AnyRequest, booking: BookingRow | None, viewer: SignedIn) -> ReaderZone:
    """The reader's own zone; if nobody knows it, the one the booking was promised in."""
    found = reader_zone(request)
    if found.source != "unknown" or booking is None:
        return found
    is_mentor = viewer.id == booking.mentor_id
    return ReaderZone(booking.mentor_timezone if is_mentor else booking.mentee_timezone, "member")
