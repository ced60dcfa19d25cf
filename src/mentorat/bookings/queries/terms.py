"""What a mentor offers at this moment: price, conditions, hours, and what is taken of them."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Text, bindparam, func, select
from sqlalchemy.orm import aliased

from mentorat.accounts.models import User
from mentorat.bookings.models import Booking, BookingStatus
from mentorat.bookings.queries.taken import reach, taken_by
from mentorat.db.executor import Answers, Db, rows
from mentorat.mentors.bookable import BOOKABLE
from mentorat.mentors.models import (
    BookingMode,
    CancellationPolicy,
    MentorProfile,
)


class Terms(msgspec.Struct, frozen=True):
    """What a mentor offers at this moment; a booking keeps its own copy."""

    first_name: str | None
    last_name: str | None
    image_url: str | None
    hourly_rate_cents: int
    currency: str
    mode: BookingMode
    policy: CancellationPolicy
    meeting_place: str | None
    availability: msgspec.Raw
    taken: msgspec.Raw
    mentee_timezone: str | None
    requests: int
    requests_of_pair: int


_waiting = select(func.count()).where(
    Booking.mentee_id == bindparam("mentee_id", type_=Text),
    Booking.status == BookingStatus.REQUESTED,
    Booking.expires_at > bindparam("now"),
)
_same_pair = _waiting.where(Booking.mentor_id == MentorProfile.user_id)
_reader = aliased(User, name="reader")
_mentee_zone = select(_reader.timezone).where(_reader.id == bindparam("mentee_id", type_=Text))
_TERMS = rows(
    select(
        User.first_name,
        User.last_name,
        User.image_url,
        MentorProfile.hourly_rate_cents,
        MentorProfile.currency,
        MentorProfile.booking_mode.label("mode"),
        MentorProfile.cancellation_policy.label("policy"),
        MentorProfile.meeting_place,
        MentorProfile.availability,
        taken_by(MentorProfile.user_id).label("taken"),
        _mentee_zone.scalar_subquery().label("mentee_timezone"),
        _waiting.scalar_subquery().label("requests"),
        _same_pair.correlate(MentorProfile).scalar_subquery().label("requests_of_pair"),
    )
    .select_from(MentorProfile)
    .join(User, User.id == MentorProfile.user_id)
    .where(
        MentorProfile.user_id == bindparam("mentor_id", type_=Text),
        BOOKABLE,
    ),
    Terms,
)


def ask_terms(
    db: Db, mentor_id: str, mentee_id: str, at: datetime, *, now: datetime
) -> Answers[Terms]:
    """What a published mentor would promise somebody at `at`, with the next flight; nothing when
    there is no such mentor."""
    return db.ask(_TERMS, **_places(mentor_id, mentee_id, at, now))


async def find_terms(
    db: Db, mentor_id: str, mentee_id: str, at: datetime, *, now: datetime
) -> Terms | None:
    """The same at once; None when there is no such mentor."""
    return await db.find(_TERMS, **_places(mentor_id, mentee_id, at, now))


def _places(mentor_id: str, mentee_id: str, at: datetime, now: datetime) -> dict[str, Any]:
    around = reach(at, at + timedelta(days=1))
    return {"mentor_id": mentor_id, "mentee_id": mentee_id, "now": now, **around}
