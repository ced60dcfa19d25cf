"""French first, English complete: which language a reader asked for, and its sentences.

The source language is French, so French needs no catalogue; `locale/en.po` holds English.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from babel.messages.pofile import read_po

from mentorat.text.french import typeset

Locale = Literal["fr", "en"]

DEFAULT: Locale = "fr"
LOCALES: tuple[Locale, ...] = ("fr", "en")
COOKIE = "mentorat_locale"
CATALOGUES = Path(__file__).parent / "locale"


class Translator:
    """The sentences of one language."""

    def __init__(self, locale: Locale) -> None:
        self.locale: Locale = locale
        self._sentences = _catalogue(locale)

    def gettext(self, sentence: str, **values: object) -> str:
        """The sentence in this language, its `%(name)s` places filled."""
        translated = self._sentences.get(sentence)
        if translated is None:
            translated = _printed(sentence) if self.locale == "fr" else sentence
        return translated % values if values else translated

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The singular or plural for a count; French says zero in the singular."""
        chosen = one if count == 1 or (self.locale == "fr" and count == 0) else many
        return self.gettext(chosen, count=count)


class Plural(NamedTuple):
    """A sentence for one, and for many; `%(count)s` says how many."""

    one: str
    many: str


def plural(one: str, many: str) -> Plural:
    """Mark a sentence that counts for translation, to be said by `ngettext`."""
    return Plural(one, many)


def negotiate(chosen: str | None, member: str | None, accepted: str) -> Locale:
    """The language of an answer: an explicit choice, then the member's own setting, then the
    best of an Accept-Language header (RFC 9110, 12.5.4), then French."""
    for wish in (chosen, member):
        for locale in LOCALES:
            if wish == locale:
                return locale
    best, weight = DEFAULT, 0.0
    for part in accepted[:500].split(","):
        tag, _, quality = part.strip().partition(";")
        for locale in LOCALES:
            if tag.lower().split("-")[0] == locale and _weight(quality) > weight:
                best, weight = locale, _weight(quality)
    return best


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if not name:
        return 1.0
    try:
        weight = float(value) if name.strip() == "q" else 0.0
    except ValueError:
        return 0.0
    return weight if 0.0 <= weight <= 1.0 else 0.0


@cache
def translator(locale: Locale) -> Translator:
    """The one translator of a language."""
    return Translator(locale)


@cache
def _printed(sentence: str) -> str:
    return typeset(sentence)


@cache
def _catalogue(locale: Locale) -> Mapping[str, str]:
    path = CATALOGUES / f"{locale}.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        entries = read_po(file, locale=locale)
    return {str(entry.id): str(entry.string) for entry in entries if entry.id and entry.string}
