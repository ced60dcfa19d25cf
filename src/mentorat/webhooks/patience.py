"""How long a message is tried, and how often: arithmetic alone."""

import random
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

TRIED_FOR = timedelta(days=3)
SHORTEST_PAUSE = timedelta(seconds=30)  # longer than one try may take
LONGEST_PAUSE = timedelta(hours=4)
JITTER = 0.2  # of a pause, added by chance: what failed together does not come back together
DIGITS_MAX = 9


def next_pause(tried_for: timedelta) -> timedelta:
    """The pause after a try: half of the time it has been tried for, from 30 seconds to 4 hours,
    and up to a fifth more; the last try is made when three days are over."""
    pause = min(max(tried_for / 2, SHORTEST_PAUSE), LONGEST_PAUSE)
    pause *= 1 + random.uniform(0, JITTER)  # noqa: S311  # spreads load, guards nothing
    left = TRIED_FOR - tried_for
    return min(pause, max(left, SHORTEST_PAUSE))


def is_given_up(tried_for: timedelta) -> bool:
    """Whether the try that has just failed was the last one."""
    return tried_for >= TRIED_FOR


def asked_pause(retry_after: str | None, *, now: datetime) -> timedelta | None:
    """How long a server asks to be left alone (RFC 9110, 10.2.3: seconds or a date), within the
    bounds of a pause; None when it does not, or not readably."""
    seconds = _seconds(retry_after or "", now)
    if seconds is None:
        return None
    bounded = min(max(seconds, SHORTEST_PAUSE.total_seconds()), LONGEST_PAUSE.total_seconds())
    return timedelta(seconds=bounded)


def _seconds(text: str, now: datetime) -> float | None:
    text = text.strip()
    if text.isascii() and text.isdigit():
        return float(text[:DIGITS_MAX])
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - now).total_seconds()
