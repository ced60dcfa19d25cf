"""What the editor shows beside the form: choices, the next two weeks, what a new zone moves."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import msgspec

from mentorat.errors import say
from mentorat.schedules.document import DAYS
from mentorat.schedules.slots import Busy, Plan, starts
from mentorat.schedules.wall_time import instant, local_date, seconds_after
from mentorat.web.language import Translator, translator
from mentorat.web.moments import (
    clock_text,
    day_of,
    moment_text,
    offset_text,
    short_day_text,
    weekday_text,
)
from mentorat.wire import time_zones

PREVIEW_DAYS = 14
HOUR = 60
NONE = say("aucun")
LENGTHS = (15, 20, 30, 45, 60, 75, 90, 120, 180)
STEPS = (5, 10, 15, 20, 30, 45, 60, 90, 120)
BUFFERS = (0, 5, 10, 15, 20, 30, 45, 60)
NOTICES = (0, 60, 120, 240, 12 * HOUR, 24 * HOUR, 48 * HOUR, 72 * HOUR, 168 * HOUR)


class PreviewDay(msgspec.Struct, frozen=True):
    """One day of the preview: its name, and each stretch of starts with how many it has."""

    label: str
    stretches: list[tuple[str, str, int]]


def preview(plan: Plan, busy: Sequence[Busy], *, now: datetime, locale: str) -> list[PreviewDay]:
    """What élèves would be offered on the next days, in the mentor's own time."""
    moment = seconds_after(now)
    today = local_date(plan.zone, moment)
    found: list[PreviewDay] = []
    for day in range(today, today + PREVIEW_DAYS):
        since, until = (instant(plan.zone, day + n, 0) for n in (0, 1))
        offered = starts(plan, busy, since=since, until=until, now=moment)
        label = short_day_text(datetime.fromordinal(day).date(), locale)
        found.append(PreviewDay(label, _stretches(plan, offered, locale)))
    return found


def _stretches(plan: Plan, offered: Sequence[int], locale: str) -> list[tuple[str, str, int]]:
    runs: list[list[int]] = []
    for moment in offered:
        if runs and moment - runs[-1][-1] == plan.step:
            runs[-1].append(moment)
        else:
            runs.append([moment])
    return [
        (
            _clock(run[0], plan.zone, locale),
            _clock(run[-1] + plan.slot, plan.zone, locale),
            len(run),
        )
        for run in runs
    ]


def moved_bookings(
    busy: Sequence[Busy], old_zone: str, new_zone: str, *, now: datetime, locale: str
) -> list[tuple[str, str]]:
    """Booked sessions as the clocks of both zones show them: the instant itself never moves."""
    if old_zone == new_zone:
        return []
    ahead = (
        datetime.fromtimestamp(item.start, UTC)
        for item in sorted(busy)
        if item.kind == "booking" and item.start > now.timestamp()
    )
    return [
        (
            f"{moment_text(at, old_zone, locale)} ({offset_text(old_zone, at)})",
            f"{moment_text(at, new_zone, locale)} ({offset_text(new_zone, at)})",
        )
        for at in ahead
    ]


@cache
def choices(locale: str) -> dict[str, Any]:
    """What the lists of the editor offer, as (value, label) pairs."""
    translate = translator("en" if locale == "en" else "fr")
    return {
        "days": [(day, weekday_text(at, locale).capitalize()) for at, day in enumerate(DAYS)],
        "slotMinutes": _options(LENGTHS, translate),
        "stepMinutes": _options(STEPS, translate),
        "buffers": _options(BUFFERS, translate),
        "minNoticeMinutes": _options(NOTICES, translate),
        "time_zones": sorted(time_zones()),
    }


def length_text(minutes: int, translate: Translator) -> str:
    """A length as people say it: «45 min», «12 h», «2 jours»."""
    if minutes == 0:
        return translate.gettext(NONE)
    if minutes % (24 * HOUR) == 0:
        days = minutes // (24 * HOUR)
        return translate.ngettext("%(count)s jour", "%(count)s jours", days)
    if minutes % HOUR == 0:
        return f"{minutes // HOUR} h"
    if minutes > HOUR:
        return f"{minutes // HOUR} h {minutes % HOUR:02d}"
    return translate.gettext("%(count)s min", count=minutes)


def _options(lengths: Sequence[int], translate: Translator) -> list[tuple[str, str]]:
    return [(str(minutes), length_text(minutes, translate)) for minutes in lengths]


def _clock(moment: int, zone: str, locale: str) -> str:
    return clock_text(datetime.fromtimestamp(moment, UTC), zone, locale)


def today_in(zone: str, now: datetime) -> Any:
    """The date of today for a mentor; yesterday, so that a night that goes on is not lost."""
    return day_of(now, zone) - timedelta(days=1)
