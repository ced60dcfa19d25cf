"""How many bookings a person may have: what keeps one élève from taking a mentor's whole month."""

from typing import NamedTuple


class BookingCaps(NamedTuple):
    """Confirmed sessions that are not over, of one pair and of one mentee; new bookings of a
    mentee in 24 hours, whatever became of them."""

    pair: int = 6
    open: int = 20
    daily: int = 10


CAPS = BookingCaps()
