"""Times and durations as calendar files write them (RFC 5545, 3.3.4 to 3.3.6)."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple

from mentorat.external_calendars.ics.parts.zone_names import offset_of

STAMP = re.compile(
    r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?\s*(Z|[+-]\d\d:?\d\d)?)?", re.ASCII | re.IGNORECASE
)
DURATION = re.compile(
    r"([+-]?)P(?=.*\d)(?:(\d{1,6})W)?(?:(\d{1,6})D)?"
    r"T?(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?",
    re.ASCII | re.IGNORECASE,
)
DATE = re.compile(r"\d{8}", re.ASCII)
LAST_HOUR = 24
# So far from the ends of what a datetime holds that no offset, length or move leads out of it.
FIRST, LAST = datetime(200, 1, 1), datetime(9800, 1, 1)  # noqa: DTZ001  # wall times


class Stamp(NamedTuple):
    """What a value says by itself: a wall time, the zone that it writes (Z or an offset), and
    whether it is a date."""

    wall: datetime
    zone: tzinfo | None
    is_date: bool


def stamp_of(text: str) -> Stamp | None:
    """A DATE or a DATE-TIME; None for what is neither."""
    found = STAMP.fullmatch(text.strip(" \t,;"))
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    if hour > LAST_HOUR:
        return None
    try:
        wall = datetime(year, month, day, hour % LAST_HOUR, minute, min(second, 59))  # noqa: DTZ001
        wall += timedelta(days=hour // LAST_HOUR)
    except (ValueError, OverflowError):
        return None
    return Stamp(min(max(wall, FIRST), LAST), _zone(found[7]), found[4] is None)


def duration_of(text: str) -> timedelta | None:
    """A DURATION; None for what is none."""
    found = DURATION.fullmatch(text.strip(" \t,;"))
    if found is None:
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -length if found[1] == "-" else length


def date_in(text: str) -> str | None:
    """The date that can be made out in a value, as people write it."""
    for digits in DATE.findall(text):
        if stamp_of(digits) is not None:
            return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
    return None


def _zone(written: str | None) -> tzinfo | None:
    if not written:
        return None
    if written.upper() == "Z":
        return UTC
    offset = offset_of(written.replace(":", ""))
    return None if offset is None else timezone(offset)
