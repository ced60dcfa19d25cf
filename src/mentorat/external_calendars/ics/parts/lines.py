"""A calendar's text cut into the few lines that matter: what is not needed is never judged.

RFC 5545, 3.1 and 3.6, read leniently: any line end, any order, components that are not closed.
Titles, descriptions, tasks and alarms are passed over, whatever they hold.
"""

import codecs
import re
from collections import defaultdict
from typing import NamedTuple

from mentorat.external_calendars.ics.question import EVENTS_MAX, TEXT_MAX, NotACalendarError

DEPTH_MAX = 100  # what is never closed makes everything after it deeper
ANY = re.compile(rb"^(?!BEGIN|END)[A-Z0-9-]+[:;]", re.IGNORECASE | re.MULTILINE)
QUOTED_HEAD = re.compile(r'(;(?:"[^"]*"|[^":])*):')
PARAMETER = re.compile(r';\s*([A-Za-z0-9-]+)\s*=\s*("[^"]*"?|[^;]*)')
# Their values hold no colon, but zones named before them may, without the quotes they need.
TIMES = frozenset({"DTSTART", "DTEND", "EXDATE", "RDATE", "RECURRENCE-ID", "FREEBUSY"})
OTHERS = frozenset(
    {
        "UID", "DURATION", "RRULE", "STATUS", "TRANSP", "SEQUENCE", "DTSTAMP", "TZID",
        "TZOFFSETFROM", "TZOFFSETTO", "X-LIC-LOCATION", "X-WR-TIMEZONE",
        "X-MICROSOFT-CDO-BUSYSTATUS",
    }
)  # fmt: skip
NEEDED = re.compile(
    rf"^[ \t]*(BEGIN|END|{'|'.join(sorted(TIMES | OTHERS))})[ \t]*([:;].*)$".encode(),
    re.IGNORECASE | re.MULTILINE,
)
TOP = "VCALENDAR"
BUSY = frozenset({"VEVENT", "VFREEBUSY"})
KEPT = BUSY | {TOP, "VTIMEZONE", "STANDARD", "DAYLIGHT"}


class Line(NamedTuple):
    """A property as it is written: what is said about its value, and the value."""

    said: str
    value: str

    def parameter(self, name: str) -> str:
        """What a parameter says; nothing where there is none."""
        for key, value in PARAMETER.findall(self.said):
            if key.upper() == name:
                return str(value).strip().strip('"').strip()
        return ""


class Component:
    """A component that may matter: its needed lines by name, and the components inside."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: defaultdict[str, list[Line]] = defaultdict(list)
        self.parts: list[Component] = []

    def texts(self, name: str) -> list[str]:
        """The values of a property, without the empty ones."""
        return [line.value for line in self.lines.get(name, ()) if line.value]

    def text(self, name: str) -> str:
        """The first value of a property; nothing where there is none."""
        return next(iter(self.texts(name)), "")


def calendars(text: bytes) -> list[Component]:
    """Each VCALENDAR of a text. What stands before, between and after them is passed over.

    Raises NotACalendarError: more than 16 MiB or 50,000 events, a page of the web, a calendar
    without end (half a calendar is no calendar: what is missing would be offered), or one in
    which there is nothing.
    """
    if len(text) > TEXT_MAX:
        raise NotACalendarError("size")
    if text.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = text.decode("utf-16", errors="replace").encode()
    text = _unfolded(text.removeprefix(codecs.BOM_UTF8).lstrip())
    if text.startswith(b"<"):
        raise NotACalendarError("format")
    cutter = _Cutter()
    for line in NEEDED.finditer(text):
        cutter.take(line[1].decode().upper(), line[2].decode(errors="replace"))
    if cutter.open or not (cutter.has_parts or (cutter.found and ANY.search(text))):
        raise NotACalendarError("format")
    return cutter.found


def _unfolded(text: bytes) -> bytes:
    """The same with one line end, and each property on one line."""
    for end in (b"\r\r\n", b"\r\n", b"\r"):
        text = text.replace(end, b"\n")
    return text.replace(b"\n ", b"").replace(b"\n\t", b"")


class _Cutter:
    """Takes one line after the other, and keeps what may matter."""

    def __init__(self) -> None:
        self.found: list[Component] = []
        self.open: list[Component] = []
        self.has_parts = False
        self._events = 0

    def take(self, name: str, rest: str) -> None:
        """A line that begins or ends a component, or says something of the one that is open."""
        if name == "BEGIN":
            self._begin(rest[1:].strip().upper())
        elif name == "END":
            self._end(rest[1:].strip().upper())
        elif self.open and self.open[-1].name in KEPT:
            self.has_parts = True
            self.open[-1].lines[name].append(_line(name, rest))

    def _begin(self, name: str) -> None:
        if not self.open and name != TOP:
            return
        if len(self.open) >= DEPTH_MAX:
            raise NotACalendarError("format")
        self._events += name in BUSY
        if self._events > EVENTS_MAX:
            raise NotACalendarError("size")
        component = Component(name)
        self._place(component)
        self.open.append(component)

    def _place(self, component: Component) -> None:
        """An event that was never closed holds the next one: it is the calendar's all the same."""
        if component.name == TOP:
            self.found.append(component)
            return
        self.has_parts = True
        if component.name in {"STANDARD", "DAYLIGHT"}:
            self.open[-1].parts.append(component)
        elif component.name in KEPT:
            self.found[-1].parts.append(component)

    def _end(self, name: str) -> None:
        """Close a component, and whatever was left open inside it."""
        for depth in range(len(self.open) - 1, -1, -1):
            if self.open[depth].name == name:
                del self.open[depth:]
                return


def _line(name: str, rest: str) -> Line:
    if rest.startswith(":"):
        return Line("", rest[1:].strip())
    if name in TIMES:
        said, _, value = rest.rpartition(":")
        return Line(said, value.strip())
    head = QUOTED_HEAD.match(rest)
    said, value = (head[1], rest[head.end() :]) if head else ("", rest.rpartition(":")[2])
    return Line(said, value.strip())
