"""A session in somebody's own calendar: links that open it there, filled in.

What each takes: Google's `calendar/render?action=TEMPLATE`, Outlook's `deeplink/compose`.
"""

from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlencode

GOOGLE = "https://calendar.google.com/calendar/render"
OUTLOOK = "https://outlook.live.com/calendar/0/deeplink/compose"
NOTE_MAX = 500  # an address has its limits; the page holds the rest


class CalendarEntry(NamedTuple):
    """What a calendar shows of a session."""

    title: str
    starts_at: datetime
    ends_at: datetime
    note: str
    place: str


class CalendarLink(NamedTuple):
    """Whose calendar, and the address that opens it."""

    name: str
    href: str


def calendar_links(entry: CalendarEntry) -> list[CalendarLink]:
    """Google's and Outlook's, with instants in UTC and every word escaped."""
    note = entry.note[:NOTE_MAX]
    google = {
        "action": "TEMPLATE",
        "text": entry.title,
        "dates": f"{_compact(entry.starts_at)}/{_compact(entry.ends_at)}",
        "details": note,
        "location": entry.place,
    }
    outlook = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": entry.title,
        "startdt": _iso(entry.starts_at),
        "enddt": _iso(entry.ends_at),
        "body": note,
        "location": entry.place,
    }
    return [
        CalendarLink("Google", f"{GOOGLE}?{urlencode(google)}"),
        CalendarLink("Outlook", f"{OUTLOOK}?{urlencode(outlook)}"),
    ]


def _compact(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
