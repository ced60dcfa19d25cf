"""What the worker does for bookings."""

from datetime import datetime
from uuid import UUID

import msgspec

from mentorat.db.jobs import Job, Nothing


class TellBooking(msgspec.Struct, frozen=True):
    """Of which step both people read."""

    booking_id: UUID
    sequence: int


class RemindSession(msgspec.Struct, frozen=True):
    """Which session, at the hour it had when the reminder was planned, and how many hours before
    it."""

    booking_id: UUID
    starts_at: datetime
    hours: int


class RemindRequest(msgspec.Struct, frozen=True):
    """Which request still waits."""

    booking_id: UUID


class CheckSilence(msgspec.Struct, frozen=True):
    """Whose requests expire unanswered."""

    mentor_id: str


class EndForLeaver(msgspec.Struct, frozen=True):
    """Whose account is deleted or banned."""

    user_id: str


class DeclineRequests(msgspec.Struct, frozen=True):
    """Who stopped being a mentor."""

    mentor_id: str


TELL_BOOKING = Job("tell_booking", TellBooking)
REMIND_SESSION = Job("remind_session", RemindSession)
REMIND_REQUEST = Job("remind_request", RemindRequest)
CHECK_SILENCE = Job("check_silence", CheckSilence)
END_FOR_LEAVER = Job("end_for_leaver", EndForLeaver)
CANCEL_LEFT_SESSIONS = Job("cancel_left_sessions", EndForLeaver)
DECLINE_REQUESTS = Job("decline_requests", DeclineRequests)
EXPIRE_REQUESTS = Job("expire_requests", Nothing)
CLOSE_SESSIONS = Job("close_sessions", Nothing, queue="housekeeping", cron="*/5 * * * *")
