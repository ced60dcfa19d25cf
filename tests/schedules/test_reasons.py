"""Why a time is not offered: there is a reason exactly when it is not."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from mentorat.cli.slot_question import SlotQuestion
from mentorat.schedules.obstacles import obstacles
from mentorat.schedules.slots import is_offered, starts
from mentorat.schedules.wall_time import MINUTE, seconds_of
from tests.schedules.schedules import documents

NOW = datetime(2027, 6, 7, 6, 0, tzinfo=UTC)  # a Monday, 08:00 in Paris
DOCUMENT: dict[str, Any] = {
    "mentor_timezone": "Europe/Paris",
    "weekly": {
        "mon": [["09:00", "12:00"]],
        "tue": [["09:00", "12:00"]],
        "fri": [["09:00", "12:00"]],
    },
    "overrides": {"2027-06-11": []},
    "buffers_minutes": {"before": 0, "after": 15},
    "min_notice_minutes": 120,
    "slot_minutes": 60,
    "step_minutes": 60,
    "horizon_days": 10,
    "max_sessions_per_day": 2,
    "existing_bookings": [
        {"start": "2027-06-08T08:00:00Z", "end": "2027-06-08T08:30:00Z"},
        {"start": "2027-06-14T20:00:00Z", "end": "2027-06-14T21:00:00Z"},
        {"start": "2027-06-14T22:00:00Z", "end": "2027-06-14T23:00:00Z", "status": "imported"},
        {"start": "2027-06-14T18:00:00Z", "end": "2027-06-14T19:00:00Z"},
        {"start": "2027-06-15T07:00:00Z", "end": "2027-06-15T07:30:00Z", "status": "imported"},
    ],
    "query": {"from": "2027-06-07T00:00:00Z", "to": "2027-06-20T00:00:00Z"},
    "now": "2027-06-07T06:00:00Z",
}


@pytest.mark.parametrize(
    ("wall", "codes"),
    [
        ("2027-06-07T05:00", ["past", "outside_hours"]),
        ("2027-06-07T09:00", ["too_soon"]),
        ("2027-06-07T10:00", []),
        ("2027-06-07T10:20", ["off_grid"]),
        ("2027-06-07T11:30", ["too_long"]),
        ("2027-06-08T09:00", ["buffer"]),
        ("2027-06-08T10:00", ["booked"]),
        ("2027-06-08T11:00", []),
        ("2027-06-09T10:00", ["closed_weekday"]),
        ("2027-06-11T10:00", ["closed_date"]),
        ("2027-06-14T10:00", ["full_day"]),
        ("2027-06-15T09:00", ["busy_elsewhere"]),
        ("2027-06-18T09:00", ["too_far"]),
    ],
)
def test_a_mentor_is_told_which_rule_stands_against_an_hour(wall: str, codes: list[str]) -> None:
    question = SlotQuestion.model_validate(DOCUMENT)
    at = seconds_of(datetime.fromisoformat(f"{wall}:00+02:00"))
    found = obstacles(question.plan(), question.busy(), at, now=seconds_of(NOW))
    assert [obstacle.code for obstacle in found] == codes


@hypothesis_settings(max_examples=150, deadline=None)
@given(document=documents(), minutes=st.lists(st.integers(0, 6 * 1440), min_size=1, max_size=8))
def test_there_is_a_reason_exactly_when_a_start_is_not_offered(
    document: dict[str, Any], minutes: list[int]
) -> None:
    question = SlotQuestion.model_validate(document)
    plan, busy, now = question.plan(), question.busy(), seconds_of(question.now)
    since = seconds_of(question.query.since)
    listed = starts(plan, busy, since=since, until=since + 6 * 86_400, now=now)
    for at in [*listed[:5], *(since + minute * MINUTE for minute in minutes)]:
        offered = is_offered(plan, busy, at, now=now)
        assert offered == (not obstacles(plan, busy, at, now=now)), datetime.fromtimestamp(at, UTC)
        if at < since + timedelta(days=6).total_seconds():
            assert offered == (at in listed)
