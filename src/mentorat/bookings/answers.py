"""A booking as its reader sees it: the two people, and what the reader may do now."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from mentorat.bookings.actor import actor_of
from mentorat.bookings.models import BookingStatus
from mentorat.bookings.policies import Party, may_mark_absence, proposal_deadline
from mentorat.bookings.queries.absences import MarkRow
from mentorat.bookings.queries.bookings import BookingRow, find_booking
from mentorat.bookings.schemas import BookingAnswer, Person
from mentorat.bookings.transitions import StepName, steps_from
from mentorat.db.executor import Db
from mentorat.viewer import SignedIn

PROMISED = frozenset({BookingStatus.CONFIRMED, BookingStatus.COMPLETED, BookingStatus.MISSED})


def answer_of(booking: BookingRow, *, viewer: SignedIn, now: datetime) -> BookingAnswer:
    """The wire form of a booking for one of its two people."""
    return BookingAnswer(
        id=booking.id,
        status=booking.status,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        mentor=_person(
            booking.mentor_id,
            (booking.mentor_first_name, booking.mentor_last_name),
            booking.mentor_image_url,
        ),
        mentee=_person(
            booking.mentee_id,
            (booking.mentee_first_name, booking.mentee_last_name),
            booking.mentee_image_url,
        ),
        note=booking.note,
        price_cents=booking.price_cents,
        unit_rate_cents=booking.unit_rate_cents,
        currency=booking.currency,
        policy=booking.policy.value,
        cancel_by=booking.cancel_by,
        expires_at=booking.expires_at,
        meeting_place=place_of(booking),
        mentor_timezone=booking.mentor_timezone,
        mentee_timezone=booking.mentee_timezone,
        sequence=booking.sequence,
        reason=booking.reason,
        is_late=booking.is_late,
        due_cents=booking.due_cents,
        actions=list(open_steps(booking, actor_of(booking, viewer).party, now=now)),
        created_at=booking.created_at,
    )


async def show_booking(
    db: Db, booking_id: UUID, *, viewer: SignedIn, now: datetime
) -> BookingAnswer:
    """A booking as it stands now, for whoever may read it. Raises NotFound."""
    return answer_of(await find_booking(db, booking_id, viewer=viewer), viewer=viewer, now=now)


def open_steps(booking: BookingRow, party: Party, *, now: datetime) -> tuple[StepName, ...]:
    """What that side may do with a booking at `now`."""
    found = steps_from(booking.status, party)
    if booking.status == BookingStatus.REQUESTED and booking.expires_at:
        return found if booking.expires_at > now else ()
    return tuple(step for step in found if _is_in_time(booking, step, now))


def mark_state(mark: MarkRow) -> Literal["marked", "contested", "upheld", "lifted"]:
    """Where the word that somebody did not come stands."""
    if mark.is_lifted:
        return "lifted"
    if mark.settled_at:
        return "upheld"
    return "contested" if mark.contested_at else "marked"


def _is_in_time(booking: BookingRow, step: StepName, now: datetime) -> bool:
    if step == "absence":
        return may_mark_absence(booking.starts_at, booking.ends_at, now)
    if step in {"contest", "settle"}:
        return True
    if step in {"propose", "refuse_hour"}:
        return proposal_deadline(now, booking.starts_at) > now
    return booking.starts_at > now


def place_of(booking: BookingRow) -> str | None:
    """Where a session takes place, once it is promised."""
    return booking.meeting_place if booking.status in PROMISED else None


def _person(user_id: str, names: tuple[str | None, ...], image_url: str | None) -> Person:
    return Person(user_id, " ".join(name for name in names if name), image_url)
