"""Schedule documents as plans for arithmetic."""

from collections.abc import Mapping, Sequence
from datetime import date

from pydantic import ValidationError

from mentorat.bounded_cache import MEGABYTE, BoundedCache
from mentorat.schedules.document import DAYS, STORED, Availability
from mentorat.schedules.slots import Plan, Range
from mentorat.schedules.wall_time import DAY, MINUTE

CLOSED = Plan(zone="UTC", weekly=((),) * 7, overrides={}, slot=3600, step=3600)
PLAN_PER_BYTE = 10  # of its document, which is kept as the key; measured
_plans = BoundedCache[bytes, Plan](bytes_max=32 * MEGABYTE)


def stored_plan(document: bytes) -> Plan:
    """The plan of a stored document; one that another program broke offers nothing."""
    found = _plans.get(document)
    if found is None:
        schedule = stored_schedule(document)
        found = CLOSED if schedule is None else plan_of(schedule)
        _plans.keep(document, found, weight=len(document) * PLAN_PER_BYTE)
    return found


def stored_schedule(document: bytes) -> Availability | None:
    """A stored document as a schedule; None for one that another program broke."""
    try:
        return Availability.model_validate_json(document, context=STORED)
    except ValidationError:
        return None


def plan_of(schedule: Availability) -> Plan:
    """A validated schedule, ready for arithmetic."""
    return Plan(
        zone=schedule.timezone,
        weekly=tuple(spans_of(getattr(schedule.weekly, day)) for day in DAYS),
        overrides=spans_of_dates(schedule.overrides),
        slot=schedule.slot_minutes * MINUTE,
        step=schedule.step_minutes * MINUTE,
        before=schedule.buffers_minutes.before * MINUTE,
        after=schedule.buffers_minutes.after * MINUTE,
        notice=schedule.min_notice_minutes * MINUTE,
        horizon_days=schedule.horizon_days,
        sessions_a_day=schedule.max_sessions_per_day,
        sessions_a_week=schedule.max_sessions_per_week,
    )


def spans_of(windows: Sequence[Sequence[str]]) -> tuple[Range, ...]:
    """A day's windows in seconds after midnight; an end at or before its start is on the next
    date (R1)."""
    found = []
    for opening, closing in windows:
        start, end = minutes_of(opening) * MINUTE, minutes_of(closing) * MINUTE
        found.append((start, end if end > start else end + DAY))
    return tuple(found)


def spans_of_dates(
    overrides: Mapping[str, Sequence[Sequence[str]]],
) -> dict[int, tuple[Range, ...]]:
    """The dated windows by the ordinal of their date."""
    return {date.fromisoformat(day).toordinal(): spans_of(w) for day, w in overrides.items()}


def minutes_of(wall_time: str) -> int:
    """«09:30» as minutes after midnight; «24:00» is 1440."""
    hours, _, minutes = wall_time.partition(":")
    return int(hours) * 60 + int(minutes)
