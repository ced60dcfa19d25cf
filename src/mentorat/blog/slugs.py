"""The part of an address that is made from a title, a tag or the name of a series."""

from collections.abc import Iterator
from itertools import count, islice

from mentorat.text.folding import words

LETTERS_MAX = 80
TRIES = 50
RESERVED = frozenset({"authors", "series", "tags"})  # they begin the addresses of lists


def slug_of(text: str, *, nameless: str = "article") -> str:
    """«Préparer un entretien : 3 idées» as preparer-un-entretien-3-idees; whole words, as many as
    fit, and `nameless` where no letter or digit of ASCII is left."""
    found = ""
    for word in words(text):
        plain = "".join(c for c in word.text if c.isascii() and c.isalnum())
        if plain and len(found) + len(plain) < LETTERS_MAX:
            found = f"{found}-{plain}" if found else plain
    return found or nameless


def candidates(slug: str) -> Iterator[str]:
    """A slug, then the same with 2, 3… behind it: the first that is free is taken."""
    if slug not in RESERVED:
        yield slug
    yield from (f"{slug}-{number}" for number in islice(count(2), TRIES))
