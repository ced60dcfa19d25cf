"""Where a profile stands and where it may go: one table, read by actions and pages alike."""

from typing import Literal, NamedTuple

from mentorat.mentors.models import ProfileStatus

S = ProfileStatus

StepName = Literal[
    "submit", "retract", "publish", "refuse", "pause", "resume", "withdraw", "restore"
]


class Step(NamedTuple):
    """One move: who may make it, from where, to where."""

    by: Literal["owner", "operator"]
    sources: frozenset[ProfileStatus]
    target: ProfileStatus


STEPS: dict[StepName, Step] = {
    "submit": Step("owner", frozenset({S.DRAFT, S.REFUSED}), S.SUBMITTED),
    "retract": Step("owner", frozenset({S.SUBMITTED}), S.DRAFT),
    "publish": Step("operator", frozenset({S.SUBMITTED, S.REFUSED}), S.PUBLISHED),
    "refuse": Step("operator", frozenset({S.SUBMITTED, S.PUBLISHED, S.PAUSED}), S.REFUSED),
    "pause": Step("owner", frozenset({S.PUBLISHED}), S.PAUSED),
    "resume": Step("owner", frozenset({S.PAUSED}), S.PUBLISHED),
    "withdraw": Step("owner", frozenset(S) - {S.WITHDRAWN}, S.WITHDRAWN),
    "restore": Step("owner", frozenset({S.WITHDRAWN}), S.DRAFT),
}


def steps_from(status: ProfileStatus, by: Literal["owner", "operator"]) -> tuple[StepName, ...]:
    """What somebody may do with a profile that stands at `status`."""
    return tuple(n for n, step in STEPS.items() if step.by == by and status in step.sources)
