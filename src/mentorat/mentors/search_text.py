"""What a profile is found by, as plain words: those it says, and the same written as one."""

from collections.abc import Sequence
from typing import NamedTuple

from mentorat.text.folding import Word, joined, words

_SIGNED = ("plus", "sharp")


class ProfileTexts(NamedTuple):
    """What is written about a mentor; `skill_names` are all names of their curated skills."""

    headline: str
    expertise: list[str]
    skill_names: list[str]
    name: str
    bio: str


class SearchText(NamedTuple):
    """Words by what they count for. `…_written` is not stemmed, and adds what may be
    typed instead: «nodejs» for «Node.js».

    `hints` are letters that a skill is also called by: «C et C++» is found by C, after whoever says
    C themselves. `spelling` is what close spelling is compared with.
    """

    offers: str
    offers_written: str
    hints: str
    name: str
    bio: str
    bio_written: str
    spelling: str


def search_text(texts: ProfileTexts) -> SearchText:
    """The words of a profile, folded as a query is."""
    own = [words(text) for text in (texts.headline, *texts.expertise)]
    known = [words(text) for text in texts.skill_names]
    hints = [word.text for named in known for word in named if _is_letter(word)]
    offered = [*own, *([word for word in named if not _is_letter(word)] for named in known)]
    name, bio = words(texts.name), words(texts.bio)
    said = _spaced(*offered, name)
    return SearchText(
        offers=_spaced(*offered),
        offers_written=" ".join(
            [_spaced(*offered), *(one for text in offered for one in joined(text, across_spaces=2))]
        ),
        hints=" ".join(dict.fromkeys(hints)),
        name=" ".join([word.text for word in name] + joined(name, across_spaces=3)),
        bio=_spaced(bio),
        bio_written=" ".join([_spaced(bio), *joined(bio)]),
        spelling=" ".join([said, *(one for text in (*own, name) for one in joined(text))]),
    )


def _spaced(*texts: Sequence[Word]) -> str:
    # The «c'» of «c'est» is not the language C.
    return " ".join(word.text for text in texts for word in text if not word.is_elided)


def _is_letter(word: Word) -> bool:
    """«C», «C++» and «C#»: names of one letter, which say little about whoever is near them."""
    bare = word.text
    for sign in _SIGNED:
        bare = bare.removesuffix(sign).removesuffix(sign)
    return len(bare) == 1
