"""How many of some mentors are free in each preset of time, in one look at each mentor's quarters.

Only who may be free in a quarter that the preset or their notice cuts is looked up to the minute.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    Boolean,
    ColumnElement,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, BIT

from mentorat.directory.free_time.free_quarters import (
    ALL,
    LATE_MAX,
    NONE,
    QUARTER,
    mask_of,
    quarter_of,
)
from mentorat.directory.free_time.free_times import wanted_times
from mentorat.directory.models import FreeRun
from mentorat.directory.search.conditions import in_run
from mentorat.directory.search.parameters import Preset, Search
from mentorat.mentors.models import MentorProfile
from mentorat.schedules.slots import Range
from mentorat.schedules.wall_time import MINUTE, seconds_after

PRESETS: tuple[Preset, ...] = ("today", "week", "evenings", "weekend")
_bits = BIT(varying=True)
_now_minute = bindparam("now_minute", type_=BigInteger)
_quarter = bindparam("now_quarter", type_=Integer)
_all = literal_column(f"B'{ALL}'", _bits)
_none = literal_column(f"B'{NONE}'", _bits)


def _since(minutes_more: int) -> ColumnElement[Any]:
    """Quarters from now on, without those before the mentor's notice is over."""
    first = _now_minute + MentorProfile.notice_minutes + minutes_more
    before = cast(first // QUARTER, Integer) - _quarter
    late = _quarter - MentorProfile.free_from_quarter
    known = MentorProfile.free_quarters.op("<<")(late).op("&")(_all.op(">>")(before))
    return case((late.between(0, LATE_MAX), known), else_=None)


# What `count_free` reads of a mentor.
FREE = (_since(QUARTER - 1).label("whole"), _since(0).label("touched"))


def count_free(base: CTE) -> Select[Any]:
    """The mentors of `base` who have a start in each preset."""
    presets = select(
        func.unnest(bindparam("presets", type_=ARRAY(Text))).label("preset"),
        cast(func.unnest(bindparam("wholes", type_=ARRAY(Text))), _bits).label("whole"),
        cast(func.unnest(bindparam("toucheds", type_=ARRAY(Text))), _bits).label("touched"),
        func.unnest(bindparam("fars", type_=ARRAY(Boolean))).label("is_far"),
    ).cte("presets")
    wanted = select(
        func.unnest(bindparam("stretch_presets", type_=ARRAY(Text))).label("preset"),
        func.unnest(bindparam("stretch_froms", type_=ARRAY(BigInteger))).label("a"),
        func.unnest(bindparam("stretch_untils", type_=ARRAY(BigInteger))).label("b"),
    ).cte("stretches")
    fits = in_run(wanted, base.c.notice_minutes)
    run = (
        select(literal_column("true").label("fits"))
        .where(FreeRun.mentor_number == base.c.number, fits.window, fits.on_time)
        .correlate(wanted, base)
        .limit(literal_column("1"))
        .lateral("run")
    )
    to_the_minute = (
        select(literal_column("true"))
        .select_from(wanted.join(run, true()))
        .where(wanted.c.preset == presets.c.preset)
        .correlate(presets, base)
        .exists()
    )
    surely = func.coalesce(base.c.whole.op("&")(presets.c.whole) != _none, literal_column("false"))
    perhaps = func.coalesce(
        base.c.touched.op("&")(presets.c.touched) != _none, literal_column("true")
    )
    return (
        select(literal("free"), presets.c.preset, func.count())
        .select_from(base.join(presets, true()))
        .where(or_(surely, and_(or_(perhaps, presets.c.is_far), to_the_minute)))
        .group_by(presets.c.preset)
    )


def preset_values(search: Search, zone: str, now: datetime) -> dict[str, Any]:
    """The places of `count_free`: the stretches of each preset, with the day, the part and the hour
    that its link keeps."""
    now_quarter = quarter_of(seconds_after(now) // MINUTE)
    spans = {
        preset: [_minutes(one) for one in wanted_times(_asked(search, preset), zone, now=now)]
        for preset in PRESETS
    }
    masks = {preset: mask_of(span, since=now_quarter) for preset, span in spans.items()}
    stretches = [(preset, a, b) for preset, span in spans.items() for a, b in span]
    return {
        "now_quarter": now_quarter,
        "presets": list(masks),
        "wholes": [mask.whole for mask in masks.values()],
        "toucheds": [mask.touched for mask in masks.values()],
        "fars": [mask.is_far for mask in masks.values()],
        "stretch_presets": [preset for preset, _, _ in stretches],
        "stretch_froms": [a for _, a, _ in stretches],
        "stretch_untils": [b for _, _, b in stretches],
    }


def _asked(search: Search, preset: Preset) -> Search:
    return search.model_copy(update={"free": preset})


def _minutes(span: Range) -> tuple[int, int]:
    return span[0] // MINUTE, -(-span[1] // MINUTE)
