"""Reading pages of mentors."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Text,
    any_,
    bindparam,
    exists,
    func,
    literal,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from mentorat.accounts.models import User
from mentorat.bookings.queries.taken import reach, taken_by
from mentorat.db.executor import Db, Statement, rows
from mentorat.directory.models import FreeTimeAlert, SavedMentor
from mentorat.directory.search.conditions import (
    CONDITIONS,
    Filter,
    active_filters,
    filter_values,
    word_count,
)
from mentorat.directory.search.matching import NO_WORDS, matching
from mentorat.directory.search.parameters import Place, Search, read_cursor
from mentorat.mentors.bookable import BOOKABLE
from mentorat.mentors.models import MentorProfile, Skill
from mentorat.schedules.slots import Range
from mentorat.schedules.wall_time import seconds_after
from mentorat.viewer import Visitor

AHEAD = timedelta(days=400)  # further than any horizon
NOBODY = Visitor()


class KnownSkill(msgspec.Struct, array_like=True, frozen=True):
    """A curated skill with its labels."""

    slug: str
    label_fr: str
    label_en: str

    def label(self, locale: str) -> str:
        return self.label_en if locale == "en" else self.label_fr


class MentorRow(msgspec.Struct, frozen=True):
    """A mentor of a list, with what their next free start is computed from."""

    id: str
    number: int
    first_name: str | None
    last_name: str | None
    image_url: str | None
    headline: str
    skills: msgspec.Raw
    own_skills: list[str]
    hourly_rate_cents: int
    currency: str
    languages: list[str]
    published_at: datetime | None
    rank: int
    rank_parts: msgspec.Raw
    availability: msgspec.Raw
    taken: msgspec.Raw
    is_saved: bool
    has_alert: bool
    tier: int


_skills = (
    select(
        func.coalesce(
            func.jsonb_agg(
                aggregate_order_by(
                    func.jsonb_build_array(Skill.slug, Skill.label_fr, Skill.label_en),
                    Skill.label_fr,
                )
            ),
            func.jsonb_build_array(),
        )
    )
    .where(Skill.slug == any_(MentorProfile.skills))
    .scalar_subquery()
)
PUBLIC = (
    MentorProfile.headline,
    _skills.label("skills"),
    MentorProfile.own_skills,
    MentorProfile.hourly_rate_cents,
    MentorProfile.currency,
    MentorProfile.languages,
    MentorProfile.published_at,
)
TAKEN = taken_by(MentorProfile.user_id).label("taken")
_viewer_id = bindparam("viewer_id", type_=Text)
# What the viewer keeps of a mentor; nobody's id is empty, so that a stranger keeps nothing.
KEPT = (
    exists()
    .where(SavedMentor.member_id == _viewer_id, SavedMentor.mentor_id == MentorProfile.user_id)
    .label("is_saved"),
    exists()
    .where(FreeTimeAlert.member_id == _viewer_id, FreeTimeAlert.mentor_id == MentorProfile.user_id)
    .label("has_alert"),
)
CARD = (
    User.id,
    MentorProfile.number,
    User.first_name,
    User.last_name,
    User.image_url,
    *PUBLIC,
    MentorProfile.rank,
    MentorProfile.rank_parts,
    MentorProfile.availability,
    TAKEN,
    *KEPT,
)


@lru_cache(maxsize=128)
def page_statement(
    filters: frozenset[Filter], *, goes_on: bool, words: int = 1
) -> Statement[MentorRow]:
    """A page of mentors under these filters, in the order of the directory."""
    found_words = matching(words).page(filters, goes_on=goes_on) if "words" in filters else None
    tier: ColumnElement[int] = literal(NO_WORDS) if found_words is None else found_words.c.tier
    order: list[Any] = [MentorProfile.rank, MentorProfile.number]
    if "words" in filters:
        order.insert(0, tier)
    places = ("tier_before", "rank_before", "number_before")[-len(order) :]
    statement = (
        select(*CARD, tier.label("tier"))
        .join(User, User.id == MentorProfile.user_id)
        .where(BOOKABLE, *(CONDITIONS[name] for name in sorted(filters) if name != "words"))
        .order_by(*(column.desc() for column in order))
        .limit(bindparam("count"))
    )
    if found_words is not None:
        statement = statement.where(found_words.c.number == MentorProfile.number)
    if goes_on:
        before = tuple_(
            *(bindparam(name, type_=c.type) for name, c in zip(places, order, strict=True))
        )
        statement = statement.where(tuple_(*order) < before)
    return rows(statement, MentorRow)


async def find_mentors(
    db: Db, search: Search, times: list[Range], *, now: datetime, viewer: Visitor = NOBODY
) -> list[MentorRow]:
    """The published mentors of a page, one more than its limit when there are more."""
    filters = active_filters(search)
    place = read_cursor(search.cursor) if search.cursor else None
    moment = seconds_after(now)
    values: dict[str, Any] = {"count": search.limit + 1, **seen(viewer, now)}
    for name, given in filter_values(search, times, now_minute=-(-moment // 60)).items():
        if name in filters:
            values |= given
    if place is not None:
        values |= {"rank_before": place.rank, "number_before": place.number}
        if "words" in filters:
            values["tier_before"] = place.tier
    return await db.all(
        page_statement(filters, goes_on=place is not None, words=word_count(search)), **values
    )


def seen(viewer: Visitor, now: datetime) -> dict[str, Any]:
    """The places of a card that depend on who looks at it, and when."""
    viewer_id = viewer.user.id if viewer.user else ""
    return {"viewer_id": viewer_id, "now": now, **reach(now, now + AHEAD)}


def skills_of(raw: msgspec.Raw) -> list[KnownSkill]:
    """The curated skills of a row."""
    return msgspec.json.decode(raw, type=list[KnownSkill])


def place_of(found: MentorRow) -> Place:
    """Where a page ends that ends with this mentor."""
    return Place(found.tier, found.rank, found.number)
