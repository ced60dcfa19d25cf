"""What was shown before a yes: it still holds when the click comes, or one is asked again."""

from typing import Protocol

import msgspec

from mentorat.errors import Conflict, say


class Terms(Protocol):
    """What a click leads to, as it was shown; `id` differs when any of it does."""

    @property
    def id(self) -> str: ...


class TermsChanged(Conflict):
    """What was shown no longer holds; `terms` are those to accept now, as the API writes them."""

    code = "terms_changed"
    sentence = say(
        "Les conditions ont changé depuis l'affichage de la page. Relisez-les avant de confirmer."
    )

    def __init__(self, terms: Terms, sentence: str | None = None) -> None:
        super().__init__(sentence)
        self.terms: dict[str, object] = msgspec.to_builtins(terms)


def check_terms(shown: str | None, terms: Terms, sentence: str | None = None) -> None:
    """Raises TermsChanged, with a sentence of its own if given, when other terms were shown than
    those that hold now. Who sends none, as a program may, accepts what holds."""
    if shown is not None and shown != terms.id:
        raise TermsChanged(terms, sentence)
