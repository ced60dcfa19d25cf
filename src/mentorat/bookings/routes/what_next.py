"""What an élève may do once a session is over, or came to nothing: the next one, aim kept."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from mentorat.bookings.models import BookingStatus
from mentorat.bookings.queries.bookings import BookingRow
from mentorat.bookings.queries.taken import busy_of
from mentorat.bookings.queries.terms import find_terms
from mentorat.bookings.steps.offered import find_near, nearest_of
from mentorat.db.executor import Db
from mentorat.db.together import together
from mentorat.schedules.plans import stored_plan
from mentorat.schedules.slots import is_offered
from mentorat.schedules.wall_time import seconds_after
from mentorat.viewer import SignedIn

WEEK = timedelta(weeks=1)
CAME_TO_NOTHING = frozenset(
    {
        BookingStatus.CANCELLED,
        BookingStatus.DECLINED,
        BookingStatus.EXPIRED,
        BookingStatus.WITHDRAWN,
    }
)


class NextSession(NamedTuple):
    """The hour that comes first to mind, if there is one; `is_same_hour` as the one before."""

    starts_at: datetime | None
    is_same_hour: bool


async def next_session(
    db: Db, booking: BookingRow, *, viewer: SignedIn, now: datetime
) -> NextSession | None:
    """What to offer next to the élève of a session that is over: the same hour by their clock a
    week later, or the free one nearest to it. None while the session stands, for the mentor, and
    when the mentor takes nobody now."""
    is_over = booking.ends_at <= now or booking.status in CAME_TO_NOTHING
    if viewer.id != booking.mentee_id or not is_over:
        return None
    wanted = a_week_later(booking.starts_at, booking.mentee_timezone, now)
    terms, busy = await together(
        db,
        find_terms(db, booking.mentor_id, viewer.id, wanted, now=now),
        find_near(db, booking.mentor_id, seconds_after(wanted), now=now),
    )
    if terms is None:
        return None
    plan, at = stored_plan(bytes(terms.availability)), seconds_after(wanted)
    if is_offered(plan, busy_of(terms.taken), at, now=seconds_after(now)):
        return NextSession(wanted, is_same_hour=True)
    near = nearest_of(plan, busy, at, now=now)
    first = min(near, key=lambda slot: abs(slot[0] - at), default=None)
    return NextSession(first and datetime.fromtimestamp(first[0], UTC), is_same_hour=False)


def a_week_later(moment: datetime, zone: str, now: datetime) -> datetime:
    """The same weekday and hour on the clocks of `zone`, the next time they come."""
    local = moment.astimezone(ZoneInfo(zone))
    weeks = max(1, -(-(now - moment) // WEEK))
    later = datetime.combine(local.date() + weeks * WEEK, local.time(), local.tzinfo)
    return later.astimezone(UTC)
