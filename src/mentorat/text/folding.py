"""Words as they are compared: without case, accents and the signs that phones and keyboards choose.

Names that are stored, what a mentor writes and what a reader types are all read by `words`.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

RUN_MAX = 3  # words that may be written as one, as in «van der Berg»
JOINED_MAX = 60  # letters

# Some of them are letters to Unicode, some decompose into a space and an accent.
_TYPED = str.maketrans(
    {**dict.fromkeys("’‘‛ʼʻʹʾʿˈ′´`＇ꞌ՚", "'"), "♯": "#", **dict.fromkeys("™℠®©", " ")}
)
_ABOVE_A_LETTER = re.compile(r"[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u20d0-\u20ff\ufe0f]")
_LATIN = re.compile(r"LATIN SMALL (?:LETTER|LIGATURE) (?:DOTLESS )?(AE|OE|[A-Z])(?: WITH .+)?")
_OTHER_LATIN = {"ð": "d", "þ": "th", "ŋ": "n", "ĸ": "k", "ə": "e", "ɛ": "e", "ɔ": "o"}
# «C++» and «C#» are words of their own; «bac+2» and «#python» are two words and one.
_SIGNS = (
    (re.compile(r"(?<=[^\W_]) ?\+\+"), "plusplus "),
    (re.compile(r"(?<=[^\W_])\+(?![\w+])"), "plus "),
    (re.compile(r"(?<![^\W_])([a-z])(?:#| #(?!\w))"), r"\1sharp "),
)
_ELIDED = frozenset((*"cdjlmnst", "qu", "lorsqu", "puisqu", "quoiqu", "jusqu"))
_ENDINGS = frozenset((*"stdm", "ll", "re", "ve"))


class Word(NamedTuple):
    """One word of a text: whether a sign alone parts it from the one before, and whether it is the
    «d'» of «d'accord» or the «'s» of «mentor's»."""

    text: str
    is_glued: bool
    is_elided: bool


def words(text: str) -> list[Word]:
    """«L’Œuvre d'Éloi» as l, oeuvre, d and eloi; letters of every script are kept."""
    pieces = _pieces(_plain(text))
    found: list[Word] = []
    for at in range(1, len(pieces), 2):
        before, word, after = pieces[at - 1 : at + 2]
        is_glued = bool(found) and bool(before) and not any(sign.isspace() for sign in before)
        elides = after == "'" and at + 2 < len(pieces) and word in _ELIDED
        ends = before == "'" and is_glued and word in _ENDINGS
        found.append(Word(word, is_glued, elides or ends))
    return found


def folded(text: str) -> str:
    """The words with a space between them: «Design d’Interface» as «design d interface»."""
    return " ".join(word.text for word in words(text))


def name_keys(names: Iterable[str]) -> list[str]:
    """Each name as it is looked up, in the same places: «Node.js» and «NodeJS» are one."""
    return ["".join(word.text for word in words(name)) for name in names]


def joined(found: Sequence[Word], *, across_spaces: int = 1) -> list[str]:
    """What the words make when they are written as one: up to three that only signs part, as many
    as `across_spaces` where spaces do."""
    made: list[str] = []
    for start, first in enumerate(found):
        run, is_spaced = first.text, False
        for length, word in enumerate(found[start + 1 : start + RUN_MAX], 2):
            run, is_spaced = run + word.text, is_spaced or not word.is_glued
            if len(run) > JOINED_MAX or (is_spaced and length > across_spaces):
                break
            made.append(run)
    return made


def _plain(text: str) -> str:
    opened = unicodedata.normalize("NFKD", text.translate(_TYPED)).casefold()
    letters = _ABOVE_A_LETTER.sub("", unicodedata.normalize("NFKD", opened))
    found = unicodedata.normalize("NFC", "".join(map(_letter, letters)))
    for sign, word in _SIGNS:
        found = sign.sub(word, found)
    return found


@lru_cache(maxsize=4096)
def _letter(character: str) -> str:
    """A letter as a keyboard without it would write it; soft hyphens and the like are nothing."""
    if character.isascii():
        return character
    if unicodedata.category(character) == "Cf":
        return ""
    latin = _LATIN.fullmatch(unicodedata.name(character, ""))
    return latin[1].lower() if latin else _OTHER_LATIN.get(character, character)


def _pieces(text: str) -> list[str]:
    """Signs and words by turns, beginning and ending with signs, which may be none."""
    pieces, is_word = [""], False
    for character in text:
        # A vowel sign of Hindi is a mark: part of a word, never the first of it.
        belongs = character.isalnum() or (is_word and unicodedata.category(character)[0] == "M")
        if belongs == is_word:
            pieces[-1] += character
        else:
            pieces.append(character)
            is_word = belongs
    return [*pieces, ""] if is_word else pieces
