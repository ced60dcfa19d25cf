"""The life of a booking: what may follow what, and who may do it. One table, read by actions,
pages and tests alike."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from mentorat.bookings.models import BookingStatus
from mentorat.bookings.policies import Party

S = BookingStatus

StepName = Literal[
    "book",
    "request",
    "accept",
    "decline",
    "withdraw",
    "expire",
    "cancel",
    "move",
    "propose",
    "refuse_hour",
    "complete",
    "absence",
    "contest",
    "settle",
]
SYSTEM = "system"
# What each step is called once it has happened: the second half of an event's kind.
HAPPENED: dict[StepName, str] = {
    "book": "booked",
    "request": "requested",
    "accept": "accepted",
    "decline": "declined",
    "withdraw": "withdrawn",
    "expire": "expired",
    "cancel": "cancelled",
    "move": "moved",
    "propose": "hour_proposed",
    "refuse_hour": "hour_refused",
    "complete": "completed",
    "absence": "absence_reported",
    "contest": "absence_disputed",
    "settle": "absence_resolved",
}


class StepRule(NamedTuple):
    """One step: from where, to where, by whom; `system` is the worker. Without a target the
    booking stays where it stands."""

    sources: frozenset[BookingStatus]
    target: BookingStatus | None
    by: frozenset[str]


def _from(*sources: BookingStatus) -> frozenset[BookingStatus]:
    return frozenset(sources)


PEOPLE = frozenset({"mentor", "mentee"})
ANYBODY = PEOPLE | {"operator"}

STEPS: dict[StepName, StepRule] = {
    "accept": StepRule(_from(S.REQUESTED), S.CONFIRMED, frozenset({"mentor", "operator"})),
    "decline": StepRule(_from(S.REQUESTED), S.DECLINED, frozenset({"mentor", "operator"})),
    "withdraw": StepRule(_from(S.REQUESTED), S.WITHDRAWN, frozenset({"mentee"})),
    "expire": StepRule(_from(S.REQUESTED), S.EXPIRED, frozenset({SYSTEM})),
    "cancel": StepRule(_from(S.CONFIRMED), S.CANCELLED, ANYBODY),
    "move": StepRule(_from(S.CONFIRMED), None, ANYBODY),
    "propose": StepRule(_from(S.CONFIRMED), None, PEOPLE),
    "refuse_hour": StepRule(_from(S.CONFIRMED), None, PEOPLE),
    "complete": StepRule(_from(S.CONFIRMED), S.COMPLETED, frozenset({SYSTEM})),
    "absence": StepRule(_from(S.CONFIRMED, S.COMPLETED, S.MISSED), S.MISSED, PEOPLE),
    "contest": StepRule(_from(S.MISSED), None, PEOPLE),
    # An operator hears both; the session counts as held or as missed.
    "settle": StepRule(_from(S.MISSED), None, frozenset({"operator"})),
}
BEFORE_IT_BEGINS: frozenset[StepName] = frozenset({"cancel", "move", "propose", "refuse_hour"})
# What a later step of these kinds has overtaken need not be told any more.
OVERTAKING = ("accept", "decline", "withdraw", "expire", "cancel", "move")
DISPUTE = ("absence", "contest")


def steps_from(status: BookingStatus, by: Party) -> tuple[StepName, ...]:
    """What somebody may do with a booking that stands at `status`."""
    return tuple(name for name, step in STEPS.items() if status in step.sources and by in step.by)


def overtaken_by(kind: str, later: Sequence[str]) -> str | None:
    """Which of the later steps makes telling of this one pointless, if one does."""
    ends = (*OVERTAKING, "settle") if kind in DISPUTE else OVERTAKING
    return next((step for step in later if step in ends), None)
