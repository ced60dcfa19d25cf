"""Where an article stands and where it may go: one table, read by actions and pages alike."""

from datetime import datetime
from typing import Literal, NamedTuple

from mentorat.blog.models import PostStatus
from mentorat.errors import say

S = PostStatus

StepName = Literal["submit", "retract", "return", "publish", "archive", "restore"]
# The author, an operator, or whoever may publish it: an operator, and an author who is trusted.
Taker = Literal["author", "operator", "publisher", "either"]


class PostStep(NamedTuple):
    """One move: who may make it, and from where."""

    by: Taker
    sources: frozenset[PostStatus]


STEPS: dict[StepName, PostStep] = {
    "submit": PostStep("author", frozenset({S.DRAFT, S.PUBLISHED})),
    "retract": PostStep("author", frozenset({S.IN_REVIEW, S.SCHEDULED, S.PUBLISHED})),
    "return": PostStep("operator", frozenset({S.IN_REVIEW, S.PUBLISHED})),
    "publish": PostStep("publisher", frozenset(S)),
    "archive": PostStep("either", frozenset({S.SCHEDULED, S.PUBLISHED})),
    "restore": PostStep("either", frozenset({S.ARCHIVED})),
}
# What a published article's new words go through beside it: it stays where it is.
ABOUT_CHANGES = frozenset({"submit", "retract", "return"})


class PostStanding(NamedTuple):
    """What decides which steps there are."""

    status: PostStatus
    has_changes: bool  # its words are newer than those that readers see
    are_changes_asked: bool  # and were sent in

    def allows(self, step: StepName) -> bool:
        """Whether a step leads from here to anywhere."""
        if self.status not in STEPS[step].sources:
            return False
        if self.status == S.PUBLISHED and step in ABOUT_CHANGES:
            wanted = step != "submit"
            return self.has_changes and self.are_changes_asked == wanted
        return step != "publish" or self.status != S.PUBLISHED or self.has_changes


class Rights(NamedTuple):
    """What somebody is to an article."""

    is_author: bool
    is_operator: bool
    is_trusted: bool

    def may(self, by: Taker) -> bool:
        """Whether a step of this kind is theirs to take."""
        match by:
            case "author":
                return self.is_author
            case "operator":
                return self.is_operator
            case "publisher":
                return self.is_operator or (self.is_author and self.is_trusted)
            case "either":
                return self.is_author or self.is_operator


def steps_from(standing: PostStanding, rights: Rights) -> tuple[StepName, ...]:
    """What somebody may do with an article that stands so."""
    steps = (n for n, s in STEPS.items() if rights.may(s.by) and standing.allows(n))
    # Whoever may publish need not ask.
    return tuple(n for n in steps if n != "submit" or not rights.may("publisher"))


def target_of(
    step: StepName, status: PostStatus, publish_at: datetime | None, *, now: datetime
) -> PostStatus:
    """Where a step leads: what is to appear later waits for its hour, and what readers see already
    stays with them."""
    if step in ABOUT_CHANGES and status == S.PUBLISHED:
        return S.PUBLISHED
    if step == "publish":
        waits = status != S.PUBLISHED and publish_at is not None and publish_at > now
        return S.SCHEDULED if waits else S.PUBLISHED
    return {
        "submit": S.IN_REVIEW,
        "retract": S.DRAFT,
        "return": S.DRAFT,
        "archive": S.ARCHIVED,
        "restore": S.DRAFT,
    }[step]


class Requirement(NamedTuple):
    """What an article needs before it may leave its author; `sentence` asks for it."""

    name: str
    is_met: bool
    sentence: str


def requirements(
    *, title: str, markdown: str, excerpt: str, cover: tuple[str | None, str | None]
) -> tuple[Requirement, ...]:
    """Everything that is needed, met or not."""
    cover_key, cover_alt = cover
    return (
        Requirement("title", bool(title), say("Donnez un titre à l'article.")),
        Requirement("markdown", bool(markdown), say("Écrivez l'article.")),
        Requirement("excerpt", bool(excerpt), say("Résumez l'article en une phrase ou deux.")),
        Requirement(
            "coverAlt",
            not cover_key or bool(cover_alt),
            say("Décrivez la couverture pour qui ne la voit pas."),
        ),
    )
