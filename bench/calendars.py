"""A calendar of a hundred sessions: written by hand beside the icalendar library, and over HTTP."""

import http.client
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

import icalendar

from bench.site import Site
from mentorat.bookings.letters.ics import IcsEvent, calendar_file

EVENTS = 100
NOW = datetime(2027, 3, 1, 7, 30, tzinfo=UTC)
HOST = "mentorat.example"
SECONDS = 0.4


def ours_a_second() -> float:
    """How many such calendars our own writer makes on one core."""
    events = _events()
    return _rate(lambda: calendar_file(events, method="PUBLISH", host=HOST, now=NOW))


def library_a_second() -> float:
    """How many the library makes of the same sessions."""
    events = _events()
    return _rate(lambda: _by_library(events))


def check_same() -> None:
    """Raises RuntimeError unless both write the same sessions."""
    events = _events()
    written = calendar_file(events, method="PUBLISH", host=HOST, now=NOW).encode()
    ours, theirs = (
        [
            (str(one["UID"]), str(one["SUMMARY"]), one.decoded("DTSTART"), one.decoded("DTEND"))
            for one in icalendar.Calendar.from_ical(text).walk("VEVENT")
        ]
        for text in (written, _by_library(events))
    )
    if ours != theirs or len(ours) != EVENTS:
        raise RuntimeError("the library writes other sessions")


def feed_path(site: Site, token: str) -> str | None:
    """The path of somebody's private calendar, made for this run; None where there is no such
    thing. Raises RuntimeError unless it holds a hundred sessions."""
    made, body = _ask(site, "POST", "/api/me/calendar-feed", token)
    if made == 404:
        return None
    path: str = urlsplit(json.loads(body)["url"]).path
    found, calendar = _ask(site, "GET", path)
    if found == 404:
        return None
    if calendar.count(b"BEGIN:VEVENT") != EVENTS:
        raise RuntimeError(f"{found}: {calendar.count(b'BEGIN:VEVENT')} sessions in the calendar")
    return path


def _ask(site: Site, method: str, path: str, token: str | None = None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    try:
        connection.request(
            method, path, headers={"Authorization": f"Bearer {token}"} if token else {}
        )
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def _events() -> list[IcsEvent]:
    return [
        IcsEvent(
            booking_id=UUID(int=n),
            starts_at=NOW + n * timedelta(hours=12),
            ends_at=NOW + n * timedelta(hours=13),
            sequence=n % 3,
            summary=f"Séance avec Élodie Lefèvre, n° {n}",
            location="https://visio.example/salle/0123456789",
            url=f"https://{HOST}/bookings/{UUID(int=n)}",
        )
        for n in range(EVENTS)
    ]


def _by_library(events: list[IcsEvent]) -> bytes:
    calendar = icalendar.Calendar()
    for name, value in (("PRODID", "-//x//y//EN"), ("VERSION", "2.0"), ("METHOD", "PUBLISH")):
        calendar.add(name, value)
    for event in events:
        one = icalendar.Event()
        one.add("UID", f"{event.booking_id}@{HOST}")
        one.add("DTSTAMP", NOW)
        one.add("DTSTART", event.starts_at)
        one.add("DTEND", event.ends_at)
        one.add("SEQUENCE", event.sequence)
        one.add("STATUS", "CONFIRMED")
        one.add("SUMMARY", event.summary)
        one.add("LOCATION", event.location)
        one.add("URL", event.url)
        one.add("TRANSP", "OPAQUE")
        calendar.add_component(one)
    written: bytes = calendar.to_ical()
    return written


def _rate(work: Callable[[], object]) -> float:
    count, started_at = 0, time.perf_counter()
    while (elapsed := time.perf_counter() - started_at) < SECONDS:
        work()
        count += 1
    return count / elapsed
