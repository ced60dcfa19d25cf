"""A calendar from elsewhere, examined from the command line, without a database."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.external_calendars.calendar_files import lines

BIN = Path(sys.executable).with_name("mentorat")
REPORTS = Path(__file__).parents[1] / "data" / "reports"
RANGE = ("--from", "2027-03-01T00:00:00Z", "--to", "2028-04-06T00:00:00Z")


def busy(
    text: bytes, *words: str, zone: str = "Europe/Paris"
) -> subprocess.CompletedProcess[bytes]:
    """Without one setting."""
    command = [str(BIN), "calendars", "busy", "--timezone", zone, *(words or RANGE)]
    return subprocess.run(command, input=text, env={}, capture_output=True, check=False)


def test_a_calendar_is_told_as_the_site_understands_it() -> None:
    answer = busy((REPORTS / "override_with_broken_id.ics").read_bytes())
    assert (answer.returncode, answer.stderr) == (0, b"")
    found = json.loads(answer.stdout)
    assert [(entry["start"][5:16], entry["end"][5:16]) for entry in found["busy"]] == [
        ("06-07T08:00", "06-07T09:00"),
        ("06-14T08:00", "06-14T09:00"),
        ("06-14T12:00", "06-14T13:00"),
        ("06-21T08:00", "06-21T09:00"),
    ]
    assert found["unread"] == 1
    (note,) = found["notes"]
    assert note.startswith("an event of 2027-06-14 could not be read: which instance it changes; ")
    assert note.endswith("; correct it in the calendar and save it again")


def test_whole_days_are_marked_and_sorted_among_the_rest() -> None:
    days = (REPORTS / "date_with_zone.ics").read_bytes()
    hour = b"BEGIN:VEVENT\r\nUID:h\r\nDTSTART:20270608T090000Z\r\nDURATION:PT1H\r\nEND:VEVENT\r\n"
    found = json.loads(busy(days.replace(b"END:VCALENDAR", hour + b"END:VCALENDAR")).stdout)
    assert found == {
        "busy": [
            {"start": "2027-06-06T22:00:00Z", "end": "2027-06-07T22:00:00Z", "allDay": True},
            {"start": "2027-06-08T09:00:00Z", "end": "2027-06-08T10:00:00Z", "allDay": False},
            {"start": "2027-06-13T22:00:00Z", "end": "2027-06-14T22:00:00Z", "allDay": True},
        ],
        "unread": 0,
        "notes": [],
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"<html></html>", "no whole calendar in iCalendar format"),
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "no whole calendar"),
        (b"x" * (16 * 1024 * 1024 + 1), "larger than what we read"),
        (
            lines("DTSTART:20270607T090000Z", "SUMMARY:Chorale", "RRULE:FREQ=SECONDLY"),
            "An event of 2027-06-07 repeats more often than we read",
        ),
    ],
)
def test_a_file_that_cannot_be_read_at_all_is_refused_in_one_sentence(
    text: bytes, told: str
) -> None:
    answer = busy(text)
    assert (answer.returncode, answer.stdout) == (1, b"")
    sentence = answer.stderr.decode()
    assert told in sentence
    assert sentence.count("\n") == 1
    assert "Chorale" not in sentence


def test_a_zone_or_a_range_that_is_none_is_said_to_be_one() -> None:
    for zone in ("Mars", "", "../etc"):
        answer = busy(b"", zone=zone)
        assert (answer.returncode, b"--timezone is one of IANA's" in answer.stderr) == (1, True)
    for words in (
        ("--from", "yesterday", *RANGE[2:]),
        ("--from", "2027-03-01T00:00:00", *RANGE[2:]),
    ):
        answer = busy(b"", *words)
        assert (answer.returncode, b"--from and --to are instants" in answer.stderr) == (1, True)
    backwards = busy(b"", "--from", RANGE[3], "--to", RANGE[1])
    assert (backwards.returncode, b"--from comes before --to" in backwards.stderr) == (1, True)
