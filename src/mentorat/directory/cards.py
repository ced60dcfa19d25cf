"""Rows as readers see them, with the time that is really free: `slots.starts` decides.

A card is kept, with its JSON, under everything that it shows: whoever changes anything of it asks
for another card.
"""

import hashlib
from collections.abc import Hashable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec

from mentorat.bookings.policies import booking_terms
from mentorat.bookings.queries.taken import busy_of
from mentorat.bounded_cache import MEGABYTE, BoundedCache
from mentorat.directory.free_time.first_free import FirstFree, first_free
from mentorat.directory.queries.mentor import MentorPageRow
from mentorat.directory.queries.mentors import MentorRow
from mentorat.directory.queries.skill_names import skills_of
from mentorat.directory.schemas import (
    MentorCard,
    MentorDetail,
    Ranking,
    RankingPart,
    SkillTag,
    Slot,
)
from mentorat.directory.search.matching import has_all_words, quality_of
from mentorat.directory.search.ranking import NEW_FOR, PARTS_MAX
from mentorat.schedules.next_starts import first_start, next_starts
from mentorat.schedules.plans import stored_plan
from mentorat.schedules.slots import Busy, Plan, Range
from mentorat.schedules.wall_time import MINUTE
from mentorat.text.markdown import safe_html

CARD_BYTES = 6  # for each byte of its JSON: the card, both, and their keys; estimated
_known = BoundedCache[tuple[Hashable, ...], "KeptCard"](bytes_max=32 * MEGABYTE)


class KeptCard(NamedTuple):
    """A card with its JSON; `key` tells it from any card that says something else."""

    key: bytes
    card: MentorCard
    json: msgspec.Raw


def cards(
    found: Sequence[MentorRow], times: Sequence[Range] | None, *, locale: str, now: datetime
) -> list[MentorCard]:
    """The mentors of a page. With `times`, who has no free start in them after all, since the
    search read an older copy, is left out."""
    return [one.card for one in kept_cards(found, times, locale=locale, now=now)]


def kept_cards(
    found: Sequence[MentorRow], times: Sequence[Range] | None, *, locale: str, now: datetime
) -> list[KeptCard]:
    """The same with what is kept of them."""
    shown = []
    for mentor in found:
        plan, start = _first(mentor, times, now)
        if start is not None or times is None:
            shown.append(_kept(mentor, plan, start, locale, now))
    return shown


def _first(mentor: MentorRow, times: Sequence[Range] | None, now: datetime) -> FirstFree:
    if times is None:
        return first_free(mentor.availability, mentor.taken, now=now)
    plan, busy = stored_plan(bytes(mentor.availability)), busy_of(mentor.taken)
    return FirstFree(plan, first_start(plan, busy, times, now=now))


def _kept(mentor: MentorRow, plan: Plan, start: int | None, locale: str, now: datetime) -> KeptCard:
    key = (
        *(mentor.id, mentor.first_name, mentor.last_name, mentor.image_url, mentor.headline),
        *(tuple(mentor.skills), mentor.skill_stamp, tuple(mentor.own_skills)),
        *(tuple(mentor.languages), mentor.hourly_rate_cents, mentor.currency),
        *(mentor.rank, bytes(mentor.rank_parts), mentor.tier, plan.zone, plan.slot, start),
        *(mentor.is_saved, mentor.has_alert, _is_new(mentor, now), locale),
    )
    found = _known.get(key)
    if found is None:
        card = _card(mentor, plan, start, locale, now)
        json = msgspec.json.encode(card)
        found = KeptCard(hashlib.sha256(json).digest(), card, msgspec.Raw(json))
        _known.keep(key, found, weight=CARD_BYTES * len(json))
    return found


def next_slots(plan: Plan, busy: Sequence[Busy], count: int, *, now: datetime) -> list[Slot]:
    """The first free sessions, as many as asked for and there are."""
    found = next_starts(plan, busy, count, now=now)
    return [one for start in found if (one := slot(plan, start))]


def next_slot(mentor: MentorRow, *, now: datetime) -> Slot | None:
    """A mentor's next free hour; None when they are full."""
    return slot(*first_free(mentor.availability, mentor.taken, now=now))


def name_of(mentor: MentorRow | MentorPageRow) -> str:
    """How a mentor is called, as far as it is known."""
    return " ".join(name for name in (mentor.first_name, mentor.last_name) if name)


def detail(mentor: MentorPageRow, origin: str, *, locale: str, now: datetime) -> MentorDetail:
    """One mentor, whole; `origin` is where people reach the site."""
    plan, start = first_free(mentor.availability, mentor.taken, now=now)
    return MentorDetail(
        **_common(mentor, plan, locale, now),
        bio=mentor.bio or "",
        bio_html=safe_html(mentor.bio or ""),
        next_slot=slot(plan, start),
        terms=booking_terms(mentor, plan.slot // MINUTE),
        short_link=f"{origin}/m/{mentor.slug}" if mentor.slug else None,
    )


def slot(plan: Plan, start: int | None) -> Slot | None:
    """A start with its end; None stays None."""
    if start is None:
        return None
    return Slot(datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(start + plan.slot, UTC))


def _card(
    mentor: MentorRow, plan: Plan, first: int | None, locale: str, now: datetime
) -> MentorCard:
    parts = msgspec.json.decode(mentor.rank_parts, type=dict[str, int])
    given = [(code, parts[code]) for code in PARTS_MAX if code in parts]
    return MentorCard(
        **_common(mentor, plan, locale, now),
        next_slot=slot(plan, first),
        ranking=Ranking(
            mentor.rank,
            quality_of(mentor.tier),
            has_all_words(mentor.tier),
            [RankingPart(code, points, PARTS_MAX[code]) for code, points in given],
        ),
    )


def _common(
    mentor: MentorRow | MentorPageRow, plan: Plan, locale: str, now: datetime
) -> dict[str, Any]:
    return {
        "id": mentor.id,
        "display_name": name_of(mentor),
        "image_url": mentor.image_url,
        "headline": mentor.headline,
        "skills": [SkillTag(s.slug, s.label(locale)) for s in skills_of(mentor)],
        "own_skills": mentor.own_skills,
        "languages": mentor.languages,
        "hourly_rate_cents": mentor.hourly_rate_cents,
        "hourly_rate": mentor.hourly_rate_cents / 100,
        "currency": mentor.currency,
        "timezone": plan.zone,
        "is_saved": mentor.is_saved,
        "has_alert": mentor.has_alert,
        "is_new": _is_new(mentor, now),
    }


def _is_new(mentor: MentorRow | MentorPageRow, now: datetime) -> bool:
    published = mentor.published_at
    return published is not None and now - published < NEW_FOR
