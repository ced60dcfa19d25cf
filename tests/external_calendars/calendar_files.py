"""Calendars as programs write them, and what is understood of them."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from mentorat.external_calendars.ics.busy_times import busy_times
from mentorat.external_calendars.ics.question import BusyQuestion, BusyTimes
from mentorat.schedules.wall_time import seconds_of, text_of

PARIS = ZoneInfo("Europe/Paris")
SINCE, UNTIL = datetime(2027, 3, 1, tzinfo=UTC), datetime(2028, 4, 6, tzinfo=UTC)
HOST = "mentorat.example"


def asked(text: bytes, zone: str = "Europe/Paris") -> BusyTimes:
    return busy_times(BusyQuestion(text, zone, HOST, seconds_of(SINCE), seconds_of(UNTIL)))


def calendar(*events: Event, **properties: str) -> bytes:
    """A calendar as a program writes one."""
    made = Calendar()
    made.add("prodid", "-//test//test//")
    made.add("version", "2.0")
    for name, value in properties.items():
        made.add(name.replace("_", "-"), value)
    for event in events:
        made.add_component(event)
    made.add_missing_timezones()
    return bytes(made.to_ical())


def event(start: Any, end: Any = None, *, uid: str = "a@elsewhere", **properties: Any) -> Event:
    made = Event()
    made.add("uid", uid)
    made.add("dtstart", start)
    if end is not None:
        made.add("dtend", end)
    made.add("summary", "Chez le dentiste")
    for name, value in properties.items():
        made.add(name.replace("_", "-"), value)
    return made


def lines(*content: str, head: str = "") -> bytes:
    """A calendar as it comes over the wire, written by hand."""
    return "\r\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *head.split("|"), "BEGIN:VEVENT", "UID:a@b",
         *content, "END:VEVENT", "END:VCALENDAR", ""]
    ).replace("\r\n\r\n", "\r\n").encode()  # fmt: skip


def spans(found: list[tuple[int, int]]) -> list[str]:
    return [f"{text_of(start)[:16]}/{text_of(end)[:16]}" for start, end in found]


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2027, month, day, hour, minute, tzinfo=PARIS)
