"""Who matches the words of a search, and how well, as one part of a statement."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Label,
    Select,
    Subquery,
    Text,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    select,
    true,
    union,
    union_all,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from mentorat.accounts.models import User
from mentorat.directory.search.best import OFFERED, after_place, best, looked_up
from mentorat.directory.search.conditions import CONDITIONS, Filter
from mentorat.directory.search.words import WORDS_MAX
from mentorat.mentors.actions.index_profile import AS_WRITTEN, ENGLISH, FRENCH
from mentorat.mentors.bookable import BOOKABLE, PUBLISHED
from mentorat.mentors.models import MentorProfile, SearchSpelling

EXACT_ENOUGH = 20
COMMON = 500  # profiles: a word of so many brings nobody by itself when a rarer one does
LOOKED_AT = 300  # profiles: as long as fewer match, they are all read; more are read in their order
GUESSED_MAX = 200  # of the best mentors whom one word, or what may be meant by it, brings
MEANT_MAX = 30  # words that a misspelt one may be
_OFFERED, _SAID, _NEAR = 3, 2, 1
NO_WORDS = 4  # the tier of everybody, when no words are asked for
_one: ColumnElement[Any] = literal_column("1")
_nothing: ColumnElement[Any] = literal_column("''::tsquery", TSQUERY)


def _number(value: int) -> ColumnElement[int]:
    return literal_column(str(value), Integer)


def has_all_words(tier: int) -> bool:
    """Whether no word of the search is missing; without words, none is."""
    return tier >= _NEAR


def quality_of(tier: int) -> int:
    """How the words that were found were found: 3, 2 or 1 as above; 0 without words."""
    return 0 if tier == NO_WORDS else (tier - 1) % 3 + 1


class WordMatches:
    """Who matches, by tier. 3: every word is in what the mentor offers; 2: in their name or
    presentation too; 1: some is spelt nearly like one of the profile's; 0 and less: three lower for
    each word that is missing. Beyond those who match exactly, others are looked for as long as
    there are few. One statement per count of words, so that the index is asked for each once."""

    def __init__(self, words: int) -> None:
        self.words = words
        asked = _asked(words)
        self.every = select(asked.c.every).scalar_subquery()
        self.has_every = _found_by(self.every)
        self.offers_every = OFFERED.bool_op("@@")(self.every)
        some = select(_one).where(PUBLISHED, self.has_every).limit(_number(LOOKED_AT))
        size = select(func.count().label("count")).select_from(some.subquery("some")).cte("size")
        self.size: ColumnElement[int] = select(size.c.count).scalar_subquery()
        self.are_few: ColumnElement[bool] = self.size < _number(EXACT_ENOUGH)
        self.are_many: ColumnElement[bool] = self.size >= _number(LOOKED_AT)
        terms = [_Term(asked, number, is_alone=words == 1) for number in range(words)]
        self.others = _others(terms, self)

    def page(
        self, filters: frozenset[Filter], *, goes_on: bool, is_common: bool = False
    ) -> Subquery:
        """The mentors of a page under these filters, with their tiers, and others unless common."""
        narrowed, most = _narrowed(filters), bindparam("count", type_=Integer)
        when = true() if is_common else self.are_many

        def along(tier: int, *met: ColumnElement[bool]) -> Select[Any]:
            after = after_place(tier) if goes_on else ()
            found = best(*met, *narrowed, when=when, most=most, after=after)
            numbers = found.subquery(f"best_{tier}")
            return select(numbers.c.number, _number(tier).label("tier"))

        # Who is said is looked for only when too few offer it: the limit stops before.
        in_order = union_all(
            along(_OFFERED, self.offers_every),
            along(_SAID, self.has_every, ~self.offers_every),
        ).subquery("in_order")
        read = select(in_order.c.number, in_order.c.tier).limit(most)
        found = read if is_common else union_all(read, self._few(), self.others)
        return found.subquery("matching")

    def some(
        self, filters: frozenset[Filter], *, most: int, is_common: bool = False
    ) -> Select[Any]:
        """The numbers of the best `most` who match under these filters; of few, all who match."""
        when = true() if is_common else self.are_many
        along = best(self.has_every, *_narrowed(filters), when=when, most=_number(most))
        if is_common:
            return along
        parts = (select(one.subquery().c.number) for one in (along, self._few(), self.others))
        return select(union_all(*parts).subquery().c.number)

    def _few(self) -> Select[Any]:
        tier = case((self.offers_every, _OFFERED), else_=_SAID)
        found = select(MentorProfile.number, tier.label("tier"))
        bookable = found.join(User, User.id == MentorProfile.user_id).where(BOOKABLE)
        return bookable.where(self.size < _number(LOOKED_AT), self.has_every)


@lru_cache(maxsize=WORDS_MAX)
def matching(words: int) -> WordMatches:
    """Who matches so many words."""
    return WordMatches(words)


class _Term:
    """One word in SQL: how many have it, and what else may be meant."""

    def __init__(self, asked: CTE, number: int, *, is_alone: bool) -> None:
        self.number, self.is_alone = number, is_alone
        self.query = select(asked.c[f"terms_{number}"]).scalar_subquery()
        self.swaps = select(asked.c[f"swaps_{number}"]).scalar_subquery()
        self.is_said = _found_by(self.query)
        self.is_offered = OFFERED.bool_op("@@")(self.query)
        some = select(_one).where(PUBLISHED, self.is_said).limit(_number(COMMON))
        self.count: ColumnElement[int] = (
            select(func.count()).select_from(some.subquery("some")).scalar_subquery()
        )

    def quality(self, near: ColumnElement[Any]) -> Label[int | None]:
        """How a profile has this word; null when it has not."""
        how: ColumnElement[int | None] = case(
            (self.is_offered, _OFFERED),
            (self.is_said, _SAID),
            (_found_by(near), _NEAR),
            else_=None,
        )
        return how.label(f"of_{self.number}")

    def meant(self, counted: ColumnElement[int]) -> ColumnElement[Any]:
        """The words that may be meant, as far as its count allows.

        A common word needs no guesses; one of several words is only guessed when nobody has it.
        """
        is_unknown = counted == _number(0)
        is_guessed = counted < _number(EXACT_ENOUGH) if self.is_alone else is_unknown
        typed = bindparam(f"word_{self.number}", type_=Text)
        word = SearchSpelling.word
        alike = (
            select(word)
            .where(is_guessed, word.bool_op("%>")(typed))
            .order_by(func.word_similarity(typed, word).desc(), word)
            .limit(_number(MEANT_MAX))
            .subquery("alike")
        )
        quoted = func.string_agg(func.quote_literal(alike.c.word), literal_column("' | '"))
        spelt = select(func.to_tsquery(AS_WRITTEN, quoted, type_=TSQUERY)).select_from(alike)
        swapped = case((is_unknown, self.swaps), else_=_nothing)
        return func.coalesce(spelt.scalar_subquery(), _nothing).op("||")(swapped)


def _asked(words: int) -> CTE:
    """Every word as a query, in both languages and as it is written; and all of them together."""
    queries = {"others": _query("others", "others_written")}
    for at in range(words):
        queries[f"terms_{at}"] = _query(f"terms_{at}", f"written_{at}")
        queries[f"swaps_{at}"] = _query(f"swaps_{at}", f"swaps_{at}")
    each = select(*(query.label(name) for name, query in queries.items())).cte("each_word")
    every: ColumnElement[Any] = each.c.others
    for at in range(words):
        every = each.c[f"terms_{at}"].op("&&")(every)
    return select(*each.columns, every.label("every")).cte("asked")


def _query(stemmed: str, written: str) -> ColumnElement[Any]:
    query: ColumnElement[Any] = func.to_tsquery(AS_WRITTEN, bindparam(written, type_=Text))
    for language in (FRENCH, ENGLISH):
        query = query.op("||")(func.to_tsquery(language, bindparam(stemmed, type_=Text)))
    return query


def _found_by(query: ColumnElement[Any]) -> ColumnElement[bool]:
    return MentorProfile.search.bool_op("@@")(query)


def _narrowed(filters: frozenset[Filter]) -> list[Any]:
    return [CONDITIONS[name] for name in sorted(filters) if name != "words"]


def _others(terms: list[_Term], exact: WordMatches) -> Select[Any]:
    """Who has some of the words, or words that may be meant: the best of each."""
    counts = select(*(term.count.label(f"count_{term.number}") for term in terms)).cte("counts")
    counted = [select(counts.c[f"count_{term.number}"]).scalar_subquery() for term in terms]
    meant = [term.meant(count) for term, count in zip(terms, counted, strict=True)]
    labels = [query.label(f"near_{term.number}") for term, query in zip(terms, meant, strict=True)]
    meanings = select(*labels).where(exact.are_few).cte("meanings").prefix_with("materialized")
    nears = [select(meanings.c[f"near_{term.number}"]).scalar_subquery() for term in terms]
    found = looked_up(union(*_candidates(terms, counted, nears, exact)), "found")
    qualities = [term.quality(near) for term, near in zip(terms, nears, strict=True)]
    judged = (
        select(MentorProfile.number, *qualities)
        .select_from(found)
        .join(MentorProfile, MentorProfile.number == found.c.number)
        .where(~exact.has_every)
        .cte("judged")
        .prefix_with("materialized")
    )
    each = [judged.c[f"of_{term.number}"] for term in terms]
    missing: ColumnElement[int] = func.num_nulls(*each)
    tier = func.least(*each) - 3 * missing - bindparam("lost", type_=Integer)
    return select(judged.c.number, tier.label("tier"))


def _candidates(
    terms: Sequence[_Term],
    counted: Sequence[ColumnElement[int]],
    nears: Sequence[ColumnElement[Any]],
    exact: WordMatches,
) -> list[Select[Any]]:
    """The best whom each word brings, the best whom what may be meant by it brings, and the best of
    those who have each word or its like."""
    rarest = func.least(*(func.nullif(count, _number(0)) for count in counted))
    brings = func.greatest(rarest, _number(COMMON - 1))
    most = _number(GUESSED_MAX)
    candidates = [
        *(
            best(term.is_said, when=and_(exact.are_few, count <= brings), most=most)
            for term, count in zip(terms, counted, strict=True)
        ),
        *(best(_found_by(near), when=exact.are_few, most=most) for near in nears),
    ]
    if len(terms) > 1:
        together: ColumnElement[Any] = terms[0].query.op("||")(nears[0])
        for term, near in zip(terms[1:], nears[1:], strict=True):
            together = together.op("&&")(term.query.op("||")(near))
        candidates.append(best(_found_by(together), when=exact.are_few, most=most))
    return candidates
