"""Slots: the product and the slow, obvious engine give every mentor the same answer."""

import copy
import json
import os
import random
import subprocess
import sys
from datetime import date, datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentorat.cli.slot_question import answer
from tests.examples import examples
from tests.schedules.minute_engine import DAY, WEEKDAYS, Document, minute_by_minute
from tests.schedules.schedules import (
    ZONES,
    always_open,
    bookings_of,
    clock_changes,
    documents,
    written,
)

CASES: list[Document] = json.loads(
    (Path(__file__).parents[1] / "data" / "slot_cases.json").read_text("utf-8")
)
TZDATA = resources.files("tzdata") / "zoneinfo"
QUESTION_KEYS = (
    *("mentor_timezone", "weekly", "overrides", "buffers_minutes", "min_notice_minutes"),
    *("slot_minutes", "step_minutes", "existing_bookings", "query", "now"),
)
ANSWER_ELSEWHERE = """
import json, sys, time
time.tzset()
from mentorat.cli.slot_question import answer
json.dump([answer(question) for question in json.load(sys.stdin)], sys.stdout)
"""

WEEK = timedelta(days=7)

quickly = settings(
    deadline=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_learner_is_offered_the_starts_that_the_case_expects(case: Document) -> None:
    assert answer(_question_of(case)) == case["expected_slot_starts"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_somebody_counting_minutes_finds_the_starts_that_the_case_expects(case: Document) -> None:
    assert minute_by_minute(case) == case["expected_slot_starts"]


@settings(quickly, max_examples=examples(1000))
@given(documents())
def test_any_mentor_offers_the_starts_found_by_counting_minutes(question: Document) -> None:
    assert answer(question) == minute_by_minute(question)


@pytest.mark.parametrize("zone_name", ZONES)
def test_a_mentor_always_open_loses_nothing_at_any_clock_change(zone_name: str) -> None:
    zone = ZoneInfo(zone_name)
    for change in clock_changes(zone_name):
        eve = change.astimezone(zone).date() - DAY
        question = always_open(zone_name, first=eve, days=3)
        assert answer(question) == minute_by_minute(question), question["query"]


@quickly
@given(documents(), st.integers(2_400, 86_400))
def test_a_learner_who_turns_pages_sees_what_one_long_page_shows(
    question: Document, page_seconds: int
) -> None:
    start, end = (datetime.fromisoformat(question["query"][bound]) for bound in ("from", "to"))
    seen = []
    while start < end:
        turn = min(start + timedelta(seconds=page_seconds), end)
        seen += answer(question | {"query": {"from": written(start), "to": written(turn)}})
        start = turn
    assert seen == answer(question)


@pytest.mark.parametrize(
    ("hours", "asked_from", "now"),
    [
        ({"tue": [["09:00", "10:00"]], "wed": [["09:30", "10:30"]]}, "09:10", "00:00"),
        ({"wed": [["07:00", "08:00"], ["09:30", "10:30"]]}, "09:10", "00:00"),
        ({"wed": [["07:00", "08:00"], ["09:30", "10:30"]]}, "00:00", "09:10"),
    ],
    ids=["after yesterday's hours", "after this morning's hours", "at that very moment"],
)
def test_a_learner_who_looks_between_two_windows_still_sees_the_booking_of_the_next(
    hours: dict[str, list[list[str]]], asked_from: str, now: str
) -> None:
    question = always_open("UTC", first=date(2027, 6, 9), days=1) | {
        "weekly": {weekday: hours.get(weekday, []) for weekday in WEEKDAYS},
        "existing_bookings": [{"start": "2027-06-09T09:30:00Z", "end": "2027-06-09T09:45:00Z"}],
        "query": {"from": f"2027-06-09T{asked_from}:00Z", "to": "2027-06-10T00:00:00Z"},
        "now": f"2027-06-09T{now}:00Z",
    }
    assert answer(question) == minute_by_minute(question) == []


def test_a_closed_sunday_in_nuuk_stays_closed_when_the_clocks_jump_into_it() -> None:
    # On 2027-03-27 the clock goes from 23:00 to Sunday 00:00, so 23:30 is Sunday 00:30 (R4).
    question = always_open("America/Nuuk", first=date(2027, 3, 28), days=1) | {
        "weekly": {weekday: [] for weekday in WEEKDAYS} | {"fri": [["23:45", "23:30"]]},
        "overrides": {"2027-03-28": []},
        "slot_minutes": 15,
        "step_minutes": 15,
    }
    assert answer(question) == minute_by_minute(question) == []


@quickly
@given(documents(), st.randoms(use_true_random=False))
def test_a_mentor_may_write_the_same_schedule_in_any_order(
    question: Document, chance: random.Random
) -> None:
    shuffled = {key: question[key] for key in _mixed(question, chance)} | {
        "weekly": _mixed_dates(question["weekly"], chance),
        "overrides": _mixed_dates(question["overrides"], chance),
        "existing_bookings": _mixed(question["existing_bookings"], chance),
    }
    assert answer(shuffled) == answer(question)


@quickly
@given(documents(), st.data())
def test_one_more_booking_never_gives_a_learner_one_more_start(
    question: Document, data: st.DataObject
) -> None:
    booking = data.draw(bookings_of(question))
    busier = question | {"existing_bookings": [*question["existing_bookings"], booking]}
    assert set(answer(busier)) <= set(answer(question))


@quickly
@given(documents())
def test_a_mentor_who_removes_an_exception_and_puts_it_back_changes_nothing(
    question: Document,
) -> None:
    as_written = copy.deepcopy(question)
    offered = answer(question)
    for day in list(question["overrides"]):
        windows = question["overrides"].pop(day)
        answer(question)
        question["overrides"][day] = windows
        assert answer(question) == offered
    assert question == as_written


@quickly
@given(documents(zones=("UTC",)))
def test_a_mentor_in_utc_who_moves_everything_by_a_week_moves_every_start_by_a_week(
    question: Document,
) -> None:
    later = question | {
        "overrides": {
            (date.fromisoformat(day) + WEEK).isoformat(): windows
            for day, windows in question["overrides"].items()
        },
        "existing_bookings": [_booking_a_week_later(b) for b in question["existing_bookings"]],
        "query": {bound: _a_week_later(text) for bound, text in question["query"].items()},
        "now": _a_week_later(question["now"]),
    }
    assert answer(later) == [_a_week_later(start) for start in answer(question)]


@pytest.mark.parametrize("server_zone", ["Pacific/Auckland", "America/Los_Angeles", "UTC0"])
def test_a_learner_sees_the_same_starts_wherever_the_server_lives(
    server_zone: str, tmp_path: Path
) -> None:
    lying_paris = tmp_path / "Europe" / "Paris"
    lying_paris.parent.mkdir()
    lying_paris.write_bytes((TZDATA / "Asia" / "Tokyo").read_bytes())
    questions = [_question_of(case) for case in CASES]
    for zone_name in ZONES:
        for change in clock_changes(zone_name)[:2]:
            eve = change.astimezone(ZoneInfo(zone_name)).date() - DAY
            questions.append(always_open(zone_name, first=eve, days=3))
    elsewhere = subprocess.run(
        [sys.executable, "-c", ANSWER_ELSEWHERE],
        input=json.dumps(questions),
        env=os.environ | {"TZ": server_zone, "PYTHONTZPATH": str(tmp_path)},
        capture_output=True,
        check=True,
        text=True,
    )
    assert json.loads(elsewhere.stdout) == [answer(question) for question in questions]


def _question_of(case: Document) -> Document:
    return {key: case[key] for key in QUESTION_KEYS}


def _mixed(things: Any, chance: random.Random) -> list[Any]:
    return chance.sample(list(things), len(things))


def _mixed_dates(dates: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    return {day: _mixed(dates[day], chance) for day in _mixed(dates, chance)}


def _booking_a_week_later(booking: dict[str, str]) -> dict[str, str]:
    return {
        name: text if name == "status" else _a_week_later(text) for name, text in booking.items()
    }


def _a_week_later(text: str) -> str:
    return written(datetime.fromisoformat(text) + WEEK)
