"""What repeats, is moved or taken out, on days when clocks change; and rules that mean no good."""

from datetime import UTC, date, datetime

import pytest

from mentorat.external_calendars.ics.question import NotACalendarError
from tests.external_calendars.calendar_files import asked, at, calendar, event, lines, spans


def test_a_weekly_hour_stays_the_same_on_the_clock_when_clocks_change() -> None:
    sunday = event(at(3, 21, 2, 30), at(3, 21, 3), rrule={"freq": "weekly", "count": 3})
    assert spans(asked(calendar(sunday)).timed) == [
        "2027-03-21T01:30/2027-03-21T02:00",
        "2027-03-28T01:30/2027-03-28T02:00",  # 02:30 is skipped: the offset before the gap
        "2027-04-04T00:30/2027-04-04T01:00",
    ]
    autumn = event(at(10, 24, 2, 30), at(10, 24, 3), rrule={"freq": "weekly", "count": 2})
    assert spans(asked(calendar(autumn)).timed)[1] == "2027-10-31T00:30/2027-10-31T01:00"


def test_exceptions_moved_and_cancelled_instances_are_honoured() -> None:
    series = event(at(6, 7, 9), at(6, 7, 10), rrule={"freq": "daily", "count": 7})
    series.add("exdate", [at(6, 8, 9), at(6, 9, 9)])
    series.add("exdate", date(2027, 6, 10))
    series.add("rdate", [at(6, 20, 9)])
    moved = event(at(6, 11, 15), at(6, 11, 17), recurrence_id=at(6, 11, 9))
    gone = event(at(6, 12, 9), at(6, 12, 10), recurrence_id=at(6, 12, 9), status="CANCELLED")
    free = event(at(6, 13, 9), at(6, 13, 10), transp="TRANSPARENT")
    free.add("recurrence-id", datetime(2027, 6, 13, 7, tzinfo=UTC))
    for order in ((series, moved, gone, free), (free, gone, moved, series)):
        assert spans(asked(calendar(*order)).timed) == [
            "2027-06-07T07:00/2027-06-07T08:00",
            "2027-06-11T13:00/2027-06-11T15:00",
            "2027-06-20T07:00/2027-06-20T08:00",
        ]


def test_days_that_repeat_lose_the_ones_that_are_taken_out() -> None:
    days = event(date(2027, 6, 7), date(2027, 6, 8), rrule={"freq": "daily", "count": 3})
    days.add("exdate", date(2027, 6, 8))
    assert spans(asked(calendar(days)).all_day) == [
        "2027-06-06T22:00/2027-06-07T22:00",
        "2027-06-08T22:00/2027-06-09T22:00",
    ]


def test_this_and_all_that_follow_move_together() -> None:
    series = event(at(6, 7, 9), at(6, 7, 10), rrule={"freq": "weekly", "count": 4})
    later = event(at(6, 15, 14), at(6, 15, 16))
    later.add("recurrence-id", at(6, 14, 9), parameters={"RANGE": "THISANDFUTURE"})
    assert spans(asked(calendar(series, later)).timed) == [
        "2027-06-07T07:00/2027-06-07T08:00",
        "2027-06-15T12:00/2027-06-15T14:00",
        "2027-06-22T12:00/2027-06-22T14:00",
        "2027-06-29T12:00/2027-06-29T14:00",
    ]


@pytest.mark.parametrize(
    ("until", "count"),
    [("20270610", 4), ("20270610T130000Z", 4), ("20270610T125959Z", 3), ("20270610T090000", 4)],
)
def test_a_rule_ends_as_its_until_says_in_whichever_way_it_is_written(
    until: str, count: int
) -> None:
    found = asked(
        lines(
            "DTSTART;TZID=America/Montreal:20270607T090000",
            "DURATION:PT1H",
            f"RRULE:FREQ=DAILY;UNTIL={until}",
        )
    )
    assert len(found.timed) == count


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=MINUTELY;COUNT=1", "FREQ=HOURLY"])
def test_a_rule_by_the_second_or_with_too_many_instances_is_refused_with_its_file(
    rule: str,
) -> None:
    with pytest.raises(NotACalendarError):
        asked(lines("DTSTART:20270607T090000Z", "DURATION:PT1S", f"RRULE:{rule}"))


def test_a_thousand_instances_are_read_and_not_one_more() -> None:
    for count in (1000, 1001):
        text = lines(
            "DTSTART:20270607T090000Z", "DURATION:PT1M", f"RRULE:FREQ=HOURLY;COUNT={count}"
        )
        if count == 1000:
            assert len(asked(text).timed) == 1000
        else:
            with pytest.raises(NotACalendarError):
                asked(text)
