"""How many mentors each further filter would leave, counted in one statement.

Counted are the best `COUNTED_MAX` mentors of a search: beyond, each count is the least there is,
and says so. What the whole directory has, the worker counts (`directory_counts`, decision 0044).
"""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache, partial
from typing import Any

import msgspec
from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Select,
    Text,
    bindparam,
    cast,
    func,
    literal,
    literal_column,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY

from mentorat.db.executor import Db, Statement, rows
from mentorat.directory.facets.free import FREE, count_free, preset_values
from mentorat.directory.models import DirectoryCount
from mentorat.directory.search.best import answers, best, looked_up
from mentorat.directory.search.common_words import (
    common_places,
    has_common_words,
    remember_common,
    remember_short,
)
from mentorat.directory.search.conditions import (
    CONDITIONS,
    Filter,
    active_filters,
    filter_values,
    word_count,
)
from mentorat.directory.search.matching import EXACT_ENOUGH, LOOKED_AT, WordMatches, matching
from mentorat.directory.search.parameters import Search
from mentorat.mentors.bookable import PUBLISHED
from mentorat.mentors.models import MentorProfile
from mentorat.schedules.slots import Range
from mentorat.schedules.wall_time import MINUTE, seconds_after

COUNTED_MAX = 1_000  # mentors: who finds more narrows the search, whatever the number
PRICE_BANDS = (20, 40, 60, 100)
_REPLACES: dict[str, Filter] = {"price": "price", "free": "times"}


class CountRow(msgspec.Struct, frozen=True):
    """One count as the database made it; `all` and `all of …` are about a kind's base, and
    `whole …` is what the worker counted."""

    kind: str
    value: str
    count: int


class Facet(msgspec.Struct, frozen=True):
    """How many mentors have one value of one kind, under every other filter; the kind `all`
    counts what the whole search finds. With `or_more` there may be others."""

    kind: str
    value: str
    count: int
    or_more: bool = False


@lru_cache(maxsize=64)
def facet_statement(
    filters: frozenset[Filter], words: int = 1, *, is_common: bool = False
) -> Statement[CountRow]:
    """The counts under these filters, as the links beside them lead: one more skill or language
    adds to those chosen, another price or time takes the place of the one chosen."""
    look = partial(_base, words=matching(words), is_common=is_common)
    found = look("found", filters)
    others = {
        kind: look(f"found_{kind}", filters - {own})
        for kind, own in _REPLACES.items()
        if own in filters
    }
    parts = [
        *count_values(found, priced=others.get("price", found)),
        count_free(others.get("free", found)),
        *(_size(f"all of {kind}", base) for kind, base in others.items()),
    ]
    if not filters:
        parts.append(_whole(found))
    if "words" in filters and not is_common:
        said: Any = literal("all of words")
        parts.append(select(said, literal(""), matching(words).size))
    counted = union_all(*parts).subquery("counted")
    kind, value, count = counted.columns
    shown = select(kind.label("kind"), value.label("value"), count.label("count"))
    return rows(shown.order_by(kind, count.desc(), value), CountRow)


def _base(name: str, filters: frozenset[Filter], *, words: WordMatches, is_common: bool) -> CTE:
    """The best mentors under these filters, as many as are counted and one more."""
    narrowed = [CONDITIONS[one] for one in sorted(filters) if one != "words"]
    most = COUNTED_MAX + 1
    if "words" in filters:
        some = looked_up(words.some(filters, most=most, is_common=is_common), f"{name}_some")
        met = [MentorProfile.number == some.c.number, *narrowed]
    elif "skill" in filters:  # rare ones are not met along the order
        skilled = best(*narrowed, when=true(), most=literal_column(str(most)))
        some = looked_up(skilled, f"{name}_some")
        met = [MentorProfile.number == some.c.number]
    else:
        met = [PUBLISHED, answers(MentorProfile.user_id), *narrowed]
    return (
        select(
            MentorProfile.number,
            MentorProfile.notice_minutes,
            MentorProfile.skills,
            MentorProfile.languages,
            MentorProfile.hourly_rate_cents,
            MentorProfile.currency,
            *FREE,
        )
        .where(*met)
        .order_by(MentorProfile.rank.desc(), MentorProfile.number.desc())
        .limit(literal_column(str(most)))
        .cte(name)
        .prefix_with("materialized")
    )


def count_values(found: CTE, *, priced: CTE) -> list[Select[Any]]:
    """How many there are, and how many have each skill, language and price."""
    return [
        _size("all", found),
        _counted(found, "skill", found.c.skills),
        _counted(found, "language", found.c.languages),
        *_prices(priced),
    ]


def _counted(base: CTE, kind: str, values: ColumnElement[Any]) -> Select[Any]:
    value: Any = func.unnest(values).column_valued("value")
    return select(literal(kind), value, func.count()).select_from(base).group_by(value)


def _prices(base: CTE) -> list[Select[Any]]:
    most = func.unnest(bindparam("bands", type_=ARRAY(BigInteger))).column_valued("most")
    value = base.c.currency + "-" + cast(most, Text)
    bands = select(literal("price"), value, func.count()).where(
        base.c.hourly_rate_cents > 0, base.c.hourly_rate_cents <= most * 100
    )
    gratis = select(literal("price"), literal("free"), func.count()).select_from(base)
    return [
        gratis.where(base.c.hourly_rate_cents == 0),
        bands.group_by(base.c.currency, most),
    ]


def _size(kind: str, base: CTE) -> Select[Any]:
    named: Any = literal(kind)
    return select(named, literal(""), func.count()).select_from(base)


def _whole(base: CTE) -> Select[Any]:
    """What the worker counted, for who asks for everybody and finds more than are counted here."""
    size = select(func.count()).select_from(base).scalar_subquery()
    kind: Any = literal("whole ") + DirectoryCount.kind
    return select(kind, DirectoryCount.value, DirectoryCount.count).where(size > COUNTED_MAX)


async def count_facets(
    db: Db, search: Search, times: list[Range], zone: str, *, now: datetime
) -> list[Facet]:
    """The counts beside a list: skills, languages, prices, free times in the reader's zone."""
    filters = active_filters(search)
    now_minute = -(-seconds_after(now) // MINUTE)
    values: dict[str, Any] = {"bands": list(PRICE_BANDS), "now_minute": now_minute}
    values |= preset_values(search, zone, now)
    for name, given in filter_values(search, times, now_minute=now_minute).items():
        if name in filters:
            values |= given
    return _with_gratis(_told(await _counts(db, search, filters, values)))


async def _counts(
    db: Db, search: Search, filters: frozenset[Filter], values: dict[str, Any]
) -> list[CountRow]:
    words = word_count(search)
    if "words" in filters and has_common_words(search, "counts"):
        common = facet_statement(filters, words, is_common=True)
        counted = await db.all(common, **common_places(common, values))
        if _sizes(counted)["all"] >= EXACT_ENOUGH:
            return counted
        remember_short(search, "counts")
    counted = await db.all(facet_statement(filters, words), **values)
    if _sizes(counted).get("all of words", 0) >= LOOKED_AT:
        remember_common(search)
    return counted


def _told(counted: Sequence[CountRow]) -> list[Facet]:
    """The counts with what each of them leaves out; the worker's take the place of ours."""
    sizes = _sizes(counted)
    whole = [one for one in counted if one.kind.startswith("whole ")]
    known = {one.kind.removeprefix("whole ") for one in whole}
    found = [Facet(one.kind.removeprefix("whole "), one.value, one.count) for one in whole]
    for one in counted:
        if one.kind.startswith(("whole ", "all of ")) or one.kind in known:
            continue
        or_more = sizes.get(f"all of {one.kind}", sizes["all"]) > COUNTED_MAX
        count = min(one.count, COUNTED_MAX) if one.kind == "all" else one.count
        found.append(Facet(one.kind, one.value, count, or_more))
    return found


def _sizes(counted: Sequence[CountRow]) -> dict[str, int]:
    return {one.kind: one.count for one in counted if one.kind.startswith("all")}


def _with_gratis(found: list[Facet]) -> list[Facet]:
    """«At most 20 EUR» also finds who helps for free, in whatever currency."""
    gratis = sum(one.count for one in found if (one.kind, one.value) == ("price", "free"))
    return [
        msgspec.structs.replace(one, count=one.count + gratis)
        if one.kind == "price" and one.value != "free"
        else one
        for one in found
    ]
