"""Who matches the words of a search, and how well, as one part of a statement."""

from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    Subquery,
    Text,
    bindparam,
    case,
    func,
    literal_column,
    select,
    union,
    union_all,
)

from mentorat.directory.search.words import WORDS_MAX
from mentorat.mentors.actions.index_profile import AS_WRITTEN, ENGLISH, FRENCH
from mentorat.mentors.bookable import PUBLISHED
from mentorat.mentors.models import MentorProfile

EXACT_ENOUGH = 20
COMMON = 500  # profiles: a word of so many brings nobody by itself when a rarer one does
_OFFERED, _SAID, _NEAR = 3, 2, 1
NO_WORDS = 4  # the tier of everybody, when no words are asked for
_one: ColumnElement[Any] = literal_column("1")
_enough: ColumnElement[Any] = literal_column(str(EXACT_ENOUGH))
_strong = func.ts_filter(MentorProfile.search, literal_column("'{a}'::\"char\"[]"))


@lru_cache(maxsize=WORDS_MAX)
def matching(words: int) -> Subquery:
    """Who matches, by tier. 3: every word is in what the mentor offers; 2: in their name or
    presentation too; 1: some is spelt nearly like one of the profile's; 0 and less: three lower for
    each word that is missing. Beyond those who match exactly, others are looked for as long as
    there are few. One statement per count of words, so that the index is asked for each once."""
    asked = _asked(words)
    exact = _exact(asked, words)
    are_few = (
        select(func.count() < _enough)
        .select_from(select(_one).select_from(exact).limit(_enough).subquery("some"))
        .scalar_subquery()
    )
    terms = [_Term(asked, number, is_alone=words == 1) for number in range(words)]
    counts = select(*(term.count.label(f"count_{term.number}") for term in terms)).cte("counts")
    for term in terms:
        term.look(counts, are_few)
    return union_all(select(exact), _others(terms, exact, are_few)).subquery("matching")


def has_all_words(tier: int) -> bool:
    """Whether no word of the search is missing; without words, none is."""
    return tier >= _NEAR


def quality_of(tier: int) -> int:
    """How the words that were found were found: 3, 2 or 1 as above; 0 without words."""
    return 0 if tier == NO_WORDS else (tier - 1) % 3 + 1


class _Term:
    """One word in SQL."""

    counted: ColumnElement[int]
    near: CTE

    def __init__(self, asked: CTE, number: int, *, is_alone: bool) -> None:
        self.number, self.is_alone = number, is_alone
        self.is_said = _found_by(select(asked.c[f"terms_{number}"]).scalar_subquery())
        self.is_offered = _strong.bool_op("@@")(
            select(asked.c[f"terms_{number}"]).scalar_subquery()
        )
        self.is_swapped = _found_by(select(asked.c[f"swaps_{number}"]).scalar_subquery())
        self.is_near = MentorProfile.search_words.bool_op("%>")(
            bindparam(f"word_{number}", type_=Text)
        )
        some = select(_one).where(PUBLISHED, self.is_said).limit(literal_column(str(COMMON)))
        self.count: ColumnElement[int] = (
            select(func.count()).select_from(some.subquery("some")).scalar_subquery()
        )

    def look(self, counts: CTE, are_few: ColumnElement[bool]) -> None:
        """Ask who may bring something near this word, as far as its count allows.

        A common word needs no guesses, and guessing would read every profile; one of several words
        is only guessed when nobody has it.
        """
        self.counted = select(counts.c[f"count_{self.number}"]).scalar_subquery()
        is_unknown = self.counted == literal_column("0")
        is_guessed = self.counted < _enough if self.is_alone else is_unknown
        number = select(MentorProfile.number).where(PUBLISHED, are_few)
        near = union(
            number.where(is_guessed, self.is_near), number.where(is_unknown, self.is_swapped)
        )
        self.near = near.cte(f"near_{self.number}")

    @property
    def quality(self) -> ColumnElement[int]:
        """How a profile has this word; null when it has not."""
        return case(
            (self.is_offered, _OFFERED),
            (self.is_said, _SAID),
            (MentorProfile.number.in_(select(self.near.c.number)), _NEAR),
            else_=None,
        )


def _asked(words: int) -> CTE:
    """Every word as a query, in both languages and as it is written."""
    queries = {"others": _query("others", "others_written")}
    for at in range(words):
        queries[f"terms_{at}"] = _query(f"terms_{at}", f"written_{at}")
        queries[f"swaps_{at}"] = _query(f"swaps_{at}", f"swaps_{at}")
    return select(*(query.label(name) for name, query in queries.items())).cte("asked")


def _query(stemmed: str, written: str) -> ColumnElement[Any]:
    query: ColumnElement[Any] = func.to_tsquery(AS_WRITTEN, bindparam(written, type_=Text))
    for language in (FRENCH, ENGLISH):
        query = query.op("||")(func.to_tsquery(language, bindparam(stemmed, type_=Text)))
    return query


def _found_by(query: ColumnElement[Any]) -> ColumnElement[bool]:
    return MentorProfile.search.bool_op("@@")(query)


def _exact(asked: CTE, words: int) -> CTE:
    """Who has all the words."""
    together: ColumnElement[Any] = asked.c.others
    for number in range(words):
        together = asked.c[f"terms_{number}"].op("&&")(together)
    all_words = select(together).scalar_subquery()
    tier = case((_strong.bool_op("@@")(all_words), _OFFERED), else_=_SAID)
    return (
        select(MentorProfile.number, tier.label("tier"))
        .where(PUBLISHED, _found_by(all_words))
        .cte("exact")
    )


def _others(terms: list[_Term], exact: CTE, are_few: ColumnElement[bool]) -> Select[Any]:
    """Who has some of the words, or words spelt like them."""
    rarest = func.least(*(func.nullif(term.counted, literal_column("0")) for term in terms))
    brings = func.greatest(rarest, literal_column(str(COMMON - 1)))
    said = select(MentorProfile.number).where(PUBLISHED, are_few)
    # As an array, which is taken for a few: each is looked up, never joined with all profiles.
    candidates = union(
        *(said.where(term.counted <= brings, term.is_said) for term in terms),
        *(select(term.near.c.number) for term in terms),
    )
    found = (
        func.unnest(func.array(candidates.scalar_subquery()))
        .table_valued("number", name="found")
        .render_derived()
    )
    is_exact = select(exact.c.number).where(exact.c.number == found.c.number).exists()
    judged = (
        select(MentorProfile.number, *(term.quality.label(f"of_{term.number}") for term in terms))
        .select_from(found)
        .join(MentorProfile, MentorProfile.number == found.c.number)
        .where(~is_exact)
        .cte("judged")
        .prefix_with("materialized")
    )
    best = [judged.c[f"of_{term.number}"] for term in terms]
    missing: ColumnElement[int] = func.num_nulls(*best)
    return select(
        judged.c.number, func.least(*best) - 3 * missing - bindparam("lost", type_=Integer)
    )
