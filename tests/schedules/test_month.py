"""A month as somebody's own calendar shows it: every free start is on its day, once."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from mentorat.schedules.month import AHEAD, MonthQuery, month_of, month_range

ZONES = ("Europe/Paris", "America/Montreal", "Pacific/Apia", "Asia/Kathmandu", "UTC")
HOUR = 3600
days = st.dates(date(2026, 1, 1), date(2031, 12, 31))


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(ZONES), days, st.lists(st.integers(0, 31 * 24 * 4)), st.data())
def test_every_free_start_of_a_month_stands_on_its_own_day(
    zone: str, shown: date, quarters: list[int], data: st.DataObject
) -> None:
    since, until = month_range(zone, shown)
    free = sorted({since + quarter * 900 for quarter in quarters if quarter * 900 < until - since})
    chosen = data.draw(st.none() | st.just(shown))
    month = month_of(free, HOUR, MonthQuery(zone, shown.replace(day=1), shown, chosen))

    cells = [cell for week in month.weeks for cell in week]
    listed = [cell for cell in cells if cell]
    assert all(len(week) == 7 for week in month.weeks)
    assert all(cell is None or cell.date.weekday() == at % 7 for at, cell in enumerate(cells))
    assert [cell.date for cell in listed] == [
        month.first + timedelta(days=n) for n in range(len(listed))
    ]
    assert (listed[-1].date + timedelta(days=1)).day == 1
    clocks = [datetime.fromtimestamp(at, ZoneInfo(zone)) for at in free]
    assert {cell.date: cell.free for cell in listed if cell.free} == {
        day: sum(clock.date() == day for clock in clocks) for day in {c.date() for c in clocks}
    }
    wanted = chosen or (clocks[0].date() if clocks else None)
    assert month.chosen == wanted
    assert [hour.starts_at for hour in month.hours] == [c for c in clocks if c.date() == wanted]


@given(days, st.integers(0, AHEAD.days))
def test_one_turns_to_every_month_ahead_and_to_none_that_is_over(today: date, ahead: int) -> None:
    shown = today + timedelta(days=ahead)
    month = month_of([], HOUR, MonthQuery("UTC", today, shown))
    assert (month.earlier is None) == ((shown.year, shown.month) == (today.year, today.month))
    assert month.later is None or month.later <= today + AHEAD
    assert month.chosen is None


@given(days)
def test_weeks_that_are_over_are_not_shown_again(today: date) -> None:
    month = month_of([], HOUR, MonthQuery("UTC", today, today))
    monday = today - timedelta(days=today.weekday())
    first = next(cell.date for cell in month.weeks[0] if cell)
    assert first == max(monday, today.replace(day=1))
