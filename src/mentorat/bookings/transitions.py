"""The life of a booking: what may follow what, and who may do it. One table, read by actions,
pages and tests alike."""

from typing import Literal, NamedTuple

from mentorat.bookings.models import BookingStatus
from mentorat.bookings.policies import Party

S = BookingStatus

StepName = Literal["accept", "decline", "withdraw", "expire", "cancel", "move", "complete"]
SYSTEM = "system"


class Step(NamedTuple):
    """One step: from where, to where, by whom; `system` is the worker."""

    source: BookingStatus
    target: BookingStatus
    by: frozenset[str]


STEPS: dict[StepName, Step] = {
    "accept": Step(S.REQUESTED, S.CONFIRMED, frozenset({"mentor", "operator"})),
    "decline": Step(S.REQUESTED, S.DECLINED, frozenset({"mentor", "operator"})),
    "withdraw": Step(S.REQUESTED, S.WITHDRAWN, frozenset({"mentee"})),
    "expire": Step(S.REQUESTED, S.EXPIRED, frozenset({SYSTEM})),
    "cancel": Step(S.CONFIRMED, S.CANCELLED, frozenset({"mentor", "mentee", "operator"})),
    "move": Step(S.CONFIRMED, S.CONFIRMED, frozenset({"mentor", "mentee", "operator"})),
    "complete": Step(S.CONFIRMED, S.COMPLETED, frozenset({SYSTEM})),
}


def steps_from(status: BookingStatus, by: Party) -> tuple[StepName, ...]:
    """What somebody may do with a booking that stands at `status`."""
    return tuple(name for name, step in STEPS.items() if step.source == status and by in step.by)
