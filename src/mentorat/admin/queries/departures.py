"""What operators read of people who left or were banned: since when, and what still waits."""

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import TIMESTAMP

from mentorat.accounts.models import User
from mentorat.accounts.standing import ERASED_AT, gone_since, is_gone
from mentorat.bookings.models import LIVE, Booking
from mentorat.db.executor import Db, rows

SHOWN_FOR = timedelta(days=30)
SHOWN_MAX = 50


class DepartureRow(msgspec.Struct, frozen=True):
    """Somebody who is gone; `erased_at` is when the words of who left are erased, in UTC."""

    id: str
    first_name: str | None
    last_name: str | None
    is_banned: bool
    gone_since: datetime
    erased_at: datetime | None
    promised: int

    @property
    def name(self) -> str:
        """How they are called, as far as it is still known."""
        return " ".join(part for part in (self.first_name, self.last_name) if part) or self.id


_now = bindparam("now", type_=TIMESTAMP(timezone=True))
_promised = (
    select(func.count())
    .where(
        or_(Booking.mentor_id == User.id, Booking.mentee_id == User.id),
        LIVE,
        Booking.starts_at > _now,
    )
    .correlate(User)
    .scalar_subquery()
)
_DEPARTURES = rows(
    select(
        User.id,
        User.first_name,
        User.last_name,
        User.banned.label("is_banned"),
        gone_since().label("gone_since"),
        ERASED_AT.label("erased_at"),
        _promised.label("promised"),
    )
    .where(is_gone(), gone_since() > bindparam("since", type_=TIMESTAMP(timezone=True)))
    .order_by(gone_since().desc(), User.id)
    .limit(SHOWN_MAX),
    DepartureRow,
)


async def list_departures(db: Db, *, now: datetime) -> list[DepartureRow]:
    """Who left or was banned within thirty days, the newest first; fifty at most."""
    return await db.all(_DEPARTURES, since=now - SHOWN_FOR, now=now)
