"""Each filter of a search as a condition in SQL."""

from typing import Any, Literal, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    Text,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
    text,
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
DAY_MINUTES = 1440

# As the partial index says it, so that it serves.
PUBLISHED = text("mentor_profiles.status = 'published'")
VISIBLE = and_(PUBLISHED, User.deleted_at.is_(None), User.banned.is_(False))

_words = bindparam("words", type_=Text)
_query: ColumnElement[Any] = func.websearch_to_tsquery(FRENCH, _words).op("||")(
    func.websearch_to_tsquery(ENGLISH, _words)
)
# Every word is spelt like one of the profile's; a shorter search repeats its last word.
_close_spelling = and_(
    *(
        MentorProfile.search_words.op("%>")(bindparam(f"word_{number}", type_=Text))
        for number in range(WORDS_MAX)
    )
)
_strong = func.ts_filter(MentorProfile.search, literal_column("'{a}'::\"char\"[]"))

# 3: all words in what the mentor offers; 2: with their name and presentation; 1: close spelling.
TIER = case(
    (_strong.op("@@")(_query), 3),
    (MentorProfile.search.op("@@")(_query), 2),
    else_=1,
)

_currency, _most = bindparam("currency", type_=Text), bindparam("most", type_=BigInteger)
_now_minute = bindparam("now_minute", type_=BigInteger)


def _unnested(name: str) -> ColumnElement[Any]:
    return func.unnest(bindparam(name, type_=ARRAY(BigInteger)))


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


_wanted = select(_unnested("froms").label("a"), _unnested("untils").label("b")).subquery("wanted")
_fits = in_run(_wanted, MentorProfile.notice_minutes)
_has_time: Select[Any] = (
    select(literal_column("true"))
    .select_from(FreeRun)
    .join(_wanted, _fits.window)
    .where(FreeRun.mentor_number == MentorProfile.number, _fits.on_time)
)

CONDITIONS: dict[Filter, Any] = {
    "words": or_(MentorProfile.search.op("@@")(_query), _close_spelling),
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
        "words": bool(folded(search.q or "")),
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
    words = sorted(folded(search.q or "").split(), key=len, reverse=True)[:WORDS_MAX]
    padded = [*words, *[words[-1] if words else ""] * WORDS_MAX][:WORDS_MAX]
    currency, most = search.price_limit or ("", 0)
    return {
        "words": {
            "words": search.q or "",
            **{f"word_{number}": word for number, word in enumerate(padded)},
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
