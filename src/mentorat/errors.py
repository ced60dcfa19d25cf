"""The six ways to refuse, and how a refusal speaks.

A refusal is raised once, where the rule lives. Its sentence is French, the source language of
the interface; the edge translates it for the reader. Only the edge knows status codes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar


def say(sentence: str) -> str:
    """Mark a sentence for translation; the text itself is returned unchanged."""
    return sentence


@dataclass(frozen=True)
class Problem:
    """One thing wrong with what was sent.

    `pointer` is an RFC 6901 JSON Pointer into the document or form; `message` is a French
    template whose `%(name)s` places are filled from `values` after translation.
    """

    pointer: str
    message: str
    code: str
    values: dict[str, object] = field(default_factory=dict)


class Refusal(Exception):
    """Anything the product declines to do, with a stable code and a sentence for the reader."""

    code: ClassVar[str] = "refused"
    sentence: ClassVar[str] = say("Cette action est refusée.")

    def __init__(self, sentence: str | None = None, **values: object) -> None:
        self.text = sentence or self.sentence
        self.values = values
        super().__init__(self.text % values if values else self.text)


class Unauthenticated(Refusal):
    """Nobody we know is calling."""

    code = "sign_in_required"
    sentence = say("Connectez-vous pour continuer.")


class Forbidden(Refusal):
    """We know who is calling, and they may not do this."""

    code = "forbidden"
    sentence = say("Votre compte n'autorise pas cette action.")


class NotFound(Refusal):
    """It does not exist, or not for this viewer."""

    code = "not_found"
    sentence = say("Cette page n'existe pas ou n'existe plus.")


class Conflict(Refusal):
    """The world moved: what was asked no longer fits it."""

    code = "conflict"
    sentence = say("La situation a changé entre-temps.")


class Invalid(Refusal):
    """What was sent cannot be understood; every problem is named at once."""

    code = "invalid"
    sentence = say("Certaines informations sont à corriger.")

    def __init__(self, problems: Sequence[Problem] = (), sentence: str | None = None) -> None:
        self.problems = tuple(problems)
        super().__init__(sentence)


class Unavailable(Refusal):
    """We cannot answer now; the same request may succeed after `retry_after_seconds`."""

    code = "unavailable"
    sentence = say("Le service est momentanément indisponible. Réessayez dans un instant.")
    retry_after_seconds: ClassVar[int] = 5
