"""Auto-pause: a mentor who lets two people wait in vain within 30 days, and answers nobody
meanwhile, leaves the directory; they are warned before."""

from datetime import datetime, timedelta

from sqlalchemy import DateTime, Text, bindparam, cast, func, literal, or_, select

from mentorat.bookings.automatic.silence import Silence, UnansweredRequest, silence_of
from mentorat.bookings.models import Booking, BookingEvent, BookingNote, BookingStatus
from mentorat.bookings.queries.notes import SHARED
from mentorat.bookings.steps.guard import lock_people
from mentorat.db.executor import Db, rows
from mentorat.mentors.actions.move_profile import pause_silent
from mentorat.mentors.models import MentorProfile, ProfileStatus

SILENCE_COUNTS_FOR = timedelta(days=30)

_mentor = bindparam("mentor_id", type_=Text)
# Any step of a booking that they are the mentor of is an answer to somebody.
_last_step = (
    select(func.max(BookingEvent.happened_at))
    .join(Booking, Booking.id == BookingEvent.booking_id)
    .where(Booking.mentor_id == _mentor, BookingEvent.actor == _mentor)
    .scalar_subquery()
)
_last_word = (
    select(func.max(BookingNote.written_at))
    .join(Booking, Booking.id == BookingNote.booking_id)
    .where(
        Booking.mentor_id == _mentor,
        BookingNote.written_by == _mentor,
        BookingNote.owner == SHARED,
    )
    .scalar_subquery()
)
_long_ago = cast(literal("-infinity"), DateTime(timezone=True))
_last_sign = (
    select(func.coalesce(func.greatest(MentorProfile.status_at, _last_step, _last_word), _long_ago))
    .where(MentorProfile.user_id == _mentor, MentorProfile.status == ProfileStatus.PUBLISHED)
    .scalar_subquery()
)
_UNANSWERED = rows(
    select(
        Booking.id,
        Booking.mentee_id,
        Booking.created_at.label("asked_at"),
        Booking.expires_at.label("answer_by"),
        (Booking.status == BookingStatus.EXPIRED).label("is_expired"),
        Booking.mentor_timezone,
    ).where(
        Booking.mentor_id == _mentor,
        or_(Booking.status == BookingStatus.EXPIRED, Booking.status == BookingStatus.REQUESTED),
        Booking.expires_at > bindparam("since"),
        Booking.created_at > _last_sign,
    ),
    UnansweredRequest,
)


async def find_silence(db: Db, mentor_id: str, *, now: datetime) -> Silence:
    """Who waits for a mentor in vain, since they last answered anybody or came back; nobody while
    their profile is not published."""
    since = now - SILENCE_COUNTS_FOR
    return silence_of(await db.all(_UNANSWERED, mentor_id=mentor_id, since=since), now=now)


async def pause_if_silent(db: Db, mentor_id: str, *, now: datetime) -> tuple[Silence, bool]:
    """Pause the profile of a mentor whose silence is enough; how silent they are, and whether they
    were paused by this. Doing it twice changes nothing more."""
    lock_people(db, mentor_id)  # an answer that is being given counts
    found = await find_silence(db, mentor_id, now=now)
    return found, found.is_enough and await pause_silent(db, mentor_id, now=now)
