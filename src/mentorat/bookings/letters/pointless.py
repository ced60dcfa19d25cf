"""Whether a message about a booking still helps anybody: asked when it is written, and again before
each try, for a mail server may have been away meanwhile.

A cancellation always leaves: of somebody who was never told it takes nothing back, and whether an
earlier message arrived is not always known.
"""

from datetime import datetime, timedelta

import msgspec

from mentorat.bookings.letters.lines import INVITES
from mentorat.bookings.letters.topics import REMINDER, STEP, Topic, read_topic
from mentorat.bookings.models import BookingStatus
from mentorat.bookings.queries.bookings import BookingRow, find_any_booking
from mentorat.bookings.queries.steps import StepRow, find_step_told
from mentorat.bookings.transitions import overtaken_by
from mentorat.db.executor import Db

LATE = timedelta(minutes=5)  # a reminder this close to the start helps nobody
LATE_OF_DAY_BEFORE = timedelta(hours=2)  # the reminder of the last hour says the rest
DAY_HOURS = 24
OF_THE_SESSION = INVITES | {"refuse_hour"}


async def why_pointless(db: Db, topic: str, *, now: datetime) -> str | None:
    """Why a message would say nothing true or useful any more, in words for the operator."""
    about = read_topic(topic)
    if about is None:
        return None
    booking = await find_any_booking(db, about.booking_id)
    if booking is None:
        return "its booking is gone"
    if about.kind == STEP:
        step = await find_step_told(db, booking.id, int(about.details))
        return _why_not_told(step, booking, now) if step else None
    if about.kind == REMINDER:
        starts_at, hours = _hour_of(about)
        is_true = is_reminder_true(booking, starts_at, hours, now=now)
        return None if is_true else "its session does not stand or is too near"
    return None if is_open_request(booking, now=now) else "its request does not wait any more"


def is_reminder_true(
    booking: BookingRow, starts_at: datetime, hours: int, *, now: datetime
) -> bool:
    """Whether a session still stands at that hour and is far enough away; `hours` is how long
    before it the reminder was planned."""
    too_late = LATE if hours < DAY_HOURS else LATE_OF_DAY_BEFORE
    stands = booking.status == BookingStatus.CONFIRMED and booking.starts_at == starts_at
    return stands and starts_at - now >= too_late


def is_open_request(booking: BookingRow, *, now: datetime) -> bool:
    """Whether a request still waits for its answer."""
    if booking.status != BookingStatus.REQUESTED or booking.expires_at is None:
        return False
    return booking.expires_at > now


def _why_not_told(step: StepRow, booking: BookingRow, now: datetime) -> str | None:
    later = overtaken_by(step.kind, step.later)
    if later:
        return f"overtaken by a later step: {later}"
    if step.kind in OF_THE_SESSION and booking.ends_at <= now:
        return "its session is over"
    if step.kind == "request" and not is_open_request(booking, now=now):
        return "its request does not wait any more"
    if step.kind == "propose" and _lapses_at(step) <= now:
        return "the hour it proposes has lapsed"
    return None


def _lapses_at(step: StepRow) -> datetime:
    return datetime.fromisoformat(msgspec.json.decode(step.details)["expiresAt"])


def _hour_of(about: Topic) -> tuple[datetime, int]:
    word, _, hours = about.details.rpartition(":")
    return datetime.fromisoformat(word), int(hours)
