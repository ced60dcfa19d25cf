"""Rows as readers see them, with the time that is really free: `slots.starts` decides."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from mentorat.bookings.policies import booking_terms
from mentorat.bookings.queries.taken import busy_of
from mentorat.directory.queries.mentor import MentorPageRow
from mentorat.directory.queries.mentors import MentorRow, skills_of
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


def cards(
    found: Sequence[MentorRow], times: Sequence[Range] | None, *, locale: str, now: datetime
) -> list[MentorCard]:
    """The mentors of a page. With `times`, who has no free start in them after all, since the
    search read an older copy, is left out."""
    shown = []
    for mentor in found:
        plan, busy = stored_plan(bytes(mentor.availability)), busy_of(mentor.taken)
        first = first_start(plan, busy, times, now=now)
        if first is None and times is not None:
            continue
        shown.append(_card(mentor, plan, first, locale, now))
    return shown


def next_slots(plan: Plan, busy: Sequence[Busy], count: int, *, now: datetime) -> list[Slot]:
    """The first free sessions, as many as asked for and there are."""
    found = next_starts(plan, busy, count, now=now)
    return [one for start in found if (one := slot(plan, start))]


def next_slot(mentor: MentorRow, *, now: datetime) -> Slot | None:
    """A mentor's next free hour; None when they are full."""
    plan, busy = stored_plan(bytes(mentor.availability)), busy_of(mentor.taken)
    return slot(plan, first_start(plan, busy, None, now=now))


def name_of(mentor: MentorRow | MentorPageRow) -> str:
    """How a mentor is called, as far as it is known."""
    return " ".join(name for name in (mentor.first_name, mentor.last_name) if name)


def detail(mentor: MentorPageRow, origin: str, *, locale: str, now: datetime) -> MentorDetail:
    """One mentor, whole; `origin` is where people reach the site."""
    plan, busy = stored_plan(bytes(mentor.availability)), busy_of(mentor.taken)
    return MentorDetail(
        **_common(mentor, plan, locale, now),
        bio=mentor.bio or "",
        bio_html=safe_html(mentor.bio or ""),
        next_slot=slot(plan, first_start(plan, busy, None, now=now)),
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
    published = mentor.published_at
    return {
        "id": mentor.id,
        "display_name": name_of(mentor),
        "image_url": mentor.image_url,
        "headline": mentor.headline,
        "skills": [SkillTag(s.slug, s.label(locale)) for s in skills_of(mentor.skills)],
        "own_skills": mentor.own_skills,
        "languages": mentor.languages,
        "hourly_rate_cents": mentor.hourly_rate_cents,
        "hourly_rate": mentor.hourly_rate_cents / 100,
        "currency": mentor.currency,
        "timezone": plan.zone,
        "is_saved": mentor.is_saved,
        "has_alert": mentor.has_alert,
        "is_new": published is not None and now - published < NEW_FOR,
    }
