"""How many mentors each further filter would leave, counted in one statement."""

from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY

from mentorat.accounts.models import User
from mentorat.availability.models import FreeRun
from mentorat.availability.slots import Range
from mentorat.availability.wall_time import MINUTE, seconds_after
from mentorat.db.executor import Db, Statement, rows
from mentorat.directory.conditions import (
    CONDITIONS,
    VISIBLE,
    Filter,
    active_filters,
    filter_values,
    in_run,
)
from mentorat.directory.free_times import wanted_times
from mentorat.directory.search import Preset, Search
from mentorat.mentors.models import MentorProfile

PRICE_BANDS = (20, 40, 60, 100)
PRESETS: tuple[Preset, ...] = ("week", "evenings", "weekend")


class Facet(msgspec.Struct, frozen=True):
    """How many mentors have one value of one kind, under every other filter; the kind `all`
    counts what the whole search finds."""

    kind: str
    value: str
    count: int


@lru_cache(maxsize=64)
def facet_statement(filters: frozenset[Filter]) -> Statement[Facet]:
    """The counts under these filters; a filter never narrows the facet of its own kind."""
    base = _base(filters)
    narrowing = {n: base.c[f"is_{n}"] for n in sorted(filters) if n != "words"}

    def under(statement: Any, own: Filter | None) -> Select[Any]:
        found: Select[Any] = statement.where(*(m for n, m in narrowing.items() if n != own))
        return found

    most = func.unnest(bindparam("bands", type_=ARRAY(BigInteger))).column_valued("most")
    bands = select(literal("price"), base.c.currency + "-" + cast(most, Text), func.count()).where(
        base.c.hourly_rate_cents > 0, base.c.hourly_rate_cents <= most * 100
    )
    gratis = select(literal("price"), literal("free"), func.count())
    counted = union_all(
        under(_counted(base, "skill", base.c.skills), "skill"),
        under(_counted(base, "language", base.c.languages), "language"),
        under(gratis.select_from(base).where(base.c.hourly_rate_cents == 0), "price"),
        under(bands.group_by(base.c.currency, most), "price"),
        under(_by_time(base), "times"),
        under(select(literal("all"), literal(""), func.count()).select_from(base), None),
    ).subquery("counted")
    kind, value, count = counted.columns
    shown = select(kind.label("kind"), value.label("value"), count.label("count"))
    return rows(shown.order_by(kind, count.desc(), value), Facet)


def _base(filters: frozenset[Filter]) -> CTE:
    """Everybody who matches the words, with whether each other filter is met."""
    met = [CONDITIONS[name].label(f"is_{name}") for name in sorted(filters) if name != "words"]
    words = [CONDITIONS["words"]] if "words" in filters else []
    found = select(
        MentorProfile.number,
        MentorProfile.notice_minutes,
        MentorProfile.skills,
        MentorProfile.languages,
        MentorProfile.hourly_rate_cents,
        MentorProfile.currency,
        *met,
    )
    joined = found.join(User, User.id == MentorProfile.user_id).where(VISIBLE, *words)
    return joined.cte("base")  # read several times, so PostgreSQL computes it once


def _counted(base: CTE, kind: str, values: ColumnElement[Any]) -> Select[Any]:
    value = func.unnest(values).column_valued("value")
    return select(literal(kind), value, func.count()).select_from(base).group_by(value)


def _by_time(base: CTE) -> Select[Any]:
    wanted = select(
        func.unnest(bindparam("presets", type_=ARRAY(Text))).label("preset"),
        func.unnest(bindparam("preset_froms", type_=ARRAY(BigInteger))).label("a"),
        func.unnest(bindparam("preset_untils", type_=ARRAY(BigInteger))).label("b"),
    ).subquery("presets")
    fits = in_run(wanted, base.c.notice_minutes)
    return (
        select(literal("free"), wanted.c.preset, func.count(base.c.number.distinct()))
        .select_from(wanted)
        .join(FreeRun, fits.window)
        .join(base, and_(base.c.number == FreeRun.mentor_number, fits.on_time))
        .group_by(wanted.c.preset)
    )


async def count_facets(
    db: Db, search: Search, times: list[Range], zone: str, *, now: datetime
) -> list[Facet]:
    """The counts beside a list: skills, languages, prices, free times in the reader's zone."""
    filters = active_filters(search)
    now_minute = -(-seconds_after(now) // MINUTE)
    values: dict[str, Any] = {"bands": list(PRICE_BANDS), "now_minute": now_minute}
    values |= _preset_values(zone, now)
    for name, given in filter_values(search, times, now_minute=now_minute).items():
        if name in filters:
            values |= given
    return _with_gratis(await db.all(facet_statement(filters), **values))


def _with_gratis(found: list[Facet]) -> list[Facet]:
    """«At most 20 EUR» also finds who helps for free, in whatever currency."""
    gratis = sum(one.count for one in found if (one.kind, one.value) == ("price", "free"))
    return [
        Facet(one.kind, one.value, one.count + gratis)
        if one.kind == "price" and one.value != "free"
        else one
        for one in found
    ]


def _preset_values(zone: str, now: datetime) -> dict[str, list[Any]]:
    spans = [
        (preset, start // MINUTE, -(-end // MINUTE))
        for preset in PRESETS
        for start, end in wanted_times(Search(free=preset), zone, now=now)
    ]
    names, froms, untils = map(list, zip(*spans, strict=True))
    return {"presets": names, "preset_froms": froms, "preset_untils": untils}
