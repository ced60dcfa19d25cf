"""Searching articles by words: a bounded number of candidates, the best of them first."""

from collections import defaultdict
from typing import Any

import msgspec
from sqlalchemy import (
    Integer,
    Text,
    any_,
    bindparam,
    cast,
    column,
    func,
    lateral,
    literal,
    literal_column,
    select,
    true,
    union,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY

from mentorat.blog.lists.listings import everything
from mentorat.blog.models import PostListing, PostPage, PostWord
from mentorat.blog.queries.cards import CARD, CardRow, with_author
from mentorat.blog.search.words import MONTH_SHAPE, meant, mendable, mended_text, searched, swaps
from mentorat.db.executor import Db, rows, scalar
from mentorat.db.together import together
from mentorat.mentors.actions.index_profile import AS_WRITTEN, ENGLISH, FRENCH

CANDIDATES_MAX = 150  # first those that have the words in their title, tags or summary
FOUND_MAX = 50  # of the best that are asked for
RECENT_MONTHS = 3
ALIKE_MAX = 12  # words that a misspelt one is compared with


class FoundPosts(msgspec.Struct, frozen=True):
    """What a search found; `mended` is what was searched for instead, when nothing had the words as
    they were typed."""

    rows: list[CardRow]
    mended: str | None = None


class _Alike(msgspec.Struct, frozen=True):
    typed: str
    word: str


_words = bindparam("words", type_=Text)
_french, _english, _written = (
    func.plainto_tsquery(reading, _words) for reading in (FRENCH, ENGLISH, AS_WRITTEN)
)
_query: Any = _french.op("||")(_english).op("||")(_written)
_query = select(_query.label("words")).cte("asked")
_asked: Any = select(_query.c.words).scalar_subquery()
HEADINGS: Any = func.ts_filter(PostPage.search, literal_column("'{a,b}'::\"char\"[]"))
_list = bindparam("list", type_=Text)
# Here and below, values and not conditions that PostgreSQL may turn round: it would read all of a
# long list, or all that has a common word, instead of looking at each candidate.
_is_listed: Any = (
    select(true())
    .select_from(PostListing)
    .where(
        PostListing.list == _list,
        PostListing.published_at == PostPage.published_at,
        PostListing.post_id == PostPage.post_id,
    )
    .correlate(PostPage)
    .limit(1)
    .scalar_subquery()
)


_newest_month: Any = (
    select(func.date_trunc("month", PostListing.published_at.op("at time zone")("UTC")))
    .where(PostListing.list == _list)
    .order_by(PostListing.published_at.desc())
    .limit(1)
    .scalar_subquery()
)
_ago: Any = (
    func.generate_series(0, RECENT_MONTHS - 1)
    .table_valued(column("ago", Integer), name="months")
    .render_derived()
)
_month = _newest_month - _ago.c.ago * literal_column("interval '1 month'")
_published_then: Any = cast(
    literal("'").op("||")(func.to_char(_month, MONTH_SHAPE)).op("||")("'"), TSQUERY
)


def _recent(words: Any) -> Any:
    """Those of the last months, one by one: of a word that is everywhere, no more is read than the
    first months with enough of them."""
    found = lateral(
        select(PostPage.post_id)
        .where(words.op("@@")(_asked.op("&&")(_published_then)), _is_listed)
        .limit(CANDIDATES_MAX)
    )
    return select(found.c.post_id).select_from(_ago.join(found, true()))


def _any(words: Any) -> Any:
    return select(PostPage.post_id).where(words.op("@@")(_asked), _is_listed)


def _staged(**stages: Any) -> Any:
    """One after the other, as long as those before found too few."""
    found: list[Any] = []
    for name, stage in stages.items():
        before = [select(func.count()).select_from(one).scalar_subquery() for one in found]
        are_few: Any = sum(before, literal_column("0")) < CANDIDATES_MAX
        found.append(stage.where(are_few).limit(CANDIDATES_MAX).cte(name))
    return union(*(select(one.c.post_id) for one in found)).subquery("candidates")


_candidates = _staged(
    recent_headings=_recent(HEADINGS),
    headings=_any(HEADINGS),
    recent_texts=_recent(PostPage.search),
    texts=_any(PostPage.search),
)
_rank = func.ts_rank(PostPage.search, _asked)
_best = (
    select(PostPage.post_id, _rank.label("rank"))
    .select_from(_candidates)
    .join(PostPage, PostPage.post_id == _candidates.c.post_id)
    .order_by(_rank.desc(), PostPage.published_at.desc(), PostPage.post_id)
    .limit(FOUND_MAX)
    .subquery("best")
)
_FOUND = rows(
    with_author(
        select(*CARD).select_from(_best).join(PostPage, PostPage.post_id == _best.c.post_id)
    )
    .order_by(_best.c.rank.desc(), PostPage.published_at.desc(), PostPage.post_id)
    .limit(bindparam("count")),
    CardRow,
)
_KNOWN = scalar(
    select(PostWord.word).where(PostWord.word == any_(bindparam("words", type_=ARRAY(Text)))), str
)
_typed = (
    func.unnest(bindparam("words", type_=ARRAY(Text)))
    .table_valued(column("word", Text), name="typed")
    .render_derived()
)
_nearest = lateral(
    select(PostWord.word)
    .where(PostWord.word.bool_op("%")(_typed.c.word))
    .order_by(func.similarity(PostWord.word, _typed.c.word).desc(), PostWord.word)
    .limit(ALIKE_MAX)
)
_ALIKE = rows(
    select(_typed.c.word.label("typed"), _nearest.c.word).select_from(
        _typed.join(_nearest, true())
    ),
    _Alike,
)


async def find_posts(
    db: Db, text: str, locale: str, *, count: int, exactly: bool = False
) -> FoundPosts:
    """The articles for readers of a language that have all the words, the best first. Where none
    has, and unless they are meant `exactly`, those that have the words which were meant."""
    words = searched(text)
    found = await _having_all(db, words, locale, count)
    if found or exactly:
        return FoundPosts(found)
    mended = await _mended_words(db, words)
    if not mended:
        return FoundPosts([])
    instead = " ".join(mended.get(word, word) for word in words.split())
    found = await _having_all(db, instead, locale, count)
    return FoundPosts(found, mended_text(text, mended) if found else None)


async def _having_all(db: Db, words: str, locale: str, count: int) -> list[CardRow]:
    if not words:
        return []
    return await db.all(_FOUND, words=words, list=everything(locale), count=count)


async def _mended_words(db: Db, words: str) -> dict[str, str]:
    """What each word that no article has was meant to be, as far as one is like it."""
    typed = mendable(words)
    if not typed:
        return {}
    swapped = {word: swaps(word) for word in typed}
    asked = [*typed, *(one for several in swapped.values() for one in several)]
    # Those of words that are known, too: less than another flight.
    found_words, pairs = await together(
        db, db.all(_KNOWN, words=asked), db.all(_ALIKE, words=typed)
    )
    known = set(found_words)
    unknown = [word for word in typed if word not in known]
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for word in unknown:
        alike[word] += [one for one in swapped[word] if one in known]
    for pair in pairs:
        alike[pair.typed].append(pair.word)
    found = {word: meant(word, alike[word]) for word in unknown}
    return {word: one for word, one in found.items() if one}
