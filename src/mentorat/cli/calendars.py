"""`mentorat calendars`: a calendar from elsewhere examined without a database."""

import asyncio
import sys
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
from cyclopts import Parameter

from mentorat.cli.output import complain, print_json
from mentorat.cli.usage import UsageError
from mentorat.external_calendars.ics.question import (
    BusyQuestion,
    BusyTimes,
    CalendarNotReadError,
    Note,
    ReadRefusal,
    Unreadable,
)
from mentorat.external_calendars.ics.sandbox import read_in_sandbox
from mentorat.schedules.wall_time import seconds_of, text_of

NOT_READ = {
    "format": "This is no whole calendar in iCalendar format, from BEGIN:VCALENDAR to "
    "END:VCALENDAR: export it again, or copy its iCal address.",
    "size": "This calendar is larger than what we read, 16 MiB and 50,000 events: export fewer "
    "years of it.",
    "rules": "{} repeats more often than we read, every hour and 1,000 times in the range: change "
    "how it repeats in the calendar.",
}
# What could not be read, and what that means.
MISSED: dict[Unreadable, tuple[str, str]] = {
    "start": ("its start", "what has no place takes no time"),
    "end": ("its end", "it counts as an hour, or as its day"),
    "rule": ("its rule", "what is readable of it counts"),
    "added": ("some of its further dates", "the others count"),
    "removed": ("some of the dates it is taken out of", "those stay busy"),
    "moved": ("which instance it changes", "both count"),
    "zone": ("its time zone", "it is read on the calendar's own clock"),
    "time": ("some of its busy times", "the others count"),
}


class BusyAnswer(msgspec.Struct, rename="camel", frozen=True):
    """One busy time."""

    start: str
    end: str
    all_day: bool


class CalendarAnswer(msgspec.Struct, frozen=True):
    """What is understood of a calendar."""

    busy: list[BusyAnswer]
    unread: int
    notes: list[str]


def print_busy(
    *,
    timezone: str,
    since: Annotated[str, Parameter(name="--from")],
    until: Annotated[str, Parameter(name="--to")],
    host: str = "localhost",
) -> int:
    """Read a calendar on stdin, print when its owner is busy, as the site understands it.

    timezone: the owner's zone, as Europe/Paris. host: the site's own, whose sessions are left out.
    """
    question = BusyQuestion(
        sys.stdin.buffer.read(), _zone(timezone), host, _instant(since), _instant(until)
    )
    if question.since >= question.until:
        raise UsageError("--from comes before --to.")
    try:
        times = asyncio.run(read_in_sandbox(question))
    except CalendarNotReadError as error:
        complain(_refusal(error.refusal))
        return 1
    print_json(_answer(times))
    return 0


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ValueError, OSError, KeyError):
        raise UsageError(f"--timezone is one of IANA's, as Europe/Paris; not {name!r}.") from None


def _instant(text: str) -> int:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise UsageError(f"--from and --to are instants as 2027-03-01T00:00:00Z; not {text!r}.")
    return seconds_of(moment)


def _answer(times: BusyTimes) -> CalendarAnswer:
    ranges = [(*span, False) for span in times.timed] + [(*span, True) for span in times.all_day]
    busy = [BusyAnswer(text_of(start), text_of(end), days) for start, end, days in sorted(ranges)]
    notes = list(map(_note, times.notes))
    if times.unread > len(notes):
        notes.append(f"{times.unread - len(notes)} more events could not be read whole")
    return CalendarAnswer(busy, times.unread, notes)


def _note(note: Note) -> str:
    what, then = zip(*(MISSED[part] for part in note.parts), strict=True)
    return (
        f"{_event(note.date)} could not be read: {', '.join(what)}; "
        f"{', '.join(dict.fromkeys(then))}; correct it in the calendar and save it again"
    )


def _refusal(refusal: ReadRefusal) -> str:
    sentence = NOT_READ[refusal.why].format(_event(refusal.date))
    return sentence[0].upper() + sentence[1:]


def _event(date: str | None) -> str:
    return f"an event of {date}" if date else "an event without a readable date"
