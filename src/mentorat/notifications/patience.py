"""How long a message that does not leave is tried, and how often: arithmetic alone."""

from datetime import timedelta

# RFC 5321, 4.5.4.1: the give-up time generally needs to be at least four to five days.
TRIED_FOR = timedelta(days=4)
SHORTEST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)


def next_pause(tried_for: timedelta) -> timedelta:
    """The pause after a try: a quarter of the time it has been tried for, so that mail is late by a
    quarter of an outage at most; from one minute to one hour."""
    return min(max(tried_for / 4, SHORTEST_PAUSE), LONGEST_PAUSE)


def is_given_up(tried_for: timedelta) -> bool:
    """Whether the try that has just failed was the last one."""
    return tried_for >= TRIED_FOR
