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
    literal_column,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY

from mentorat.accounts.models import User
from mentorat.db.executor import Db, Statement, rows
from mentorat.directory.free_times import wanted_times
from mentorat.directory.models import FreeRun
from mentorat.directory.search.conditions import (
    CONDITIONS,
    Filter,
    active_filters,
    filter_values,
    in_run,
    word_count,
)
from mentorat.directory.search.matching import matching
from mentorat.directory.search.parameters import Preset, Search
from mentorat.mentors.bookable import BOOKABLE
from mentorat.mentors.models import MentorProfile
from mentorat.schedules.slots import Range
from mentorat.schedules.wall_time import MINUTE, seconds_after

PRICE_BANDS = (20, 40, 60, 100)
PRESETS: tuple[Preset, ...] = ("today", "week", "evenings", "weekend")


class Facet(msgspec.Struct, frozen=True):
    """How many mentors have one value of one kind, under every other filter; the kind `all`
    counts what the whole search finds."""

    kind: str
    value: str
    count: int


@lru_cache(maxsize=64)
def facet_statement(filters: frozenset[Filter], words: int = 1) -> Statement[Facet]:
    """The counts under these filters, as the links beside them lead: one more skill or language
    adds to those chosen, another price or time takes the place of the one chosen."""
    base = _base(filters, words)
    narrowing = {n: base.c[f"is_{n}"] for n in sorted(filters) if n != "words"}

    def under(statement: Any, own: Filter | None) -> Select[Any]:
        found: Select[Any] = statement.where(*(m for n, m in narrowing.items() if n != own))
        return found

    most = func.unnest(bindparam("bands", type_=ARRAY(BigInteger))).column_valued("most")
    bands = select(literal("price"), base.c.currency + "-" + cast(most, Text), func.count()).where(
        base.c.hourly_rate_cents > 0, base.c.hourly_rate_cents <= most * 100
    )
    gratis = select(literal("price"), literal("free"), func.count())
    # Each mentor once a preset; `count(distinct …)` would sort every run instead.
    is_small = "words" in filters
    free = under(_free_mentors(base, is_small=is_small), "times").distinct().subquery("free")
    counted = union_all(
        under(_counted(base, "skill", base.c.skills), None),
        under(_counted(base, "language", base.c.languages), None),
        under(gratis.select_from(base).where(base.c.hourly_rate_cents == 0), "price"),
        under(bands.group_by(base.c.currency, most), "price"),
        select(literal("free"), free.c.preset, func.count()).group_by(free.c.preset),
        under(select(literal("all"), literal(""), func.count()).select_from(base), None),
    ).subquery("counted")
    kind, value, count = counted.columns
    shown = select(kind.label("kind"), value.label("value"), count.label("count"))
    return rows(shown.order_by(kind, count.desc(), value), Facet)


def _base(filters: frozenset[Filter], words: int) -> CTE:
    """Everybody who matches the words, with whether each other filter is met."""
    met = [CONDITIONS[name].label(f"is_{name}") for name in sorted(filters) if name != "words"]
    found_words = [matching(words).c.number == MentorProfile.number] if "words" in filters else []
    found = select(
        MentorProfile.number,
        MentorProfile.notice_minutes,
        MentorProfile.skills,
        MentorProfile.languages,
        MentorProfile.hourly_rate_cents,
        MentorProfile.currency,
        *met,
    )
    joined = found.join(User, User.id == MentorProfile.user_id).where(BOOKABLE, *found_words)
    return joined.cte("base")  # read several times, so PostgreSQL computes it once


def _counted(base: CTE, kind: str, values: ColumnElement[Any]) -> Select[Any]:
    value = func.unnest(values).column_valued("value")
    return select(literal(kind), value, func.count()).select_from(base).group_by(value)


def _free_mentors(base: CTE, *, is_small: bool) -> Select[Any]:
    """Who has a start in which preset: looked up one by one for a few mentors, by scanning the
    runs of two weeks for all."""
    wanted = select(
        func.unnest(bindparam("presets", type_=ARRAY(Text))).label("preset"),
        func.unnest(bindparam("preset_froms", type_=ARRAY(BigInteger))).label("a"),
        func.unnest(bindparam("preset_untils", type_=ARRAY(BigInteger))).label("b"),
    ).subquery("presets")
    fits = in_run(wanted, base.c.notice_minutes)
    if is_small:
        run = (
            select(literal_column("true").label("fits"))
            .where(FreeRun.mentor_number == base.c.number, fits.window, fits.on_time)
            .correlate(wanted, base)
            .limit(literal_column("1"))
            .lateral("run")
        )
        return select(wanted.c.preset, base.c.number).select_from(
            base.join(wanted, true()).join(run, true())
        )
    return (
        select(wanted.c.preset, base.c.number)
        .select_from(wanted)
        .join(FreeRun, fits.window)
        .join(base, and_(base.c.number == FreeRun.mentor_number, fits.on_time))
    )


async def count_facets(
    db: Db, search: Search, times: list[Range], zone: str, *, now: datetime
) -> list[Facet]:
    """The counts beside a list: skills, languages, prices, free times in the reader's zone."""
    filters = active_filters(search)
    now_minute = -(-seconds_after(now) // MINUTE)
    values: dict[str, Any] = {"bands": list(PRICE_BANDS), "now_minute": now_minute}
    values |= _preset_values(search, zone, now)
    for name, given in filter_values(search, times, now_minute=now_minute).items():
        if name in filters:
            values |= given
    statement = facet_statement(filters, word_count(search))
    return _with_gratis(await db.all(statement, **values))


def _with_gratis(found: list[Facet]) -> list[Facet]:
    """«At most 20 EUR» also finds who helps for free, in whatever currency."""
    gratis = sum(one.count for one in found if (one.kind, one.value) == ("price", "free"))
    return [
        Facet(one.kind, one.value, one.count + gratis)
        if one.kind == "price" and one.value != "free"
        else one
        for one in found
    ]


def _preset_values(search: Search, zone: str, now: datetime) -> dict[str, list[Any]]:
    """The stretches of each preset, with the day, the part and the hour that its link keeps."""
    spans = [
        (preset, start // MINUTE, -(-end // MINUTE))
        for preset in PRESETS
        for start, end in wanted_times(search.model_copy(update={"free": preset}), zone, now=now)
    ]
    return {
        name: [span[at] for span in spans]
        for at, name in enumerate(("presets", "preset_froms", "preset_untils"))
    }
