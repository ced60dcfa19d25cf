"""The words of a search, and the ones that were meant where nothing is spelt so."""

from collections.abc import Iterable, Mapping

from mentorat.text.folding import folded

# The month of publication as a word of an article's `search`, as PostgreSQL's to_char takes it.
MONTH_SHAPE = '"="YYYY-MM'
WORDS_MAX = 8
MENDED_LETTERS = range(3, 31)  # as many as a word of `post_words` has
SHORT = 5  # letters: of shorter words one slip is all there may be


def searched(text: str) -> str:
    """The words of a search as they are compared: as many as count."""
    return " ".join(folded(text).split()[:WORDS_MAX])


def mendable(words: str) -> list[str]:
    """Those that may be a slip of another word."""
    return [w for w in dict.fromkeys(words.split()) if len(w) in MENDED_LETTERS and not w.isdigit()]


def swaps(word: str) -> list[str]:
    """The word with two neighbouring letters swapped: the slip that trigrams do not see."""
    pairs = range(len(word) - 1)
    return [word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in pairs]


def meant(word: str, known: Iterable[str]) -> str | None:
    """The word that somebody meant among some that look alike: the one with the fewest slips, the
    first of several."""
    allowed = 1 if len(word) < SHORT else 2
    found = min(
        ((slips(word, other), other) for other in dict.fromkeys(known)),
        key=lambda pair: pair[0],
        default=None,
    )
    return found[1] if found and found[0] <= allowed else None


def slips(one: str, other: str) -> int:
    """How many letters were left out, added, mistaken or swapped between two words (the distance of
    optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        line = [at]
        for place, wanted in enumerate(other, 1):
            cost = min(last[place] + 1, line[-1] + 1, last[place - 1] + (letter != wanted))
            is_swap = at > 1 and place > 1 and (letter, one[at - 2]) == (other[place - 2], wanted)
            line.append(min(cost, before[place - 2] + 1) if is_swap else cost)
        before, last = last, line
    return last[-1]


def mended_text(text: str, mended: Mapping[str, str]) -> str:
    """What was typed, with the words that were meant in place of the misspelt ones."""
    return " ".join(_mended_piece(piece, mended) for piece in text.split())


def _mended_piece(piece: str, mended: Mapping[str, str]) -> str:
    words = folded(piece).split()
    if not any(word in mended for word in words):
        return piece
    return " ".join(mended.get(word, word) for word in words)
