"""A schedule is bounded at every door, what was stored stays readable, and what is kept of schedules
to be fast weighs no more than it may."""

import gc
import json
import tracemalloc
from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from mentorat.cli.slot_question import answer
from mentorat.schedules import plans, slots, wall_time
from mentorat.schedules.document import DAYS, Availability
from mentorat.schedules.plans import plan_of, stored_plan, stored_schedule
from mentorat.schedules.slots import starts
from mentorat.schedules.wall_time import DAY

FIRST = date(2027, 6, 7)


def windows(count: int, salt: int = 0) -> list[list[str]]:
    """That many windows of a day, of ten minutes each."""
    opened = (salt % 10 + 30 * n for n in range(count))
    return [[f"{m // 60:02}:{m % 60:02}", f"{m // 60:02}:{m % 60 + 10:02}"] for m in opened]


def schedule(*, a_day: int = 1, dates: int = 0, on_dates: int = 0, salt: int = 0) -> dict[str, Any]:
    days = (FIRST + timedelta(days=n) for n in range(dates))
    return {
        "timezone": "Europe/Paris",
        "weekly": {day: windows(a_day, salt) for day in DAYS},
        "overrides": {day.isoformat(): windows(on_dates, salt) for day in days},
        "stepMinutes": 5,
    }


TOO_MUCH = [
    (schedule(a_day=31), {"too_many_windows"}),
    (schedule(dates=1, on_dates=31), {"too_many_windows"}),
    (schedule(dates=401), {"too_many_dates"}),
    (schedule(dates=400, on_dates=12), {"document_too_large"}),
]


@pytest.mark.parametrize(("document", "codes"), TOO_MUCH)
def test_a_schedule_nobody_lives_by_is_refused_by_name_and_read_where_it_is_stored(
    document: dict[str, Any], codes: set[str]
) -> None:
    with pytest.raises(ValidationError) as refused:
        Availability.model_validate(document)
    assert {problem["type"] for problem in refused.value.errors()} == codes
    stored = stored_schedule(json.dumps(document).encode())
    assert stored is not None
    assert len(stored.overrides) == len(document["overrides"])
    question = {
        "mentor_timezone": "Europe/Paris",
        "weekly": document["weekly"],
        "overrides": document["overrides"],
        "slot_minutes": 10,
        "step_minutes": 10,
        "query": {"from": "2027-06-07T00:00:00Z", "to": "2027-06-08T00:00:00Z"},
        "now": "2027-06-01T00:00:00Z",
    }
    with pytest.raises(ValidationError) as refused_here:
        answer(question)
    assert {problem["type"] for problem in refused_here.value.errors()} == codes


def test_a_full_but_living_schedule_is_taken() -> None:
    Availability.model_validate(schedule(a_day=30, dates=400, on_dates=6))


@pytest.mark.parametrize(
    "size", [{"a_day": 1}, {"a_day": 30}, {"a_day": 30, "dates": 200, "on_dates": 6}]
)
def test_a_schedule_that_is_kept_weighs_no_more_than_is_counted(size: dict[str, int]) -> None:
    caches = (plans._plans, slots._usual_weeks, wall_time._calendars)
    since = 1_811_000_000 + len(str(size)) * 1000 * DAY  # dates that nobody has asked about
    asked = {"since": since, "until": since + 62 * DAY, "now": since}
    starts(plan_of(Availability.model_validate(schedule(**size))), [], **asked)  # their midnights
    documents = [json.dumps(schedule(**size, salt=n) | {"horizonDays": n + 200}) for n in range(40)]
    counted = sum(cache.weight for cache in caches)
    gc.collect()
    tracemalloc.start()
    for document in documents:
        starts(stored_plan(document.encode()), [], **asked)
    gc.collect()
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert 0.3 < taken / (sum(cache.weight for cache in caches) - counted) < 1.05


def test_starts_are_the_same_whatever_is_kept() -> None:
    document = json.dumps(schedule(a_day=4)).encode()
    asked = {"since": 1_811_000_000, "until": 1_811_000_000 + 9 * DAY, "now": 1_811_000_000}
    first = starts(stored_plan(document), [], **asked)
    assert first == starts(stored_plan(document), [], **asked)
    assert first == starts(plan_of(Availability.model_validate_json(document)), [], **asked)
