"""What the directory says on the wire: an allow-list, never an address or a private field."""

from datetime import datetime
from uuid import UUID

import msgspec

from mentorat.bookings.policies import BookingTerms


class SkillTag(msgspec.Struct, rename="camel", frozen=True):
    """A curated skill, in the reader's language."""

    slug: str
    label: str


class Slot(msgspec.Struct, rename="camel", frozen=True):
    """A session that can be booked."""

    starts_at: datetime
    ends_at: datetime


class Slots(msgspec.Struct, rename="camel", frozen=True):
    """The free slots of a mentor; `timezone` is the mentor's. `terms` hold for each of them: send
    their `id` with a booking."""

    items: list[Slot]
    timezone: str
    terms: BookingTerms


class RankingPart(msgspec.Struct, rename="camel", frozen=True):
    """The points of one part of the order, and how many there are to have."""

    code: str
    points: int
    max_points: int


class Ranking(msgspec.Struct, rename="camel", frozen=True):
    """Why a mentor stands where they stand. `match` is how the words of a search were found: 3 in
    what they offer, 2 in their name or presentation too, 1 by close spelling, 0 without words.
    Mentors who lack one of the words come after all who have them: then `allWords` is false, and
    `match` is about the words that were found."""

    score: int
    match: int
    all_words: bool
    parts: list[RankingPart]


class MentorCard(msgspec.Struct, rename="camel", frozen=True, kw_only=True):
    """A mentor in a list. `nextSlot` is their next free slot; in a search by time, the first one
    that fits. `isSaved` and `hasAlert` are about the caller: false for a stranger."""

    id: str
    display_name: str
    image_url: str | None
    headline: str
    skills: list[SkillTag]
    own_skills: list[str]
    languages: list[str]
    hourly_rate_cents: int
    hourly_rate: float
    currency: str
    timezone: str
    is_new: bool
    next_slot: Slot | None
    ranking: Ranking
    is_saved: bool
    has_alert: bool


class MentorPage(msgspec.Struct, rename="camel", frozen=True):
    """A page of mentors; `nextCursor` asks for the next one."""

    items: list[MentorCard]
    next_cursor: str | None


class SavedMentors(msgspec.Struct, rename="camel", frozen=True):
    """The saved mentors, newest first. Those who are not in the directory now are left out, and
    come back when they are."""

    items: list[MentorCard]


class Alert(msgspec.Struct, rename="camel", frozen=True):
    """A mentor whose next free slot is waited for."""

    mentor_id: str
    display_name: str
    asked_at: datetime


class Alerts(msgspec.Struct, rename="camel", frozen=True):
    """The mentors whose next free slot is waited for, newest first."""

    items: list[Alert]


class NewSearchAlert(msgspec.Struct, rename="camel", frozen=True):
    """The search is waited on; the same `id` when it was already."""

    id: UUID


class SearchAlertLine(msgspec.Struct, rename="camel", frozen=True):
    """A search that is waited on; `search` is the path of its page."""

    id: UUID
    search: str
    asked_at: datetime


class SearchAlertPage(msgspec.Struct, rename="camel", frozen=True):
    """The searches that are waited on, newest first; each ends with its e-mail, or after 90
    days."""

    items: list[SearchAlertLine]


class MentorDetail(msgspec.Struct, rename="camel", frozen=True, kw_only=True):
    """A mentor. `bio` is Markdown as it was written, `bioHtml` the same made safe. `shortLink`
    leads to their page and is kept when their name changes; null until there is one."""

    id: str
    display_name: str
    image_url: str | None
    headline: str
    bio: str
    bio_html: str
    skills: list[SkillTag]
    own_skills: list[str]
    languages: list[str]
    hourly_rate_cents: int
    hourly_rate: float
    currency: str
    timezone: str
    is_new: bool
    next_slot: Slot | None
    is_saved: bool
    has_alert: bool
    terms: BookingTerms
    short_link: str | None


class FacetValue(msgspec.Struct, rename="camel", frozen=True):
    """A value to narrow by, and how many mentors it leaves; with `orMore`, at least so many."""

    value: str
    label: str
    count: int
    or_more: bool


class Facets(msgspec.Struct, rename="camel", frozen=True):
    """What a search can be narrowed by; `total` is what it finds now. Above a thousand mentors,
    counting stops: `totalOrMore` and `orMore` say so."""

    total: int
    total_or_more: bool
    skill: list[FacetValue]
    language: list[FacetValue]
    price: list[FacetValue]
    free: list[FacetValue]
