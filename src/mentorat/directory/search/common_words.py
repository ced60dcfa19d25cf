"""Searches whose words many have, remembered: who asks again is answered without counting how many
have them, which takes the longer the more there are.

What is remembered may be old, and a filter may leave few: then fewer are found than there must be,
the whole question is asked, and it is from then on.
"""

from collections.abc import Mapping
from typing import Any, Literal

from mentorat.bounded_cache import MEGABYTE, BoundedCache
from mentorat.db.executor import Statement
from mentorat.directory.search.parameters import Search
from mentorat.directory.search.words import WordQuery, wanted_words

Kind = Literal["page", "counts"]
SEARCH_BYTES = 1_000  # of one search, or of its words with what they may be written as; estimated
_common = BoundedCache[WordQuery, bool](bytes_max=MEGABYTE)
_short = BoundedCache[tuple[Kind, str], bool](bytes_max=MEGABYTE)


def has_common_words(search: Search, kind: Kind) -> bool:
    """Whether so many have these words, as far as is known, that they are read along the order,
    and nobody else is looked for."""
    words = wanted_words(search.q or "")
    return bool(_common.get(words)) and _short.get(_question(search, kind)) is None


def remember_common(search: Search) -> None:
    """So many have the words of a search."""
    words = wanted_words(search.q or "")
    _common.keep(words, value=True, weight=SEARCH_BYTES * (1 + len(words.each)))


def remember_short(search: Search, kind: Kind) -> None:
    """Too few were found along the order."""
    _short.keep(_question(search, kind), value=True, weight=SEARCH_BYTES)


def common_places(statement: Statement[Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a statement that looks for nobody else, of those of the whole question."""
    return {name: value for name, value in values.items() if name in statement.names}


def _question(search: Search, kind: Kind) -> tuple[Kind, str]:
    return kind, search.model_dump_json(exclude={"lang"}, exclude_unset=True)
