"""Booked sessions that a calendar elsewhere also claims: shown, and left to the mentor."""

from bisect import bisect_left
from collections.abc import Sequence

from mentorat.schedules.slots import Busy, merged


def clashes(busy: Sequence[Busy], *, now: int) -> list[Busy]:
    """The sessions still ahead that overlap time which is busy elsewhere, in order."""
    elsewhere = merged((item.start, item.end) for item in busy if item.kind == "elsewhere")
    ends = [end for _, end in elsewhere]
    found = []
    for item in sorted(busy):
        if item.kind != "booking" or item.end <= now:
            continue
        place = bisect_left(ends, item.start + 1)  # the first that ends after the session starts
        if place < len(elsewhere) and elsewhere[place][0] < item.end:
            found.append(item)
    return found
