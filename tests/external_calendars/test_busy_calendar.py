"""What a calendar's text means, and files that mean no good."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from icalendar import Event

from mentorat.external_calendars.ics.question import BusyTimes, NotACalendarError, Note, ReadRefusal
from mentorat.schedules.wall_time import seconds_of
from tests.external_calendars.calendar_files import (
    PARIS,
    SINCE,
    UNTIL,
    asked,
    at,
    calendar,
    event,
    lines,
    spans,
)


def test_an_event_is_busy_from_its_start_to_its_end_and_nothing_else_is_told() -> None:
    found = asked(calendar(event(at(6, 7, 9), at(6, 7, 10, 30))))
    assert found == BusyTimes([(seconds_of(at(6, 7, 9)), seconds_of(at(6, 7, 10, 30)))], [], 0)


def test_free_cancelled_and_our_own_events_take_no_time() -> None:
    ours = "01976a4e-0000-7000-8000-00000000000a@mentorat.example"
    free = event(at(6, 7, 9), at(6, 7, 10), uid="free", transp="TRANSPARENT")
    gone = event(at(6, 8, 9), at(6, 8, 10), uid="gone", status="CANCELLED")
    own = event(at(6, 9, 9), at(6, 9, 10), uid=ours)
    loud = event(at(6, 9, 9), at(6, 9, 10), uid=ours.upper())
    assert asked(calendar(free, gone, own, loud)) == BusyTimes()
    for other in (ours.replace("mentorat", "other"), "talk@mentorat.example"):
        found = asked(calendar(event(at(6, 9, 9), at(6, 9, 10), uid=other)))
        assert spans(found.timed) == ["2027-06-09T07:00/2027-06-09T08:00"]
    maybe = event(at(6, 9, 9), at(6, 9, 10), status="TENTATIVE", transp="OPAQUE")
    assert len(asked(calendar(maybe)).timed) == 1


def test_times_that_name_no_zone_are_the_calendars_or_else_the_mentors() -> None:
    floating = ("DTSTART:20270607T090000", "DTEND:20270607T100000")
    assert spans(asked(lines(*floating)).timed) == ["2027-06-07T07:00/2027-06-07T08:00"]
    for name in ("America/Montreal", "Eastern Standard Time", "/vendor/20270101/America/Montreal"):
        found = asked(lines(*floating, head=f"X-WR-TIMEZONE:{name}"))
        assert spans(found.timed) == ["2027-06-07T13:00/2027-06-07T14:00"], name
    nowhere = asked(lines(*floating, head="X-WR-TIMEZONE:Europe/Atlantis"), "Asia/Tokyo")
    assert spans(nowhere.timed) == ["2027-06-07T00:00/2027-06-07T01:00"]
    unknown = lines("DTSTART;TZID=Nowhere:20270607T090000", "DURATION:PT1H")
    assert spans(asked(unknown).timed) == ["2027-06-07T07:00/2027-06-07T08:00"]


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("Romance Standard Time", "2027-06-07T07:00"),
        ("Pacific Standard Time", "2027-06-07T16:00"),
        ("India Standard Time", "2027-06-07T03:30"),
        ("/freeassociation.sourceforge.net/Asia/Tokyo", "2027-06-07T00:00"),
    ],
)
def test_windows_names_and_vendors_prefixes_are_zones(name: str, start: str) -> None:
    found = asked(lines(f"DTSTART;TZID={name}:20270607T090000", "DURATION:PT1H"))
    assert spans(found.timed)[0].startswith(start)


def test_a_zone_that_only_the_file_knows_is_read_from_the_file() -> None:
    zone = (
        "BEGIN:VTIMEZONE|TZID:Chez moi|BEGIN:STANDARD|DTSTART:19700101T000000|TZOFFSETFROM:+0545"
        "|TZOFFSETTO:+0545|END:STANDARD|END:VTIMEZONE"
    )
    found = asked(lines("DTSTART;TZID=Chez moi:20270607T090000", "DURATION:PT1H", head=zone))
    assert spans(found.timed) == ["2027-06-07T03:15/2027-06-07T04:15"]


def test_whole_days_are_the_mentors_dates_even_when_clocks_change() -> None:
    one = event(date(2027, 3, 28), date(2027, 3, 29))
    bare = event(date(2027, 6, 7), uid="b")
    three = lines("DTSTART;VALUE=DATE:20271030", "DURATION:P3D")
    assert spans(asked(calendar(one, bare)).all_day) == [
        "2027-03-27T23:00/2027-03-28T22:00",  # 23 hours
        "2027-06-06T22:00/2027-06-07T22:00",
    ]
    assert spans(asked(three).all_day) == ["2027-10-29T22:00/2027-11-01T23:00"]
    assert spans(asked(three, "America/Montreal").all_day) == ["2027-10-30T04:00/2027-11-02T04:00"]
    same = lines("DTSTART;VALUE=DATE:20270607", "DTEND;VALUE=DATE:20270607")
    assert spans(asked(same).all_day) == ["2027-06-06T22:00/2027-06-07T22:00"]
    assert asked(same).timed == []


def test_an_end_that_is_missing_is_a_duration_or_nothing() -> None:
    assert asked(lines("DTSTART:20270607T090000Z")) == BusyTimes()
    assert asked(lines("DTSTART:20270607T090000Z", "DTEND:20270607T080000Z")) == BusyTimes()
    found = asked(lines("DTSTART;TZID=Europe/Paris:20270327T090000", "DURATION:P1DT1H"))
    assert spans(found.timed) == ["2027-03-27T08:00/2027-03-28T08:00"]  # a day of 23 hours, and one


def test_only_the_time_that_matters_is_kept() -> None:
    long = event(datetime(2020, 1, 1, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC))
    assert asked(calendar(long)).timed == [(seconds_of(SINCE), seconds_of(UNTIL))]
    old = event(datetime(2015, 1, 5, 9, tzinfo=PARIS), datetime(2015, 1, 5, 10, tzinfo=PARIS))
    old.add("rrule", {"freq": "daily"})
    assert len(asked(calendar(old)).timed) == (UNTIL - SINCE).days
    past = event(datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 1, 2, tzinfo=UTC))
    assert asked(calendar(past)) == BusyTimes()


def test_fifty_thousand_events_are_read_and_not_one_more_whatever_else_there_is() -> None:
    task, old = (
        "BEGIN:VTODO\r\nUID:a\r\nEND:VTODO\r\n",
        "BEGIN:VEVENT\r\nUID:a\r\nDTSTART:20160101T090000Z\r\nEND:VEVENT\r\n",
    )
    for count in (49_999, 50_000):
        body = task * 10_000 + old * count + "BEGIN:VFREEBUSY\r\nEND:VFREEBUSY\r\n"
        text = f"BEGIN:VCALENDAR\r\n{body}END:VCALENDAR".encode()
        if count < 50_000:
            assert asked(text) == BusyTimes()
            continue
        with pytest.raises(NotACalendarError) as refused:
            asked(text)
        assert refused.value.refusal == ReadRefusal("size")


@pytest.mark.parametrize(
    "text",
    [
        b"", b"\x00\x01\x02\xff" * 500, b"<html>BEGIN:VCALENDAR</html>", b"BEGIN:VCARD\r\nEND:VCARD",
        lines("DTSTART:20270607T090000Z")[:-20], b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n<script>",
    ],
)  # fmt: skip
def test_what_is_no_whole_calendar_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError, match=r"^"):
        asked(text)


def test_what_is_readable_of_an_event_counts_and_the_rest_is_noted() -> None:
    good = calendar(event(at(6, 7, 9), at(6, 7, 10))).decode()
    timed = "DTSTART:20270607T090000Z\r\n"
    for odd, busy, parts in (
        ("DTSTART:pouet", 0, ["start"]),
        ("SUMMARY:sans date", 0, ["start"]),
        ("DTSTART:P1D", 0, ["start"]),
        ("DTSTART:00010101T000000", 0, []),
        (timed + "RRULE:FREQ=SOMETIMES", 1, ["rule"]),
        (timed + "RRULE:FREQ=DAILY;COUNT=2;INTERVAL=0", 2, ["rule"]),
        (timed + "RRULE:FREQ=DAILY;RSCALE=CHINESE", 1, ["rule"]),
    ):
        bad = f"BEGIN:VEVENT\r\nUID:odd\r\n{odd}\r\nDURATION:PT1H\r\nEND:VEVENT\r\nEND:VCALENDAR"
        found = asked(good.replace("END:VCALENDAR", bad).encode())
        date = "2027-06-07" if timed in odd else None
        assert len(found.timed) == 1 + busy, odd
        assert found.notes == ([Note(date, parts)] if parts else []), odd  # type: ignore[arg-type]
        assert found.unread == len(found.notes)


@hypothesis_settings(max_examples=60, deadline=None)
@given(
    starts=st.lists(st.integers(0, 60 * 24 * 60), min_size=1, max_size=8),
    minutes=st.integers(1, 600),
    every=st.sampled_from([None, 1, 2, 7]),
)
def test_a_minute_is_busy_exactly_when_an_event_holds_it(
    starts: list[int], minutes: int, every: int | None
) -> None:
    events: list[Event] = []
    held: set[int] = set()
    for number, start in enumerate(starts):
        first = SINCE + timedelta(minutes=start)
        made = event(first, first + timedelta(minutes=minutes), uid=str(number))
        if every:
            made.add("rrule", {"freq": "daily", "interval": every, "count": 3})
        events.append(made)
        for time in range(3 if every else 1):
            begin = start + time * (every or 0) * 1440
            held.update(range(begin, begin + minutes))
    found = asked(calendar(*events)).timed
    base = seconds_of(SINCE)
    got = {m for a, b in found for m in range((a - base) // 60, (b - base) // 60)}
    assert got == held
    assert found == sorted(found)
