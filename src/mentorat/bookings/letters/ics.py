"""Calendar files by hand: RFC 5545 lines, RFC 5546 methods; instants in UTC, so no time zones.

A booking keeps one UID for life; its sequence rises with every step, so that a cancellation
outranks the invitation it takes back. Both name the platform as their organizer and their reader as
the one attendee (RFC 5546, 3.2.2 and 3.2.5): without them a program takes the reader for the
organizer, and finds nothing to take back.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal, NamedTuple
from uuid import UUID

import msgspec

Method = Literal["REQUEST", "CANCEL", "PUBLISH"]

LINE_OCTETS = 75
ESCAPES = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

# RFC 6868: what a parameter cannot hold otherwise.
PARAMETER_ESCAPES = {"^": "^^", '"': "^'", "\n": "^n"}
# What may stand in a mailbox and means something else in an address of the web (RFC 6068).
NOT_IN_ADDRESS = re.compile(r'[%?#"<>\\^`{|}\[\]]')

# How often a calendar should look again: RFC 7986, 5.7, and what came before it.
FEED_LINES = (
    "X-WR-CALNAME:mentorat",
    "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    "X-PUBLISHED-TTL:PT1H",
)


class CalendarPerson(NamedTuple):
    """Who invites, or who is invited."""

    name: str
    address: str


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
    organizer: CalendarPerson | None = None
    attendee: CalendarPerson | None = None
    modified_at: datetime | None = None  # of a feed, whose text must not change by itself


def calendar_file(
    events: Sequence[IcsEvent], *, method: Method | None, host: str, now: datetime
) -> str:
    """An iCalendar object with these sessions; `host` makes their UIDs ours. Without a method it is
    no message to anybody: a calendar that is read again and again."""
    lines = ["BEGIN:VCALENDAR", "PRODID:-//mentorat//bookings//EN", "VERSION:2.0"]
    lines += [f"METHOD:{method}"] if method else FEED_LINES
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
        lines.append(f"ORGANIZER;{_person(event.organizer)}")
    if event.attendee:
        # Both said yes on the platform; nobody reads an answer by mail.
        parameters = "CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE"
        lines.append(f"ATTENDEE;{parameters};{_person(event.attendee)}")
    return [*lines, f"TRANSP:{'TRANSPARENT' if event.is_cancelled else 'OPAQUE'}", "END:VEVENT"]


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


def _person(person: CalendarPerson) -> str:
    address = NOT_IN_ADDRESS.sub(lambda sign: f"%{ord(sign[0]):02X}", _bare(person.address))
    return f"CN={_quoted(person.name)}:mailto:{address}"


def _quoted(text: str) -> str:
    plain = CONTROLS.sub("", text.replace("\t", " "))
    return '"' + "".join(PARAMETER_ESCAPES.get(sign, sign) for sign in plain) + '"'


def _bare(text: str) -> str:
    return re.sub(r"[\x00-\x20\x7f]", "", text)
