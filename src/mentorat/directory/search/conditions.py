"""Each filter of a search as a condition in SQL."""

import unicodedata
from typing import Any, Literal, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    Text,
    and_,
    bindparam,
    column,
    func,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY

from mentorat.directory.models import FreeRun
from mentorat.directory.search.parameters import Search
from mentorat.directory.search.words import wanted_words
from mentorat.mentors.models import MentorProfile

Filter = Literal["words", "skill", "language", "price", "times"]
FILTERS: tuple[Filter, ...] = ("words", "skill", "language", "price", "times")
DAY_MINUTES = 1440

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
        "words": wanted_words(search.q or "").places(),
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
    """How many words are looked for one by one: at most four, at least one."""
    return len(wanted_words(search.q or "").each)


def _counts(character: str) -> bool:
    """Whether a character may be looked for: a letter, a digit or a picture."""
    category = unicodedata.category(character)
    return category[0] in "LN" or category == "So"
