"""A calendar elsewhere, as it is given and as its owner reads it."""

from datetime import datetime
from typing import Annotated

import msgspec
from pydantic import AfterValidator, Field

from mentorat.outbound.address import LENGTH_MAX, checked_address
from mentorat.wire import Wire

CalendarAddress = Annotated[
    str, Field(min_length=1, max_length=LENGTH_MAX), AfterValidator(checked_address)
]


class BusyCalendarDocument(Wire):
    """Where to read busy times from. The address is a secret, and is never sent back whole."""

    address: CalendarAddress
    ignores_all_day: bool = False


class ClashAnswer(msgspec.Struct, rename="camel", frozen=True):
    """A booked session at a time that the external calendar says is busy."""

    starts_at: datetime
    ends_at: datetime


class BusyCalendarAnswer(msgspec.Struct, rename="camel", frozen=True):
    """An external calendar: `address` is masked, `busyCount` counts the busy times ahead, `unread`
    the events that could not be read whole. `trouble` is why the last reading failed: the `server`,
    the `format`, the `size`, or the `rules` by which an event repeats."""

    address: str
    ignores_all_day: bool
    checked_at: datetime | None
    good_at: datetime | None
    readable_at: datetime | None
    counts: bool
    trouble: str | None
    busy_count: int
    unread: int
    clashes: list[ClashAnswer]
