"""Where a profile stands and where it may go: one table, read by actions and pages alike."""

from typing import Literal, NamedTuple

from mentorat.errors import say
from mentorat.mentors.models import ProfileStatus

S = ProfileStatus

StepName = Literal[
    "submit", "retract", "publish", "refuse", "pause", "resume", "withdraw", "restore"
]


class PublicationStep(NamedTuple):
    """One move: who may make it, from where, to where."""

    by: Literal["owner", "operator"]
    sources: frozenset[ProfileStatus]
    target: ProfileStatus


STEPS: dict[StepName, PublicationStep] = {
    "submit": PublicationStep("owner", frozenset({S.DRAFT, S.REFUSED}), S.SUBMITTED),
    "retract": PublicationStep("owner", frozenset({S.SUBMITTED}), S.DRAFT),
    "publish": PublicationStep("operator", frozenset({S.SUBMITTED, S.REFUSED}), S.PUBLISHED),
    "refuse": PublicationStep(
        "operator", frozenset({S.SUBMITTED, S.PUBLISHED, S.PAUSED}), S.REFUSED
    ),
    "pause": PublicationStep("owner", frozenset({S.PUBLISHED}), S.PAUSED),
    "resume": PublicationStep("owner", frozenset({S.PAUSED}), S.PUBLISHED),
    "withdraw": PublicationStep("owner", frozenset(S) - {S.WITHDRAWN}, S.WITHDRAWN),
    "restore": PublicationStep("owner", frozenset({S.WITHDRAWN}), S.DRAFT),
}


def steps_from(status: ProfileStatus, by: Literal["owner", "operator"]) -> tuple[StepName, ...]:
    """What somebody may do with a profile that stands at `status`."""
    return tuple(n for n, step in STEPS.items() if step.by == by and status in step.sources)


class Requirement(NamedTuple):
    """What élèves need before a profile is theirs to read; `sentence` asks for it."""

    name: Literal["bio", "availability"]
    is_met: bool
    sentence: str


def requirements(*, has_bio: bool, has_hours: bool) -> tuple[Requirement, ...]:
    """Everything a profile needs before it may leave its mentor, met or not."""
    return (
        Requirement("bio", has_bio, say("Présentez-vous en quelques lignes.")),
        Requirement("availability", has_hours, say("Indiquez quand vous êtes disponible.")),
    )
