"""What the editor shows beside the form: choices, the month of élèves, what a new zone moves."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from mentorat.errors import say
from mentorat.schedules.document import DAYS, Availability
from mentorat.schedules.month import AHEAD, Month, MonthQuery, free_month
from mentorat.schedules.slots import Busy, Plan
from mentorat.schedules.wall_time import local_date, seconds_after
from mentorat.web.language import Translator, translator
from mentorat.web.moments import (
    city_text,
    day_of,
    moment_text,
    offset_text,
    weekday_text,
)
from mentorat.week.form import date_of

HOUR = 60
NONE = say("aucun")
SESSIONS_OF = say("séances de %(length)s")
NOTICE_OF = say("délai de %(length)s")
LENGTHS = (15, 20, 30, 45, 60, 75, 90, 120, 180)
STEPS = (5, 10, 15, 20, 30, 45, 60, 90, 120)
BUFFERS = (0, 5, 10, 15, 20, 30, 45, 60)
NOTICES = (0, 60, 120, 240, 12 * HOUR, 24 * HOUR, 48 * HOUR, 72 * HOUR, 168 * HOUR)


def shown_month(
    plan: Plan, busy: Sequence[Busy], asked: Mapping[str, str], *, now: datetime
) -> Month:
    """The month that élèves see, in the mentor's own time: that of the day `date` or of the month
    `month` that was asked for, else today's."""
    moment = seconds_after(now)
    today = date.fromordinal(local_date(plan.zone, moment))
    chosen = _ahead(asked.get("date", ""), today)
    turned = _ahead(f"{asked.get('month', '')}-01", today.replace(day=1))
    if turned and chosen and turned != chosen.replace(day=1):
        chosen = None
    query = MonthQuery(plan.zone, today, turned or chosen or today, chosen)
    return free_month(plan, busy, query, now=moment)


def _ahead(text: str, today: date) -> date | None:
    found = date_of(text)
    return found if found is not None and today <= found <= today + AHEAD else None


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


def rules_line(schedule: Availability, translate: Translator) -> str:
    """The zone and the rules in one line."""
    notice = schedule.min_notice_minutes
    parts = [
        city_text(schedule.timezone, translate.locale),
        translate.gettext(SESSIONS_OF, length=length_text(schedule.slot_minutes, translate)),
        translate.gettext(NOTICE_OF, length=length_text(notice, translate)) if notice else "",
        translate.ngettext(
            "jusqu'à %(count)s jour à l'avance",
            "jusqu'à %(count)s jours à l'avance",
            schedule.horizon_days,
        ),
    ]
    return " · ".join(part for part in parts if part)


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


def today_in(zone: str, now: datetime) -> Any:
    """The date of today for a mentor; yesterday, so that a night that goes on is not lost."""
    return day_of(now, zone) - timedelta(days=1)
