"""Who fits a search that is asked again later: those whom its page would show first."""

from datetime import datetime

from mentorat.db.executor import Db
from mentorat.directory.cards import cards
from mentorat.directory.free_time.free_times import wanted_times
from mentorat.directory.queries.mentors import find_mentors
from mentorat.directory.schemas import MentorCard
from mentorat.directory.search.parameters import Search

LOOKED_AT = 10  # of whom some may have lost their hour, or lack a word


def can_ever_fit(search: Search, *, now: datetime) -> bool:
    """Whether any hour is left of those that a search wants."""
    return not search.wants_time or bool(wanted_times(search, search.timezone or "UTC", now=now))


async def who_fits(
    db: Db, search: Search, *, besides: str, locale: str, now: datetime
) -> list[MentorCard]:
    """Mentors who have every word of a search and its hours, `besides` whoever asks."""
    times = wanted_times(search, search.timezone or "UTC", now=now) if search.wants_time else None
    asked = search.model_copy(update={"limit": LOOKED_AT})
    found = await find_mentors(db, asked, times or [], now=now)
    shown = cards(found, times, locale=locale, now=now)
    return [card for card in shown if card.ranking.all_words and card.id != besides]
