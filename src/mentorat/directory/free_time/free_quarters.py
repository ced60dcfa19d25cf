"""Quarter hours as bits: when a mentor may be met, and when a reader wants to, compared at once."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

QUARTER = 15  # minutes
LENGTH = 17 * 96  # quarters that are kept of a mentor: the night refreshes them
LATE_MAX = 2 * 96  # quarters after which what is kept says too little
REACH = LENGTH - LATE_MAX  # quarters from now on that are always known
ALL, NONE = "1" * LENGTH, "0" * LENGTH


class Mask(NamedTuple):
    """Stretches as quarters from now on: those that lie in them whole, those that they touch, and
    whether they go on beyond what is kept."""

    whole: str
    touched: str
    is_far: bool


def quarter_of(minute: int) -> int:
    """The number of a minute's quarter hour."""
    return minute // QUARTER


def quarters_of(minutes: Iterable[int], *, since: int) -> str:
    """The quarters in which something starts, from quarter `since` on."""
    bits = bytearray(b"0" * LENGTH)
    for minute in minutes:
        if 0 <= (at := quarter_of(minute) - since) < LENGTH:
            bits[at] = ord("1")
    return bits.decode()


def mask_of(stretches: Sequence[tuple[int, int]], *, since: int) -> Mask:
    """Stretches [a, b) of minutes from quarter `since` on."""
    whole, touched, is_far = bytearray(b"0" * LENGTH), bytearray(b"0" * LENGTH), False
    for a, b in stretches:
        first, end = quarter_of(a) - since, -(-b // QUARTER) - since
        is_far = is_far or end > REACH
        _fill(touched, first, end)
        _fill(whole, -(-a // QUARTER) - since, quarter_of(b) - since)
    return Mask(whole.decode(), touched.decode(), is_far)


def _fill(bits: bytearray, first: int, end: int) -> None:
    first, end = max(first, 0), min(end, LENGTH)
    if first < end:
        bits[first:end] = b"1" * (end - first)
