"""A calendar is read in a process that may use little, and whose death is an answer."""

import asyncio
import json
import os
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from mentorat.external_calendars.ics import sandbox as busy_reading
from mentorat.external_calendars.ics.question import (
    TEXT_MAX,
    BusyQuestion,
    BusyTimes,
    CalendarNotReadError,
    ReadRefusal,
)
from mentorat.external_calendars.ics.sandbox import read_in_sandbox
from mentorat.schedules.wall_time import seconds_of
from tests.external_calendars.calendar_files import at, calendar, event, lines

pytestmark = pytest.mark.anyio
REPORTS = Path(__file__).parents[1] / "data" / "reports"
NOON = datetime(2027, 6, 7, 12, tzinfo=UTC)


def question(text: bytes) -> BusyQuestion:
    since, until = (seconds_of(NOON + timedelta(days=days)) for days in (-1, 400))
    return BusyQuestion(text, "Europe/Paris", "mentorat.example", since, until)


def readers() -> list[str]:
    """The readers that are running on this machine as children of ours."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
            line = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if int(parent) == os.getpid() and b"external_calendars.ics" in line:
            found.append(folder.name)
    return found


async def test_the_other_process_says_what_the_function_says() -> None:
    days = event(date(2027, 6, 9), uid="b")
    busy = await read_in_sandbox(question(calendar(event(at(6, 8, 9), at(6, 8, 10)), days)))
    assert busy.timed == [(seconds_of(at(6, 8, 9)), seconds_of(at(6, 8, 10)))]
    assert busy.all_day == [(seconds_of(at(6, 9, 0)), seconds_of(at(6, 10, 0)))]


@pytest.mark.parametrize(
    "text",
    [
        b"", b"\x00\xff" * 1000, b"<html></html>",
        lines("DTSTART:20270607T090000Z", "RRULE:FREQ=SECONDLY"),
        b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 5001 + b"END:VCALENDAR",
        b"BEGIN:VCALENDAR\r\n" + b"X" * 900 + b"\r\nEND:VCALENDAR",
    ],
)  # fmt: skip
async def test_whatever_it_refuses_or_stumbles_over_is_the_same_trouble(text: bytes) -> None:
    with pytest.raises(CalendarNotReadError) as trouble:
        await read_in_sandbox(question(text))
    assert trouble.value.args == ()


async def test_a_rule_that_never_comes_true_takes_no_more_than_its_share(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Hundreds of rules that search two centuries each for the 30th of February."""
    hours = ",".join(str(hour) for hour in range(24))
    rule = f"RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;BYHOUR={hours}"
    body = "".join(
        f"BEGIN:VEVENT\r\nUID:{n}\r\nDTSTART:19000101T000000Z\r\n{rule}\r\nEND:VEVENT\r\n"
        for n in range(2000)
    )
    monkeypatch.setattr(busy_reading, "READING_SECONDS", 1.5)
    since = time.perf_counter()
    with pytest.raises(CalendarNotReadError):
        await read_in_sandbox(question(f"BEGIN:VCALENDAR\r\n{body}END:VCALENDAR".encode()))
    assert time.perf_counter() - since < 5
    assert readers() == []


async def test_a_reader_whose_time_is_over_says_at_which_event_it_was() -> None:
    hours = ",".join(str(hour) for hour in range(24))
    rule = f"RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;BYHOUR={hours}\r\nEND:VEVENT\r\n"
    body = "".join(
        f"BEGIN:VEVENT\r\nUID:{n}\r\nDTSTART:20270301T000000Z\r\n{rule}" for n in range(99)
    )
    with pytest.raises(CalendarNotReadError) as refused:
        await read_in_sandbox(question(f"BEGIN:VCALENDAR\r\n{body}END:VCALENDAR".encode()))
    assert refused.value.refusal == ReadRefusal("rules", "2027-03-01")


async def test_the_reader_limits_itself_knows_no_secret_and_ends_with_who_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    hours = ",".join(str(hour) for hour in range(24))
    rule = f"RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;BYHOUR={hours}"
    task = asyncio.create_task(read_in_sandbox(question(lines("DTSTART:19000101T000000Z", rule))))
    limits = ""
    memory = str(768 * 1024 * 1024)
    while "Max cpu time              10 " not in limits or memory not in limits:
        await asyncio.sleep(0.01)
        assert not task.done()
        for pid in readers():
            limits = Path(f"/proc/{pid}/limits").read_text()
            assert b"secret" not in Path(f"/proc/{pid}/environ").read_bytes()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert readers() == []


def years(events: int, *more: str) -> bytes:
    """Past events of one hour from 2015 on, and one on the eighth of June."""
    first, step = datetime(2015, 1, 1, tzinfo=UTC), timedelta(days=4200) / events
    body = "".join(
        "\r\n".join(
            ["BEGIN:VEVENT", f"UID:{n}@example.org", "DTSTAMP:20270101T000000Z", "SEQUENCE:1",
             f"DTSTART;TZID=Europe/Paris:{first + n * step:%Y%m%dT%H%M%S}", "DURATION:PT1H",
             "SUMMARY:Cours", *more, "END:VEVENT", ""]
        )
        for n in range(events)
    )  # fmt: skip
    ahead = "DTSTART:20270608T090000Z\r\nDTEND:20270608T100000Z\r\n"
    last = f"BEGIN:VEVENT\r\nUID:last@example.org\r\n{ahead}END:VEVENT\r\n"
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{body}{last}END:VCALENDAR\r\n".encode()


async def test_ten_years_of_a_busy_life_are_read_within_the_limits() -> None:
    cases = json.loads((REPORTS / "large_calendar.json").read_text())["cases"]
    for case in cases:
        alarm = ["BEGIN:VALARM", "TRIGGER:-PT10M", "END:VALARM"] * case.get("alarms", 0)
        words = [f"DESCRIPTION:{'x' * case.get('description_octets', 0)}"]
        busy = await read_in_sandbox(question(years(case["events"], *alarm, *words)))
        assert (busy.timed, busy.unread) == ([(1812445200, 1812448800)], 0), case


async def test_fifty_thousand_events_in_sixteen_mebibytes_are_read_and_not_a_byte_more() -> None:
    text = years(49_999, f"DESCRIPTION:{'x' * 130}")
    text += b"x" * (TEXT_MAX - len(text))
    since = time.perf_counter()
    busy = await read_in_sandbox(question(text))
    assert (busy.timed, busy.unread) == ([(1812445200, 1812448800)], 0)
    assert time.perf_counter() - since < 15
    with pytest.raises(CalendarNotReadError) as refused:
        await read_in_sandbox(question(text + b"x"))
    assert refused.value.refusal == ReadRefusal("size")


async def test_five_thousand_events_ahead_are_read_in_time() -> None:
    events = [
        event(
            at(6, 8, 9) + timedelta(minutes=20 * n),
            at(6, 8, 9) + timedelta(minutes=20 * n + 10),
            uid=str(n),
        )
        for n in range(4900)
    ]
    since = time.perf_counter()
    busy = await read_in_sandbox(question(calendar(*events)))
    assert (len(busy.timed), busy.unread) == (4900, 0)
    assert time.perf_counter() - since < 15
    assert busy != BusyTimes()
