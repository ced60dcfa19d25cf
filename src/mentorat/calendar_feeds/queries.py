"""Reading the sessions of a private calendar."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import Text, bindparam, case, or_, select, text
from sqlalchemy.orm import aliased

from mentorat.accounts.models import User
from mentorat.accounts.standing import is_here
from mentorat.bookings.models import Booking, BookingStatus
from mentorat.calendar_feeds.models import CalendarFeed
from mentorat.db.executor import Db, rows, scalar

BACK = timedelta(days=60)
AHEAD = timedelta(days=180)
CANCELLED_FOR = timedelta(days=30)
EVENTS_MAX = 2000


class Owner(msgspec.Struct, frozen=True):
    """Whose calendar it is, and the language they read."""

    id: str
    locale: str | None


class FeedRow(msgspec.Struct, frozen=True):
    """A session as its owner's calendar shows it; of the other one, no address and no family name
    is told."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    status: BookingStatus
    sequence: int
    updated_at: datetime
    meeting_place: str | None
    other_name: str | None


_person = bindparam("owner_id", type_=Text)
_OWNER = rows(
    select(User.id, User.locale)
    .join(CalendarFeed, CalendarFeed.user_id == User.id)
    .where(
        CalendarFeed.secret_hash == bindparam("secret_hash"),
        is_here(),
    ),
    Owner,
)
_CREATED = scalar(select(CalendarFeed.created_at).where(CalendarFeed.user_id == _person), datetime)
_mentor, _mentee = aliased(User, name="mentor"), aliased(User, name="mentee")
_EVENTS = rows(
    select(
        Booking.id,
        Booking.starts_at,
        Booking.ends_at,
        Booking.status,
        Booking.sequence,
        Booking.updated_at,
        Booking.meeting_place,
        case((Booking.mentor_id == _person, _mentee.first_name), else_=_mentor.first_name).label(
            "other_name"
        ),
    )
    .join(_mentor, _mentor.id == Booking.mentor_id)
    .join(_mentee, _mentee.id == Booking.mentee_id)
    .where(
        or_(Booking.mentor_id == _person, Booking.mentee_id == _person),
        Booking.starts_at >= bindparam("since"),
        Booking.starts_at < bindparam("until"),
        or_(
            text("bookings.status in ('confirmed', 'completed', 'missed')"),
            (Booking.status == BookingStatus.CANCELLED)
            & (Booking.updated_at > bindparam("cancelled_since")),
        ),
    )
    .order_by(Booking.starts_at, Booking.id)
    .limit(EVENTS_MAX),
    FeedRow,
)


async def find_feed_owner(db: Db, secret_hash: bytes) -> Owner | None:
    """Whose calendar address a secret is; nobody's once they revoked it or left."""
    return await db.find(_OWNER, secret_hash=secret_hash)


async def find_feed_created(db: Db, owner_id: str) -> datetime | None:
    """Since when somebody has a calendar address."""
    return await db.value(_CREATED, owner_id=owner_id)


async def list_feed(db: Db, owner_id: str, *, now: datetime) -> list[FeedRow]:
    """Somebody's sessions from 60 days back to 180 ahead; cancelled ones for 30 days."""
    return await db.all(
        _EVENTS,
        owner_id=owner_id,
        since=now - BACK,
        until=now + AHEAD,
        cancelled_since=now - CANCELLED_FOR,
    )
