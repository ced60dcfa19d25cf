"""A mentor's own figures: what they gave in the last weeks, and how soon they answer."""

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Text, bindparam, select

from mentorat.bookings.models import Booking, BookingStatus
from mentorat.bookings.queries.absences import find_record
from mentorat.db.executor import Db, rows

WEEKS = 8
MINUTES_OF_HOUR = 60


class WeekGiven(msgspec.Struct, frozen=True):
    """What one week held: its Monday, its sessions and their minutes."""

    monday: date
    sessions: int
    minutes: int


class Figures(msgspec.Struct, frozen=True):
    """The last eight weeks, the oldest first; `answer_hours` is None when too few answers tell."""

    weeks: list[WeekGiven]
    answer_hours: int | None

    @property
    def sessions(self) -> list[int]:
        """How many sessions each week had."""
        return [week.sessions for week in self.weeks]

    @property
    def hours(self) -> list[float]:
        """How many hours each week had."""
        return [week.minutes / MINUTES_OF_HOUR for week in self.weeks]


class _Session(msgspec.Struct, frozen=True):
    starts_at: datetime
    ends_at: datetime


_GIVEN = rows(
    select(Booking.starts_at, Booking.ends_at).where(
        Booking.mentor_id == bindparam("mentor_id", type_=Text),
        Booking.status == BookingStatus.COMPLETED,
        Booking.starts_at > bindparam("since"),
    ),
    _Session,
)


async def read_figures(db: Db, mentor_id: str, *, zone: str, today: date, now: datetime) -> Figures:
    """What this mentor gave in this week and the seven before it, by the clocks of `zone`."""
    asked = db.ask(_GIVEN, mentor_id=mentor_id, since=now - timedelta(weeks=WEEKS))
    record = await find_record(db, mentor_id, now=now)
    sessions, minutes = Counter[date](), Counter[date]()
    for one in await asked.all():
        monday = _monday(one.starts_at.astimezone(ZoneInfo(zone)).date())
        sessions[monday] += 1
        minutes[monday] += round((one.ends_at - one.starts_at) / timedelta(minutes=1))
    mondays = [_monday(today) - timedelta(weeks=back) for back in reversed(range(WEEKS))]
    weeks = [WeekGiven(day, sessions[day], minutes[day]) for day in mondays]
    return Figures(weeks, record.answer_hours)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
