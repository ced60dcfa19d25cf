"""Reading pages of mentors."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Text,
    bindparam,
    exists,
    false,
    literal,
    select,
    true,
    tuple_,
)

from mentorat.accounts.models import User
from mentorat.bookings.queries.taken import reach, taken_by
from mentorat.db.executor import Db, Statement, rows
from mentorat.directory.models import FreeTimeAlert, SavedMentor
from mentorat.directory.queries.skill_names import NAMED_SKILLS, known_skills
from mentorat.directory.search.common_words import (
    common_places,
    has_common_words,
    remember_common,
    remember_short,
)
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
from mentorat.mentors.models import MentorProfile
from mentorat.schedules.slots import Range
from mentorat.schedules.wall_time import seconds_after
from mentorat.viewer import Visitor

AHEAD = timedelta(days=400)  # further than any horizon
NOBODY = Visitor()


class MentorRow(msgspec.Struct, frozen=True):
    """A mentor of a list, with what their next free start is computed from."""

    id: str
    number: int
    first_name: str | None
    last_name: str | None
    image_url: str | None
    headline: str
    skills: list[str]
    skill_stamp: int
    skill_names: msgspec.Raw | None
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
    has_common_words: bool


PUBLIC = (
    MentorProfile.headline,
    *NAMED_SKILLS,
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
# What a card says of words where none are asked for.
WITHOUT_WORDS: tuple[ColumnElement[int], ColumnElement[bool]] = (literal(NO_WORDS), false())


@lru_cache(maxsize=128)
def page_statement(
    filters: frozenset[Filter], *, goes_on: bool, words: int = 1, is_common: bool = False
) -> Statement[MentorRow]:
    """A page of mentors under these filters, in the order of the directory."""
    found_words, are_many = None, WITHOUT_WORDS[1]
    if "words" in filters:
        found_words = matching(words).page(filters, goes_on=goes_on, is_common=is_common)
        are_many = true() if is_common else matching(words).are_many
    tier = WITHOUT_WORDS[0] if found_words is None else found_words.c.tier
    order: list[Any] = [MentorProfile.rank, MentorProfile.number]
    if "words" in filters:
        order.insert(0, tier)
    places = ("tier_before", "rank_before", "number_before")[-len(order) :]
    statement = (
        select(*CARD, tier.label("tier"), are_many.label("has_common_words"))
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
    words, goes_on = word_count(search), place is not None
    if "words" in filters and has_common_words(search, "page"):
        common = page_statement(filters, goes_on=goes_on, words=words, is_common=True)
        found = await db.all(common, **common_places(common, values))
        if len(found) > search.limit:
            return found
        remember_short(search, "page")
    found = await db.all(page_statement(filters, goes_on=goes_on, words=words), **values)
    if found and found[0].has_common_words:
        remember_common(search)
    return found


def seen(viewer: Visitor, now: datetime) -> dict[str, Any]:
    """The places of a card that depend on who looks at it, and when."""
    viewer_id = viewer.user.id if viewer.user else ""
    return {"viewer_id": viewer_id, "now": now, **known_skills(), **reach(now, now + AHEAD)}


def place_of(found: MentorRow) -> Place:
    """Where a page ends that ends with this mentor."""
    return Place(found.tier, found.rank, found.number)
