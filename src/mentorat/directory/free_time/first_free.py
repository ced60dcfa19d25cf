"""When a mentor is free first, worked out anew only when it may have changed."""

from datetime import datetime
from typing import NamedTuple

import msgspec

from mentorat.bookings.queries.taken import busy_of
from mentorat.bounded_cache import MEGABYTE, BoundedCache
from mentorat.schedules.next_starts import FirstStart, lasting_first_start
from mentorat.schedules.plans import stored_plan
from mentorat.schedules.slots import Plan
from mentorat.schedules.wall_time import seconds_after

START_BYTES = 400  # of one answer, beside the two documents it is kept under; estimated
_known = BoundedCache[tuple[bytes, bytes], FirstStart](bytes_max=16 * MEGABYTE)


class FirstFree(NamedTuple):
    """A schedule and its first free start; None for who is full."""

    plan: Plan
    start: int | None


def first_free(availability: msgspec.Raw, taken: msgspec.Raw, *, now: datetime) -> FirstFree:
    """The first free start of a stored schedule, of which `taken` is what `taken_by` found."""
    key = (bytes(availability), bytes(taken))
    plan, moment = stored_plan(key[0]), seconds_after(now)
    first = _known.get(key)
    if first is None or not first.since <= moment < first.until:
        first = lasting_first_start(plan, busy_of(taken), now=now)
        _known.keep(key, first, weight=len(key[0]) + len(key[1]) + START_BYTES)
    return FirstFree(plan, first.start)
