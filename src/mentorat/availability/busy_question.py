"""What is asked of a calendar's text, and what comes back: the words between two processes."""

import msgspec

from mentorat.availability.slots import Range


class BusyQuestion(msgspec.Struct, frozen=True):
    """A calendar's text, and what is needed to understand it: the mentor's zone, the host that
    makes a UID one of ours, and the instants (in seconds) between which anybody cares."""

    text: bytes
    zone: str
    host: str
    since: int
    until: int


class BusyTimes(msgspec.Struct, frozen=True):
    """When somebody is busy, as few ranges in seconds; `unread` events could not be understood."""

    timed: list[Range] = []
    all_day: list[Range] = []
    unread: int = 0
