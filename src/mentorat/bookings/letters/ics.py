"""Calendar files by hand: RFC 5545 lines, RFC 5546 methods; instants in UTC, so no time zones.

A booking keeps one UID for life; its sequence rises with every step, so that a cancellation
outranks the invitation it takes back.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

import msgspec

Method = Literal["REQUEST", "CANCEL", "PUBLISH"]

LINE_OCTETS = 75
ESCAPES = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

# How often a calendar should look again: RFC 7986, 5.7, and what came before it.
FEED_LINES = (
    "X-WR-CALNAME:mentorat",
    "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    "X-PUBLISHED-TTL:PT1H",
)


class IcsEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One session, as a calendar shows it."""

    booking_id: UUID
    starts_at: datetime
    ends_at: datetime
    sequence: int
    summary: str
    description: str = ""
    location: str = ""
    url: str = ""
    is_cancelled: bool = False
    organizer: tuple[str, str] | None = None  # a name and an address
    attendee: tuple[str, str] | None = None
    modified_at: datetime | None = None  # of a feed, whose text must not change by itself


def calendar_file(events: Sequence[IcsEvent], *, method: Method, host: str, now: datetime) -> str:
    """An iCalendar object with these sessions; `host` makes their UIDs ours."""
    lines = [
        "BEGIN:VCALENDAR",
        "PRODID:-//mentorat//bookings//EN",
        "VERSION:2.0",
        f"METHOD:{method}",
    ]
    if method == "PUBLISH":
        lines += FEED_LINES
    for event in events:
        lines += _event(event, host, now)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _event(event: IcsEvent, host: str, now: datetime) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{event.booking_id}@{host}",
        f"DTSTAMP:{_instant(event.modified_at or now)}",
        f"DTSTART:{_instant(event.starts_at)}",
        f"DTEND:{_instant(event.ends_at)}",
        f"SEQUENCE:{event.sequence}",
        f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}",
        f"SUMMARY:{escaped(event.summary)}",
    ]
    for name, text in (("DESCRIPTION", event.description), ("LOCATION", event.location)):
        if text:
            lines.append(f"{name}:{escaped(text)}")
    if event.modified_at:
        lines.append(f"LAST-MODIFIED:{_instant(event.modified_at)}")
    if event.url:
        lines.append(f"URL:{_bare(event.url)}")
    if event.organizer:
        lines.append(
            f"ORGANIZER;CN={_quoted(event.organizer[0])}:mailto:{_bare(event.organizer[1])}"
        )
    if event.attendee:
        lines.append(
            f"ATTENDEE;CN={_quoted(event.attendee[0])};PARTSTAT=ACCEPTED;RSVP=FALSE"
            f":mailto:{_bare(event.attendee[1])}"
        )
    return [*lines, "TRANSP:OPAQUE", "END:VEVENT"]


def escaped(text: str) -> str:
    """A TEXT value (RFC 5545, 3.3.11): nothing in it can end the line or start another one."""
    plain = CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(ESCAPES.get(character, character) for character in plain)


def folded(line: str) -> str:
    """A content line in pieces of at most 75 octets, never inside a character (3.1)."""
    if len(line) <= LINE_OCTETS and line.isascii():
        return line
    pieces, piece, size = [], "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > LINE_OCTETS:
            pieces.append(piece)
            piece, size = " ", 1
        piece += character
        size += octets
    return "\r\n".join([*pieces, piece])


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _quoted(text: str) -> str:
    return '"' + re.sub(r'["\x00-\x1f\x7f]', "", text) + '"'


def _bare(text: str) -> str:
    return re.sub(r"[\x00-\x20\x7f]", "", text)
