"""What is asked of a calendar's text, and what comes back: the words between two processes."""

from typing import Literal

import msgspec

from mentorat.schedules.slots import Range

TEXT_MAX = 16 * 1024 * 1024
EVENTS_MAX = 50_000

# `format`: no whole calendar; `size`: more than we read; `rules`: it repeats too often, or takes
# too long to unroll.
Refused = Literal["format", "size", "rules"]
# What of an event could not be read.
Unreadable = Literal["start", "end", "rule", "added", "removed", "moved", "zone", "time"]


class BusyQuestion(msgspec.Struct, frozen=True):
    """A calendar's text, and what is needed to understand it: the mentor's zone, the host that
    makes a UID one of ours, and the instants (in seconds) between which anybody cares."""

    text: bytes
    zone: str
    host: str
    since: int
    until: int


class Note(msgspec.Struct, frozen=True):
    """One event that could not be read whole: its date as it is written, if there is one, and
    what of it; never what it is about."""

    date: str | None
    parts: list[Unreadable]


class BusyTimes(msgspec.Struct, frozen=True, tag=True):
    """When somebody is busy, as few ranges in seconds; `unread` events could not be read whole,
    and the first of them have a note."""

    timed: list[Range] = []
    all_day: list[Range] = []
    unread: int = 0
    notes: list[Note] = []


class ReadRefusal(msgspec.Struct, frozen=True, tag=True):
    """Why a calendar is not read at all, and the date of the event that it is about, if one is."""

    why: Refused
    date: str | None = None


class CalendarNotReadError(Exception):
    """Somebody gave a text, and it is refused as a calendar."""

    def __init__(self, refusal: ReadRefusal) -> None:
        super().__init__()
        self.refusal = refusal


class NotACalendarError(ValueError):
    """This text is no calendar, or more of one than we read."""

    def __init__(self, why: Refused, date: str | None = None) -> None:
        super().__init__(why, date)
        self.refusal = ReadRefusal(why, date)


class OutOfTimeError(Exception):
    """The reader's time is over."""
