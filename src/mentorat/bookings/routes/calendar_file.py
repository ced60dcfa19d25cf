"""One session as a file for any calendar."""

from typing import Any

from litestar import Response, get

from mentorat.accounts.gates import Member
from mentorat.bookings.answers import PROMISED
from mentorat.bookings.letters.ics import calendar_file
from mentorat.bookings.letters.lines import side_of
from mentorat.bookings.letters.steps import session_event
from mentorat.bookings.routes.own import OwnBooking
from mentorat.errors import NotFound
from mentorat.notifications.sender import host_of
from mentorat.web.provide import AnyRequest, Config, Now
from mentorat.web.rendering import request_translator

CALENDAR = "text/calendar"


@get("/bookings/{booking_id:uuid}/calendar.ics", media_type=CALENDAR)
async def download_session(
    request: AnyRequest, now: Now, member: Member, booking: OwnBooking, settings: Config
) -> Response[Any]:
    """The session under the UID of its mails, so that a later mail still moves or cancels it.
    Raises NotFound for what was never promised."""
    if booking.status not in PROMISED:
        raise NotFound
    translate, side = request_translator(request), side_of(booking, member.id)
    event = session_event(booking, side, translate, origin=settings.origin)
    text = calendar_file([event], method="PUBLISH", host=host_of(settings.origin), now=now)
    headers = {
        "Content-Disposition": f'attachment; filename="mentorat-{booking.id}.ics"',
        "X-Robots-Tag": "noindex",
    }
    return Response(text.encode(), headers=headers, media_type=CALENDAR)
