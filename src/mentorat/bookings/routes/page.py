"""The page of one booking: what it is, what may be done now, and what surrounds it."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from litestar import Response, get
from litestar.response import Redirect

from mentorat.accounts.gates import Member
from mentorat.bookings.actions.move import is_movable
from mentorat.bookings.actor import actor_of
from mentorat.bookings.answers import mark_state, open_steps, place_of
from mentorat.bookings.letters.calendar_links import CalendarEntry, CalendarLink, calendar_links
from mentorat.bookings.letters.lines import side_of
from mentorat.bookings.letters.steps import session_event
from mentorat.bookings.models import BookingStatus
from mentorat.bookings.policies import CONTEST_WITHIN, cancellation_quote, may_join
from mentorat.bookings.queries.absences import find_attendance, list_marks
from mentorat.bookings.queries.bookings import BookingRow, find_booking, list_events
from mentorat.bookings.queries.notes import SHARED, find_notes
from mentorat.bookings.queries.proposals import list_proposals
from mentorat.bookings.routes.history import HistoryReader, history_of
from mentorat.bookings.routes.other_hours import NO_HOURS, hours_to_choose
from mentorat.bookings.routes.own import OwnBooking
from mentorat.bookings.routes.what_next import next_session
from mentorat.bookings.schemas import BookingSeen
from mentorat.db.executor import Db
from mentorat.db.together import nothing, together
from mentorat.viewer import SignedIn
from mentorat.web.forms import form_state, read_form
from mentorat.web.provide import AnyRequest, Now, RequestDb
from mentorat.web.reading import validated
from mentorat.web.rendering import FormTexts, html, request_translator
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
    form = form_state(request)
    if form.refusal is not None:  # it may have changed since the form's route read it
        booking = await find_booking(db, booking.id, viewer=member)
    standing, zone = _standing(booking, member, now), booking_zone(request, booking, member)
    reader = HistoryReader(member.id, zone.name, request_translator(request))
    asks_for_hours = standing["can_move"] or "propose" in standing["steps"]
    hours, following, known = await together(
        db,
        _hours(request, db, booking, zone, now) if asks_for_hours else nothing(),
        next_session(db, booking, viewer=member, now=now),
        _known(db, booking, reader, now),
    )
    context = {
        "booking": booking,
        **standing,
        **(hours or NO_HOURS),
        "contest_within": CONTEST_WITHIN,
        "calendar_links": _calendar_links(request, booking, member, standing["place"]),
        "next": following,
        "zone": zone,
        "now": now,
        **known,
        **_refused(request),
        "is_new": "new" in request.query_params,
        "done": request.query_params.get("done"),
        "opened": request.query_params.get("open"),  # as the buttons of a letter ask
    }
    return html(request, "bookings/booking.html", context, status=form.status)


def _standing(booking: BookingRow, member: SignedIn, now: datetime) -> dict[str, Any]:
    """Where a booking stands for its reader, and what they may do."""
    party, place = actor_of(booking, member).party, place_of(booking)
    steps = open_steps(booking, party, now=now)
    return {
        "party": party,
        "steps": steps,
        "can_move": "move" in steps and is_movable(booking, party, now),
        "quote": cancellation_quote(booking.price_cents, booking.cancel_by, by=party, now=now),
        "place": place,
        "is_open": bool(place) and may_join(booking.starts_at, booking.ends_at, now),
    }


async def _known(
    db: Db, booking: BookingRow, reader: HistoryReader, now: datetime
) -> dict[str, Any]:
    """What is known around a session: the other person, what both wrote, what happened."""
    other_id = booking.mentee_id if reader.id == booking.mentor_id else booking.mentor_id
    proposals, marks, attendance, notes, events = await together(
        db,
        list_proposals(db, booking.id, now=now),
        list_marks(db, booking.id),
        find_attendance(db, other_id, now=now),
        find_notes(db, booking.id, reader.id),
        list_events(db, booking.id),
    )
    return {
        "proposals": proposals,
        "marks": [(mark, mark_state(mark)) for mark in marks],
        "attendance": attendance,
        "notes": notes,
        "shared": SHARED,
        "history": history_of(booking, events, reader),
    }


async def _hours(
    request: AnyRequest, db: Db, booking: BookingRow, zone: ReaderZone, now: datetime
) -> dict[str, Any]:
    return {
        **await hours_to_choose(request, db, booking, zone=zone.name, now=now),
        "link": lambda **to: f"/bookings/{booking.id}?{urlencode(to, safe=':')}#hours",
    }


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


def _calendar_links(
    request: AnyRequest, booking: BookingRow, member: SignedIn, place: str | None
) -> list[CalendarLink]:
    """Other people's calendars, for a session that is promised and still to come."""
    if booking.status != BookingStatus.CONFIRMED:
        return []
    origin, side = request.app.state.settings.origin, side_of(booking, member.id)
    event = session_event(booking, side, request_translator(request), origin=origin)
    note = "\n".join(filter(None, [booking.note, event.url]))
    entry = CalendarEntry(event.summary, booking.starts_at, booking.ends_at, note, place or "")
    return calendar_links(entry)


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
