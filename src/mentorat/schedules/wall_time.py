"""Wall-clock time in IANA zones, as instants: the one place that does zone arithmetic.

A wall time that occurs twice is its first occurrence; one that is skipped is read with the
offset before the gap (rule R4; RFC 5545, 3.3.5). Instants are whole seconds since 1970, dates
are ordinals of the Gregorian calendar.
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from mentorat.bounded_cache import MEGABYTE, BoundedCache

MINUTE = 60
DAY = 86_400
DATE_BYTES = 140  # of one date in a calendar; measured
Dates = tuple[tuple[int, int, bool], ...]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# A year more on either side than anybody may ask about, so that arithmetic never overflows.
FIRST_DATE, LAST_DATE = date(2, 1, 1).toordinal(), date(9998, 12, 31).toordinal()
_calendars = BoundedCache[tuple[str, int, int], Dates](bytes_max=16 * MEGABYTE)


# Entries of one size: 20,000 weigh 5 MB, 50,000 weigh 12 MB.
@lru_cache(maxsize=20_000)
def instant(zone: str, day: int, clock: int) -> int:
    """When the clocks of `zone` show `clock` seconds after a date's midnight; a whole day's
    86400 is the next midnight."""
    wall = datetime.fromordinal(day) + timedelta(seconds=clock)
    return seconds_of(wall.replace(tzinfo=ZoneInfo(zone)))


@lru_cache(maxsize=50_000)
def midnight(zone: str, day: int) -> int:
    """When a date begins in `zone`."""
    return instant(zone, day, 0)


def calendar(zone: str, first: int, last: int) -> Dates:
    """Each date from `first` to `last` with the instant it begins at, and whether no clock
    changes on it or the next: then wall time and real time agree for windows that begin on it."""
    asked = (zone, first, last)
    found = _calendars.get(asked)
    if found is None:
        found = _calendar(zone, first, last)
        _calendars.keep(asked, found, weight=DATE_BYTES * len(found))
    return found


def _calendar(zone: str, first: int, last: int) -> Dates:
    begins = [midnight(zone, day) for day in range(first, last + 3)]
    lengths = [after - before for before, after in pairwise(begins)]
    return tuple(
        (first + at, begins[at], lengths[at] == DAY == lengths[at + 1])
        for at in range(last - first + 1)
    )


def local_date(zone: str, moment: int) -> int:
    """The date that a calendar in `zone` shows at an instant."""
    return moment_in(zone, moment).toordinal()


def moment_in(zone: str, moment: int) -> datetime:
    """An instant as a clock in `zone` shows it."""
    return (EPOCH + timedelta(seconds=moment)).astimezone(ZoneInfo(zone))


def seconds_of(moment: datetime) -> int:
    """An aware datetime as an instant, rounded down to the second."""
    return (moment - EPOCH) // timedelta(seconds=1)


def seconds_after(moment: datetime) -> int:
    """An aware datetime as an instant, rounded up to the second."""
    return -((EPOCH - moment) // timedelta(seconds=1))


def text_of(moment: int) -> str:
    """An instant as RFC 3339 in UTC."""
    return (EPOCH + timedelta(seconds=moment)).strftime("%Y-%m-%dT%H:%M:%SZ")
