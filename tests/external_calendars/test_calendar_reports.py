"""Calendars that other products stumbled over, derived from their public reports."""

import json
from pathlib import Path
from typing import Any

import pytest

from mentorat.external_calendars.ics.question import Note
from tests.external_calendars.calendar_files import asked, lines, spans

REPORTS = Path(__file__).parents[1] / "data" / "reports"
CASES: list[dict[str, Any]] = json.loads((REPORTS / "calendars.json").read_text())
NINE = "20270607T090000"


@pytest.mark.parametrize("case", CASES, ids=[case["file"] for case in CASES])
def test_a_calendar_that_others_stumbled_over_is_read(case: dict[str, Any]) -> None:
    found = asked((REPORTS / case["file"]).read_bytes(), case["zone"])
    days = [f"day {span}" for span in spans(found.all_day)]
    assert sorted([*spans(found.timed), *days]) == case["busy"]


@pytest.mark.parametrize(
    ("name", "hour"),
    [
        ("europe/PRAGUE", 7), ("AMERICA/NEW_YORK", 13), ("america/new york", 13), ("utc", 9),
        ("/mozilla.org/20050126_1/Europe/Berlin", 7), ("tzone://Microsoft/Utc", 9), ("Z", 9),
        ("ROMANCE STANDARD TIME", 7), ("W. Europe Standard Time 2", 7), ("Eastern Daylight Time", 13),
        ("GMT Standard Time 1", 8), ("Europe/Paris 1", 7), ("Tokyo Standard Time", 0),
        ("(UTC-05:00) Eastern Time (US & Canada)", 13), ("Eastern Time (US & Canada)", 13),
        ("(GMT-05.00) Eastern Time (US & Canada)", 13),
        ("(GMT-08.00) Pacific Time (US & Canada) / Tijuana", 16),
        ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", 7),
        ("(GMT+01.00) Brussels / Copenhagen / Madrid / Paris", 7),
        (r"(UTC+01:00) Sarajevo\, Skopje\, Warsaw\, Zagreb", 7),
        ("(GMT) Greenwich Mean Time - Dublin / Edinburgh / Lisbon / London", 8),
        ("(UTC) Coordinated Universal Time", 9), ("(UTC-07:00) Arizona", 16),
        ("(UTC+04:00) Moscow, St. Petersburg, Volgograd", 6),  # it has moved since
        ("(UTC-03:00) Brasilia", 12), ("(UTC+09:00) Osaka, Sapporo, Tokyo 1", 0),
        ("UTC+02:00", 7), ("GMT-0500", 14), ("+03:00", 6), ("UTC-5", 14), ("(UTC+03:00) Somewhere", 6),
    ],
)  # fmt: skip
@pytest.mark.parametrize("quote", ['"', ""])
def test_a_zone_is_known_by_whatever_name_programs_give_it(
    name: str, hour: int, quote: str
) -> None:
    found = asked(lines(f"DTSTART;TZID={quote}{name}{quote}:{NINE}", "DURATION:PT1H"))
    assert [span[:16] for span in spans(found.timed)] == [f"2027-06-07T{hour:02d}:00"]
    assert found.notes == []


@pytest.mark.parametrize("name", ["Nowhere", "Chez moi", "UTC+99", "tzone://Microsoft/Custom"])
def test_a_zone_that_nobody_knows_is_said_to_be_one(name: str) -> None:
    for text in (
        lines(f"DTSTART;TZID={name}:{NINE}", "DURATION:PT1H"),
        lines(f"DTSTART:{NINE}", "DURATION:PT1H", head=f"X-WR-TIMEZONE:{name}"),
    ):
        found = asked(text)
        assert spans(found.timed) == ["2027-06-07T07:00/2027-06-07T08:00"]
        assert (found.unread, found.notes) == (1, [Note("2027-06-07", ["zone"])])


def test_a_definition_that_is_broken_is_helped_by_the_place_it_names() -> None:
    home = "BEGIN:VTIMEZONE|TZID:Home|X-LIC-LOCATION:America/Denver|END:VTIMEZONE"
    found = asked(lines(f"DTSTART;TZID=Home:{NINE}", "DURATION:PT1H", head=home))
    assert spans(found.timed) == ["2027-06-07T15:00/2027-06-07T16:00"]
    assert found.unread == 0


def test_what_the_standard_leaves_unclear_is_as_we_decided() -> None:
    both = asked(lines(f"DTSTART;TZID=America/New_York:{NINE}Z", "DURATION:PT1H"))
    assert spans(both.timed) == ["2027-06-07T09:00/2027-06-07T10:00"]
    rule = ("DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=2")
    floating = asked(lines(f"DTSTART:{NINE}", *rule, "EXDATE:20270608T070000Z"))
    assert spans(floating.timed) == ["2027-06-07T07:00/2027-06-07T08:00"]
    kept = asked(lines(f"DTSTART:{NINE}", *rule, "EXDATE:20270608T090000Z"))
    assert len(kept.timed) == 2
    event = (f"DTSTART:{NINE}", "DURATION:PT1H", "X-MICROSOFT-CDO-BUSYSTATUS:FREE")
    assert asked(lines(*event)).timed == []
    assert len(asked(lines(*event, "TRANSP:OPAQUE")).timed) == 1
    declined = asked(lines(*event[:2], "ATTENDEE;PARTSTAT=DECLINED:mailto:a@example.org"))
    assert len(declined.timed) == 1


def test_of_two_versions_the_newer_counts_and_both_where_nothing_tells() -> None:
    def versions(first: str, second: str) -> list[str]:
        one = f"DTSTART:20270607T090000Z|DURATION:PT1H|{first}"
        two = f"DTSTART:20270608T090000Z|DURATION:PT1H|{second}"
        body = f"{one}|END:VEVENT|BEGIN:VEVENT|UID:a@b|{two}"
        return [span[8:10] for span in spans(asked(lines(*body.split("|"))).timed)]

    assert versions("SEQUENCE:2", "SEQUENCE:10") == ["08"]
    assert versions("SEQUENCE:2", "SEQUENCE:pouet") == ["07"]
    assert versions("DTSTAMP:20270101T000000Z", "DTSTAMP:20260101T000000Z") == ["07", "08"]
    revised = "SEQUENCE:3|DTSTAMP:{}0101T000000Z"
    assert versions(revised.format(2027), revised.format(2026)) == ["07"]
    assert versions("X-A:1", "X-A:2") == ["07", "08"]
    assert versions("SEQUENCE:1", "SEQUENCE:2|STATUS:CANCELLED") == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("SEQUENCE:1|DTSTAMP:20270101T000000Z", "SEQUENCE:1|DTSTAMP:20270102T000000Z"),
        ("DTSTAMP:20270101T000000Z", "DTSTAMP:20270102T000000Z"),
        ("SEQUENCE:9", "SEQUENCE:10"),
    ],
)
def test_the_newer_change_of_an_instance_counts_in_whichever_order(first: str, second: str) -> None:
    series = "DTSTART;TZID=Europe/Paris:20270607T090000|DURATION:PT1H|RRULE:FREQ=DAILY;COUNT=2"
    old = f"RECURRENCE-ID:20270608T090000|DTSTART:20270610T090000Z|DURATION:PT1H|{first}"
    new = f"RECURRENCE-ID:20270608T070000Z|DTSTART:20270611T090000Z|DURATION:PT1H|{second}"
    for parts in ((series, old, new), (new, old, series)):
        text = "|END:VEVENT|BEGIN:VEVENT|UID:a@b|".join(parts)
        found = asked(lines(*text.split("|")))
        assert [span[8:10] for span in spans(found.timed)] == ["07", "11"]


def test_lists_without_a_zone_are_on_the_clock_of_their_series() -> None:
    series = ("DTSTART;TZID=America/New_York:20270607T100000", "DURATION:PT1H")
    found = asked(lines(*series, "RDATE:20270609T100000", "RRULE:FREQ=DAILY;COUNT=2",
                        "EXDATE:20270608T100000,,20270620T100000;"))  # fmt: skip
    assert spans(found.timed) == [
        "2027-06-07T14:00/2027-06-07T15:00",
        "2027-06-09T14:00/2027-06-09T15:00",
    ]
    assert found.unread == 0
    end = asked(lines(series[0], "DTEND:20270607T110000,"))
    assert spans(end.timed) == ["2027-06-07T14:00/2027-06-07T15:00"]


def test_an_instance_is_cancelled_by_its_date_alone_and_none_by_what_nobody_can_read() -> None:
    series = "DTSTART:20270607T090000Z|DURATION:PT1H|RRULE:FREQ=DAILY;COUNT=3|END:VEVENT"
    for of, days in (("20270608T090000Z", ["07", "09"]), ("pouet", ["07", "08", "09"])):
        change = f"BEGIN:VEVENT|UID:a@b|RECURRENCE-ID:{of}|STATUS:CANCELLED"
        found = asked(lines(*f"{series}|{change}".split("|")))
        assert [span[8:10] for span in spans(found.timed)] == days
        assert found.unread == (of == "pouet")


def test_an_end_that_cannot_be_read_is_an_hour_and_a_days_is_its_day() -> None:
    hour = asked(lines("DTSTART:20270607T090000Z", "DTEND:pouet"))
    assert spans(hour.timed) == ["2027-06-07T09:00/2027-06-07T10:00"]
    assert hour.notes == [Note("2027-06-07", ["end"])]
    day = asked(lines("DTSTART;VALUE=DATE:20270607", "DTEND:"))
    assert spans(day.all_day) == ["2027-06-06T22:00/2027-06-07T22:00"]
    moved = "DTSTART:20270607T090000Z|DURATION:PT2H|END:VEVENT|BEGIN:VEVENT|UID:a@b"
    change = "RECURRENCE-ID:20270607T090000Z|DTSTART:20270608T090000Z|DURATION:pouet"
    found = asked(lines(*f"{moved}|{change}".split("|")))
    assert spans(found.timed) == ["2027-06-08T09:00/2027-06-08T11:00"]


def test_what_is_long_over_is_not_judged() -> None:
    for part in ("DTEND:pouet", "DURATION:pouet", "EXDATE:pouet", "SEQUENCE:pouet"):
        assert asked(lines("DTSTART:20150607T090000Z", part)).unread == 0, part
    ended = ("RRULE:FREQ=DAILY;UNTIL=20160101", "EXDATE:pouet")
    assert asked(lines("DTSTART:20150607T090000Z", "DURATION:PT1H", *ended)).unread == 0
    often = "RRULE:FREQ=MINUTELY;UNTIL=20160101T000000Z"
    assert asked(lines("DTSTART:20150607T090000Z", "DURATION:PT1M", often)).timed == []
    free = asked(lines("DTSTART:20270607T090000Z", "DTEND:pouet", "TRANSP:TRANSPARENT"))
    assert (free.timed, free.unread) == ([], 0)


def test_published_busy_times_are_all_that_is_not_called_free() -> None:
    text = (
        b"BEGIN:VCALENDAR\r\nBEGIN:VFREEBUSY\r\n"
        b"FREEBUSY:20270607T090000Z/PT1H,pouet,20270607T120000Z/20270607T130000Z,\r\n"
        b"FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20270608T090000Z/pouet\r\n"
        b"FREEBUSY;FBTYPE=FREE:20270609T090000Z/PT1H,pouet\r\n"
        b"END:VFREEBUSY\r\nEND:VCALENDAR\r\n"
    )
    found = asked(text)
    assert spans(found.timed) == [
        "2027-06-07T09:00/2027-06-07T10:00",
        "2027-06-07T12:00/2027-06-07T13:00",
        "2027-06-08T09:00/2027-06-08T10:00",
    ]
    assert found.notes == [Note("2027-06-07", ["time"])]


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=DAILY;COUNT=3,", "07 08 09"), ("freq=daily;count=3;", "07 08 09"),
        ("FREQ=DAILY;;COUNT=3;BYDAY=", "07 08 09"), ("FREQ=DAILY; COUNT=3", "07 08 09"),
        ("FREQ=DAILY;COUNT=3;X-OURS=1", "07 08 09"), ("FREQ=DAILY;BYDAY=MO,,TU,;COUNT=2", "07 08"),
        ("FREQ=WEEKLY;COUNT=2;BYDAY=MO,XX,TU", "07 08"), ("FREQ=DAILY;COUNT=2;BYHOUR=99", "07 08"),
        ("FREQ=SOMETIMES;COUNT=3", "07"), ("", "07"), ("pouet", "07"), ("W1 MO #3", "07"),
        ("FREQ=MONTHLY;UNTIL=99991231T235959Z;COUNT=1", "07"),
        ("FREQ=WEEKLY;INTERVAL=999999999", "07"),
    ],
)  # fmt: skip
def test_what_is_readable_of_a_rule_counts_and_its_start_always(rule: str, days: str) -> None:
    found = asked(lines("DTSTART:20270607T090000Z", "DURATION:PT1H", f"RRULE:{rule}"))
    assert " ".join(span[8:10] for span in spans(found.timed)) == days


def test_the_years_of_a_rule_are_not_unrolled_to_find_todays_instance() -> None:
    for rule, count in (("DAILY;INTERVAL=3", 134), ("WEEKLY;INTERVAL=2;BYDAY=MO,WE", 58)):
        near = asked(lines("DTSTART:20170102T090000Z", "DURATION:PT1H", f"RRULE:FREQ={rule}"))
        whole = f"RRULE:FREQ={rule};COUNT=5000"
        counted = asked(lines("DTSTART:20170102T090000Z", "DURATION:PT1H", whole))
        assert near.timed == counted.timed
        assert len(near.timed) == count
