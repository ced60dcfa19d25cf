"""What was in the way of reading a calendar, as it is kept: a word, and the dates of events that
it is about; never a title."""

from collections.abc import Sequence
from datetime import date

from mentorat.external_calendars.ics.question import Note, ReadRefusal

# Whatever is in the network's way: always the same word, so that nobody probes ports through us.
SERVER = "server"
EVENTS = "events"  # the calendar was read, but some events not whole
DATES_MAX = 5


def trouble_of(refusal: ReadRefusal) -> str:
    """Why a text was refused: `format`, `size` or `rules`, and the date of the event, if one is."""
    return f"{refusal.why} {refusal.date or ''}".strip()


def events_trouble(notes: Sequence[Note]) -> str | None:
    """What a calendar that was read has in it that could not be; None for nothing."""
    dates = dict.fromkeys(note.date for note in notes if note.date)
    return " ".join([EVENTS, *list(dates)[:DATES_MAX]]) if notes else None


def kind_of(kept: str | None) -> str | None:
    """The word of a trouble that kept a calendar from being read; None where it was read."""
    kind = kept.partition(" ")[0] if kept else None
    return None if kind == EVENTS else kind


def dates_of(kept: str | None) -> list[date]:
    """The dates of the events that a trouble is about."""
    return [date.fromisoformat(text) for text in (kept or "").split()[1:]]
