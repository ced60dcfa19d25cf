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
    """A session that may be booked."""

    starts_at: datetime
    ends_at: datetime


class Slots(msgspec.Struct, rename="camel", frozen=True):
    """The offers of one mentor; `timezone` is the mentor's. The `terms` hold for each of them: send
    their id along with a booking."""

    items: list[Slot]
    timezone: str
    terms: BookingTerms


class RankingPart(msgspec.Struct, rename="camel", frozen=True):
    """Points of one part of the order, and how many there are to have."""

    code: str
    points: int
    max_points: int


class Ranking(msgspec.Struct, rename="camel", frozen=True):
    """Why a mentor stands where they stand. `match` is how the words of a search were found:
    3 in what they offer, 2 in their name or presentation too, 1 by close spelling, 0 no words.
    Whoever lacks one of the words comes after all who have them: then `allWords` is false, and
    `match` is about the words that were found."""

    score: int
    match: int
    all_words: bool
    parts: list[RankingPart]


class MentorCard(msgspec.Struct, rename="camel", frozen=True, kw_only=True):
    """A mentor in a list. `nextSlot` is their next free start; in a search by time, the first
    one that fits. `isSaved` and `hasAlert` are about whoever asks: false for a stranger."""

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
    """Some mentors, and the word with which to ask for the next ones."""

    items: list[MentorCard]
    next_cursor: str | None


class SavedMentors(msgspec.Struct, rename="camel", frozen=True):
    """The mentors whom a member keeps, the newest first; those who are not in the directory now
    are left out, and come back when they do."""

    items: list[MentorCard]


class Alert(msgspec.Struct, rename="camel", frozen=True):
    """A mentor of whose next free hour a member wants to be told, once."""

    mentor_id: str
    display_name: str
    asked_at: datetime


class Alerts(msgspec.Struct, rename="camel", frozen=True):
    """What a member still waits for, the newest first."""

    items: list[Alert]


class SearchAlertMade(msgspec.Struct, rename="camel", frozen=True):
    """That one will be told; the same id when it was asked before."""

    id: UUID


class SearchAlertTold(msgspec.Struct, rename="camel", frozen=True):
    """A search that a member waits for somebody to fit; `search` is the path of its page."""

    id: UUID
    search: str
    asked_at: datetime


class SearchAlertPage(msgspec.Struct, rename="camel", frozen=True):
    """What a member still waits for, the newest first; each ends when told, or after 90 days."""

    items: list[SearchAlertTold]


class MentorDetail(msgspec.Struct, rename="camel", frozen=True, kw_only=True):
    """One mentor. `bio` is Markdown as it was written, `bioHtml` the same made safe. `shortLink`
    leads to their page and is kept when the name changes; None until it is made."""

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
    """One value to narrow by, and how many mentors it leaves; with `orMore` at least so many."""

    value: str
    label: str
    count: int
    or_more: bool


class Facets(msgspec.Struct, rename="camel", frozen=True):
    """What a search may be narrowed by; `total` is what it finds now. What finds more than a
    thousand mentors is counted no further: `totalOrMore` and `orMore` say so."""

    total: int
    total_or_more: bool
    skill: list[FacetValue]
    language: list[FacetValue]
    price: list[FacetValue]
    free: list[FacetValue]
