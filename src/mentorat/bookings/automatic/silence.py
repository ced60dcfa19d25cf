"""Whether a mentor leaves people without an answer: pure, over requests that no answer followed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from mentorat.schedules.wall_time import instant, local_date, seconds_after

DECENT = timedelta(hours=24)  # to answer in
DECENT_AWAKE = timedelta(hours=8)  # of it, while people are up
UP_FROM, UP_UNTIL = 8 * 3600, 22 * 3600
SILENCES_MAX = 2


class UnansweredRequest(msgspec.Struct, frozen=True):
    """A request that no answer of its mentor's has followed, to anybody."""

    id: UUID
    mentee_id: str
    asked_at: datetime
    answer_by: datetime
    is_expired: bool
    mentor_timezone: str


class Silence(msgspec.Struct, frozen=True):
    """How many people had no answer in a decent time, and how many others have waited half of it;
    `since` is the request that they all came after."""

    unanswered: int
    waiting: int
    since: UUID | None

    @property
    def is_enough(self) -> bool:
        """Whether nobody else should ask and wait in vain."""
        return self.unanswered >= SILENCES_MAX

    @property
    def is_near(self) -> bool:
        """Whether it would be enough if one more person had no answer, or those who wait."""
        return not self.is_enough and (
            self.unanswered > 0 or self.unanswered + self.waiting >= SILENCES_MAX
        )


def silence_of(requests: Sequence[UnansweredRequest], *, now: datetime) -> Silence:
    """What these requests of one mentor come to at `now`; each person counts once, and only with a
    decent time to answer."""
    decent = [one for one in requests if has_decent_time(one)]
    unanswered = {one.mentee_id for one in decent if one.is_expired}
    waiting = {one.mentee_id for one in decent if not one.is_expired and _is_half_over(one, now)}
    first = min(decent, key=lambda one: (one.asked_at, one.id), default=None)
    return Silence(len(unanswered), len(waiting - unanswered), first.id if first else None)


def has_decent_time(request: UnansweredRequest) -> bool:
    """Whether a request left 24 hours to answer, 8 of them between 8 and 22 o'clock where the
    mentor lives."""
    if request.answer_by - request.asked_at < DECENT:
        return False
    return time_awake(request.asked_at, request.answer_by, request.mentor_timezone) >= DECENT_AWAKE


def time_awake(since: datetime, until: datetime, zone: str) -> timedelta:
    """How much of a stretch of time lies between 8 and 22 o'clock on the clocks of `zone`."""
    first, last = seconds_after(since), seconds_after(until)
    awake, begin = 0, first
    for day in range(local_date(zone, first), local_date(zone, last) + 1):
        # A date that a zone left out lies on the next one: it counts once.
        begin = max(begin, instant(zone, day, UP_FROM))
        end = min(last, instant(zone, day, UP_UNTIL))
        awake += max(end - begin, 0)
        begin = max(begin, end)
    return timedelta(seconds=awake)


def _is_half_over(request: UnansweredRequest, now: datetime) -> bool:
    return now - request.asked_at >= request.answer_by - now
