"""What a mentor offers, and what two people remember of a booking."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
STEP = 30 * MINUTE


@dataclass
class Mentor:
    """What a mentor offers today; nothing of it is anybody's promise."""

    zone: str
    opens: int  # hours of the local day, every day but `closed`
    closes: int
    mode: str = "instant"
    policy: str = "flexible"
    rate_cents: int = 4500
    minutes: int = 60
    notice: timedelta = timedelta()
    before: timedelta = timedelta()
    after: timedelta = timedelta()
    closed: int = 6
    horizon_days: int = 12

    @property
    def length(self) -> timedelta:
        return self.minutes * MINUTE

    def is_open(self, at: datetime, length: timedelta, now: datetime) -> bool:
        """Whether a session of this length fits into the hours of its day, on their grid."""
        zone = ZoneInfo(self.zone)
        local = at.astimezone(zone)
        opening = local.replace(hour=self.opens, minute=0, second=0, microsecond=0)
        fits = opening <= local and local + length <= opening.replace(hour=self.closes)
        rounded_up = now + timedelta(microseconds=-now.microsecond % 1_000_000)
        last_date = rounded_up.astimezone(zone).date() + self.horizon_days * DAY
        on_grid = not (local - opening) % STEP
        return fits and on_grid and local.weekday() != self.closed and local.date() <= last_date


@dataclass
class Promise:
    """What two people remember of a booking."""

    id: str
    mentor: str
    mentee: str
    start: datetime
    length: timedelta
    before: timedelta
    after: timedelta
    price_cents: int
    policy: str
    cancel_by: datetime
    status: str
    expires: datetime | None
    moves: int = 0
    is_late: bool = False
    taken_by: str = ""  # who took the last step, where that matters
    kinds: list[str] = field(default_factory=list)  # of its events, in order

    @property
    def end(self) -> datetime:
        return self.start + self.length

    @property
    def way_out(self) -> str:
        """How its mentee gets out of it."""
        return "withdraw" if self.status in {"requested", "withdrawn"} else "cancel"

    def meets(self, start: datetime, end: datetime) -> bool:
        return self.start < end and start < self.end

    @property
    def blocked(self) -> tuple[datetime, datetime]:
        return self.start - self.before, self.end + self.after
