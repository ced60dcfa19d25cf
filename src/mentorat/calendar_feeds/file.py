"""A person's sessions as a calendar that other programs subscribe to."""

import hashlib
from datetime import datetime
from urllib.parse import urlsplit

from mentorat.bookings.letters.ics import IcsEvent, calendar_file
from mentorat.bookings.models import BookingStatus
from mentorat.calendar_feeds.queries import FeedRow, Owner
from mentorat.errors import say
from mentorat.notifications.letters import reader_words

SESSION_WITH = say("Séance avec %(other)s")
SESSION = say("Séance")


def feed_text(owner: Owner, found: list[FeedRow], *, origin: str, now: datetime) -> str:
    """The calendar; the same text as long as nothing changed, so that it has a lasting ETag."""
    translate = reader_words(owner.locale)

    def event(row: FeedRow) -> IcsEvent:
        other = row.other_name
        return IcsEvent(
            booking_id=row.id,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            sequence=row.sequence,
            summary=translate.gettext(SESSION_WITH, other=other)
            if other
            else translate.gettext(SESSION),
            location=row.meeting_place or "",
            url=f"{origin}/bookings/{row.id}",
            is_cancelled=row.status == BookingStatus.CANCELLED,
            modified_at=row.updated_at,
        )

    host = urlsplit(origin).hostname or "localhost"
    return calendar_file([event(row) for row in found], method="PUBLISH", host=host, now=now)


def feed_tag(text: str) -> str:
    """A strong ETag of a calendar."""
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
