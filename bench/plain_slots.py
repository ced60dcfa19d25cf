"""Rules R1–R10 as anybody would first write them: datetime, zoneinfo, one loop over the days.

What `slots.starts` is measured against; it answers the same (docs/availability.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Window = tuple[str, str]  # «09:00» to «12:00»
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """A week in one zone, Monday first, with the dates that differ."""

    zone: str
    weekly: Sequence[Sequence[Window]]
    overrides: Mapping[date, Sequence[Window]] = field(default_factory=dict)
    slot: timedelta
    step: timedelta
    before: timedelta = timedelta(0)
    after: timedelta = timedelta(0)
    notice: timedelta = timedelta(0)
    horizon_days: int | None = None


@dataclass(frozen=True)
class Booking:
    """A session that is in the calendar already, with the schedule's buffers around it."""

    start: datetime
    end: datetime


Opening = tuple[datetime, datetime]  # in UTC


def plain_starts(
    schedule: Schedule,
    bookings: Sequence[Booking],
    *,
    since: datetime,
    until: datetime,
    now: datetime,
) -> list[datetime]:
    """Every start offered in [since, until), in UTC and in order."""
    zone = ZoneInfo(schedule.zone)
    first, last = since.astimezone(zone).date() - 2 * DAY, until.astimezone(zone).date() + 2 * DAY
    openings: list[Opening] = []
    day = first
    while day <= last:
        openings += _openings(schedule, day)
        day += DAY
    stretches = _merged(openings)
    found = set()
    for opening, closing in openings:
        start = opening
        while start < closing:
            if (
                since <= start < until
                and _is_in_time(schedule, start, now)
                and any(a <= start and start + schedule.slot <= b for a, b in stretches)
                and not [booking for booking in bookings if _clash(schedule, booking, start)]
            ):
                found.add(start)
            start += schedule.step
    return sorted(found)


def _openings(schedule: Schedule, day: date) -> list[Opening]:
    """The windows that begin on a date, each read in the zone (R1 to R4)."""
    windows = schedule.overrides.get(day)
    if windows is None:
        windows = schedule.weekly[day.weekday()]
    found = []
    for opens, closes in windows:
        start = _instant(schedule.zone, day, opens)
        end = _instant(schedule.zone, day if closes > opens else day + DAY, closes)
        for later in (day + DAY, day + 2 * DAY):
            if later in schedule.overrides:
                end = min(end, _instant(schedule.zone, later, "00:00"))
        if start < end:
            found.append((start, end))
    return _merged(found)


def _instant(zone: str, day: date, clock: str) -> datetime:
    if clock == "24:00":
        day, clock = day + DAY, "00:00"
    hour, minute = map(int, clock.split(":"))
    return datetime.combine(day, time(hour, minute), ZoneInfo(zone)).astimezone(UTC)


def _merged(openings: Sequence[Opening]) -> list[Opening]:
    found: list[Opening] = []
    for start, end in sorted(openings):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def _is_in_time(schedule: Schedule, start: datetime, now: datetime) -> bool:
    if start < now + schedule.notice:
        return False
    if schedule.horizon_days is None:
        return True
    zone = ZoneInfo(schedule.zone)
    last = now.astimezone(zone).date() + timedelta(days=schedule.horizon_days)
    return start.astimezone(zone).date() <= last


def _clash(schedule: Schedule, booking: Booking, start: datetime) -> bool:
    """Whether a session with its buffers would run into a booking with its own (R8)."""
    return (
        start - schedule.before < booking.end + schedule.after
        and booking.start - schedule.before < start + schedule.slot + schedule.after
    )
