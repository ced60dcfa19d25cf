"""A person's sessions as a calendar that other programs subscribe to."""

import hashlib
from datetime import datetime

from mentorat.bookings.letters.ics import IcsEvent, calendar_file
from mentorat.bookings.letters.lines import SESSION, SESSION_WITH
from mentorat.bookings.models import BookingStatus
from mentorat.calendar_feeds.queries import FeedRow, Owner
from mentorat.errors import say
from mentorat.notifications.letters import reader_words
from mentorat.notifications.sender import host_of

CANCELLED = say("Annulée : %(session)s")


def feed_text(owner: Owner, found: list[FeedRow], *, origin: str, now: datetime) -> str:
    """The calendar; the same text as long as nothing changed, so that it has a lasting ETag."""
    translate = reader_words(owner.locale)

    def event(row: FeedRow) -> IcsEvent:
        other, is_cancelled = row.other_name, row.status == BookingStatus.CANCELLED
        summary = translate.gettext(SESSION_WITH if other else SESSION, other=other or "")
        if is_cancelled:  # some programs show an event that does not stand like any other
            summary = translate.gettext(CANCELLED, session=summary)
        return IcsEvent(
            booking_id=row.id,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            sequence=row.sequence,
            summary=summary,
            location=row.meeting_place or "",
            url=f"{origin}/bookings/{row.id}",
            is_cancelled=is_cancelled,
            modified_at=row.updated_at,
        )

    events = [event(row) for row in found]
    return calendar_file(events, method=None, host=host_of(origin), now=now)


def feed_tag(text: str) -> str:
    """A strong ETag of a calendar."""
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
