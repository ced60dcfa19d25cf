"""Each filter of a search as a condition in SQL."""

import unicodedata
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    Subquery,
    Text,
    and_,
    bindparam,
    case,
    column,
    func,
    literal_column,
    not_,
    or_,
    select,
    text,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY

from mentorat.accounts.models import User
from mentorat.availability.models import FreeRun
from mentorat.directory.search import Search
from mentorat.mentors.actions.index_profile import ENGLISH, FRENCH
from mentorat.mentors.folding import folded
from mentorat.mentors.models import MentorProfile

Filter = Literal["words", "skill", "language", "price", "times"]
FILTERS: tuple[Filter, ...] = ("words", "skill", "language", "price", "times")
WORDS_MAX = 4
EXACT_ENOUGH = 20
_ENOUGH: ColumnElement[Any] = literal_column(str(EXACT_ENOUGH))
DAY_MINUTES = 1440

# As the partial index says it, so that it serves.
PUBLISHED = text("mentor_profiles.status = 'published'")
VISIBLE = and_(PUBLISHED, User.deleted_at.is_(None), User.banned.is_(False))

_words = bindparam("words", type_=Text)
_query: ColumnElement[Any] = select(
    func.plainto_tsquery(FRENCH, _words).op("||")(func.plainto_tsquery(ENGLISH, _words))
).scalar_subquery()
_strong = func.ts_filter(MentorProfile.search, literal_column("'{a}'::\"char\"[]"))
_found = MentorProfile.search.bool_op("@@")(_query)
_exact = (
    select(
        MentorProfile.number,
        case((_strong.bool_op("@@")(_query), 3), else_=2).label("tier"),
    )
    .where(PUBLISHED, _found)
    .cte("exact")
)
# A common word needs no guesses, and guessing would read every profile.
_are_few = (
    select(func.count() < EXACT_ENOUGH)
    .select_from(select(literal_column("1")).select_from(_exact).limit(_ENOUGH).subquery("some"))
    .scalar_subquery()
)


@lru_cache(maxsize=WORDS_MAX)
def matching(words: int) -> Subquery:
    """Who matches the words of a search, by tier. 3: all of them in what the mentor offers; 2:
    with their name and presentation; 1: each is spelt nearly like one of the profile's, as long
    as few match exactly. One statement per count of words, so that the index is asked for each
    word once."""
    close = (
        MentorProfile.search_words.bool_op("%>")(bindparam(f"word_{number}", type_=Text))
        for number in range(words)
    )
    near: Select[*tuple[Any, ...]] = select(MentorProfile.number, literal_column("1")).where(
        PUBLISHED, _are_few, *close, not_(_found)
    )
    return union_all(select(_exact), near).subquery("matching")


_currency, _most = bindparam("currency", type_=Text), bindparam("most", type_=BigInteger)
_now_minute = bindparam("now_minute", type_=BigInteger)


class InRun(NamedTuple):
    """Whether a run of starts meets wanted stretches `a` to `b`: the part that an index answers,
    and the part that knows the mentor's notice."""

    window: ColumnElement[bool]
    on_time: ColumnElement[bool]


def in_run(wanted: FromClause, notice_minutes: Any) -> InRun:
    """A start of `free_runs` lies in [a, b) and is not too soon."""
    since = func.greatest(wanted.c.a, _now_minute + notice_minutes)
    late = func.greatest(since - FreeRun.first_minute, 0)
    step = FreeRun.step_minutes
    # The first start of the run that is not before `since`.
    start = FreeRun.first_minute + (late + step - 1) // step * step
    return InRun(
        window=and_(
            FreeRun.first_minute < wanted.c.b,
            FreeRun.first_minute > wanted.c.a - DAY_MINUTES,  # no run is longer (decision 0014)
            FreeRun.last_minute >= wanted.c.a,
        ),
        on_time=and_(start <= FreeRun.last_minute, start < wanted.c.b),
    )


_wanted = (
    func.unnest(
        bindparam("froms", type_=ARRAY(BigInteger)), bindparam("untils", type_=ARRAY(BigInteger))
    )
    .table_valued(column("a", BigInteger), column("b", BigInteger), name="wanted")
    .render_derived()
)
_fits = in_run(_wanted, MentorProfile.notice_minutes)
# One look into the primary key for each stretch, not a read of all that the mentor offers.
_run = (
    select(literal_column("true").label("fits"))
    .where(FreeRun.mentor_number == MentorProfile.number, _fits.window, _fits.on_time)
    .correlate(_wanted, MentorProfile)
    .limit(literal_column("1"))
    .lateral("run")
)
_has_time: Select[Any] = (
    select(literal_column("true")).select_from(_wanted.join(_run, true())).correlate(MentorProfile)
)

CONDITIONS: dict[Filter, Any] = {
    "skill": MentorProfile.skills.op("@>")(bindparam("skills", type_=ARRAY(Text))),
    "language": MentorProfile.languages.op("@>")(bindparam("spoken", type_=ARRAY(Text))),
    "price": or_(
        MentorProfile.hourly_rate_cents == 0,
        and_(
            MentorProfile.currency == _currency,
            MentorProfile.hourly_rate_cents <= _most,
        ),
    ),
    "times": _has_time.exists(),
}


def active_filters(search: Search) -> frozenset[Filter]:
    """Which conditions a search needs."""
    wanted = {
        "words": any(_counts(character) for character in search.q or ""),
        "skill": bool(search.skill),
        "language": bool(search.language),
        "price": bool(search.price),
        "times": search.wants_time,
    }
    return frozenset(name for name in FILTERS if wanted[name])


def filter_values(
    search: Search, times: list[tuple[int, int]], *, now_minute: int
) -> dict[Filter, dict[str, Any]]:
    """The places of each condition; `times` in seconds."""
    currency, most = search.price_limit or ("", 0)
    return {
        "words": {
            "words": search.q or "",
            **{f"word_{number}": word for number, word in enumerate(_longest(search))},
        },
        "skill": {"skills": search.skill},
        "language": {"spoken": search.language},
        "price": {"currency": currency, "most": most},
        "times": {
            "froms": [start // 60 for start, _ in times],
            "untils": [-(-end // 60) for _, end in times],
            "now_minute": now_minute,
        },
    }


def word_count(search: Search) -> int:
    """How many words close spelling compares: the longest four, at least one."""
    return len(_longest(search))


def _longest(search: Search) -> list[str]:
    # A search in another script folds to nothing, which is close to no word.
    words = sorted(folded(search.q or "").split(), key=len, reverse=True)
    return words[:WORDS_MAX] or [""]


def _counts(character: str) -> bool:
    """Whether a character may be looked for: a letter, a digit or a picture."""
    category = unicodedata.category(character)
    return category[0] in "LN" or category == "So"
