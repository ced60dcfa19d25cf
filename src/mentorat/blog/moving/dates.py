"""Moments as files tell them."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

YEARS = (1970, 2200)
_SPACED = re.compile(
    r"(\d{4}-\d\d-\d\d)[ T]+(\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)(?:\.\d+)? ?(Z|[+-]\d\d:?\d\d)?"
)
_ONLY_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def read_moment(text: object) -> datetime | None:
    """An instant: ISO 8601 in its usual kinds, RFC 5322, or milliseconds since 1970. Without a zone
    it is UTC. None for anything else."""
    if not isinstance(text, str | int) or text == "":
        return None
    try:
        found = _read(text)
    except (ValueError, TypeError, OverflowError, OSError):
        return None
    moment = found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)
    return moment if YEARS[0] <= moment.year < YEARS[1] else None


def write_moment(moment: datetime | None) -> str | None:
    """The same instant as RFC 3339, in UTC."""
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _read(text: str | int) -> datetime:
    if isinstance(text, int):
        return datetime.fromtimestamp(text / 1000, UTC)
    plain = text.strip()[:60]
    if _ONLY_DAY.fullmatch(plain):
        return datetime.fromisoformat(plain)
    spaced = _SPACED.fullmatch(plain)
    if spaced:
        return datetime.fromisoformat(f"{spaced[1]}T{spaced[2]}{spaced[3] or ''}")
    return parsedate_to_datetime(plain)
