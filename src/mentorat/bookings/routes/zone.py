"""In which zone the people of a booking read its hours."""

from mentorat.bookings.queries.bookings import BookingRow
from mentorat.viewer import SignedIn
from mentorat.web.provide import AnyRequest
from mentorat.web.time_zone import ReaderZone, reader_zone


def booking_zone(request: AnyRequest, booking: BookingRow | None, viewer: SignedIn) -> ReaderZone:
    """The reader's own zone; if nobody knows it, the one the booking was promised in."""
    found = reader_zone(request)
    if found.source != "unknown" or booking is None:
        return found
    is_mentor = viewer.id == booking.mentor_id
    return ReaderZone(booking.mentor_timezone if is_mentor else booking.mentee_timezone, "member")
