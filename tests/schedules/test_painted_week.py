"""A painted week shows exactly the minutes that are open, each in the column of its own day."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mentorat.schedules.painted_week import dated_week, usual_week
from mentorat.schedules.slots import Plan

DAY = 24 * 60
WINDOWS = st.lists(
    st.tuples(st.integers(0, DAY - 1), st.integers(1, DAY)).map(lambda at: (at[0], at[0] + at[1])),
    max_size=3,
)


def plan(weekly: list[list[tuple[int, int]]], **dated: list[tuple[int, int]]) -> Plan:
    """Windows in minutes, by the day; dated ones replace them."""
    spans = {
        date.fromisoformat(day[1:].replace("_", "-")).toordinal(): _seconds(ws)
        for day, ws in dated.items()
    }
    return Plan(
        zone="Europe/Paris",
        weekly=tuple(_seconds(day) for day in weekly),
        overrides=spans,
        slot=3600,
        step=3600,
    )


def _seconds(windows: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    return tuple((start * 60, end * 60) for start, end in windows)


@given(st.lists(WINDOWS, min_size=7, max_size=7))
def test_every_open_minute_is_painted_once_in_the_column_of_its_day(
    weekly: list[list[tuple[int, int]]],
) -> None:
    expected = {
        (day * DAY + minute) % (7 * DAY)
        for day, windows in enumerate(weekly)
        for start, end in windows
        for minute in range(start, end)
    }
    for week in (usual_week(plan(weekly)), dated_week(plan(weekly), date(2027, 6, 7), [])):
        painted = [
            day.number * DAY + minute
            for day in week.days
            for start, end in day.open
            for minute in range(start, end)
        ]
        assert sorted(painted) == sorted(expected)
        assert all(minute % DAY in week.minutes for minute in painted)
        assert 0 <= week.first_hour < week.last_hour <= 24


def test_an_exception_and_a_session_stand_in_their_own_day() -> None:
    nights = plan([[(22 * 60, 26 * 60)]] * 7, _2027_06_08=[])
    starts_at = datetime(2027, 6, 9, 20, tzinfo=UTC)  # 22:00 in Paris
    week = dated_week(nights, date(2027, 6, 8), [(starts_at, starts_at + timedelta(hours=1))])
    tuesday, wednesday, thursday = week.days[:3]
    assert (tuesday.open, tuesday.date) == ([(0, 120)], date(2027, 6, 8))
    assert wednesday.open == [(22 * 60, DAY)]
    assert (wednesday.booked, thursday.booked) == ([(22 * 60, 23 * 60)], [])
    assert thursday.open == [(0, 120), (22 * 60, DAY)]
