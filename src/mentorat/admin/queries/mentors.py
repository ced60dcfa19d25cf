"""What operators read: profiles to check, words that are no skill yet, what happened."""

from datetime import datetime

import msgspec
from sqlalchemy import Integer, Text, bindparam, cast, func, or_, select

from mentorat.accounts.models import User
from mentorat.accounts.standing import is_mentor
from mentorat.admin.paging import PAGE
from mentorat.db.executor import Db, rows
from mentorat.mentors.actions.move_profile import WORDS_ID
from mentorat.mentors.models import MentorProfile, ProfileStatus, PublicationRules

SUGGESTIONS_MAX = 50


class QueueRow(msgspec.Struct, frozen=True):
    """A profile of the queue."""

    id: str
    first_name: str | None
    last_name: str | None
    headline: str
    expertise: list[str]
    status: ProfileStatus
    status_at: datetime | None


class MentorReview(msgspec.Struct, frozen=True):
    """A profile as an operator checks it."""

    id: str
    first_name: str | None
    last_name: str | None
    words_id: str
    headline: str
    bio: str | None
    expertise: list[str]
    own_skills: list[str]
    hourly_rate_cents: int
    currency: str
    languages: list[str]
    status: ProfileStatus
    status_at: datetime | None
    refusal_reason: str | None
    created_at: datetime


class Suggestion(msgspec.Struct, frozen=True):
    """A word that mentors use and that leads to no skill."""

    word: str
    count: int


class Overview(msgspec.Struct, frozen=True):
    """How many profiles stand where."""

    status: ProfileStatus
    count: int


# What waits for an operator is what may still be published.
_is_in_question = or_(MentorProfile.status != ProfileStatus.SUBMITTED, is_mentor())
_names = (User.id, User.first_name, User.last_name)
_QUEUE = rows(
    select(
        *_names,
        MentorProfile.headline,
        MentorProfile.expertise,
        MentorProfile.status,
        MentorProfile.status_at,
    )
    .join(User, User.id == MentorProfile.user_id)
    .where(
        cast(MentorProfile.status, Text) == bindparam("status", type_=Text),
        User.deleted_at.is_(None),
        _is_in_question,
    )
    .order_by(MentorProfile.status_at, User.id)
    .offset(bindparam("skip", type_=Integer))
    .limit(PAGE + 1),
    QueueRow,
)
_CHECKED = rows(
    select(
        *_names,
        WORDS_ID.label("words_id"),
        MentorProfile.headline,
        User.bio,
        MentorProfile.expertise,
        MentorProfile.own_skills,
        MentorProfile.hourly_rate_cents,
        MentorProfile.currency,
        MentorProfile.languages,
        MentorProfile.status,
        MentorProfile.status_at,
        MentorProfile.refusal_reason,
        MentorProfile.created_at,
    )
    .join(User, User.id == MentorProfile.user_id)
    .where(User.id == bindparam("mentor_id"), User.deleted_at.is_(None)),
    MentorReview,
)
_word = func.unnest(MentorProfile.own_skills).column_valued("word")
_key = func.lower(func.unaccent(_word))
_SUGGESTIONS = rows(
    select(func.min(_word).label("word"), func.count().label("count"))
    .select_from(MentorProfile)
    .group_by(_key)
    .order_by(func.count().desc(), func.min(_word))
    .limit(SUGGESTIONS_MAX),
    Suggestion,
)
_OVERVIEW = rows(
    select(MentorProfile.status, func.count().label("count"))
    .join(User, User.id == MentorProfile.user_id)
    .where(User.deleted_at.is_(None), _is_in_question)
    .group_by(MentorProfile.status),
    Overview,
)
_RULES = rows(select(PublicationRules.review_required), bool)


async def list_profiles(db: Db, status: ProfileStatus, *, skip: int) -> list[QueueRow]:
    """Profiles at a status, who waits longest first; one more than a page when there are more."""
    return await db.all(_QUEUE, status=status.value, skip=skip)


async def find_profile(db: Db, mentor_id: str) -> MentorReview | None:
    """One profile to check."""
    return await db.find(_CHECKED, mentor_id=mentor_id)


async def list_suggestions(db: Db) -> list[Suggestion]:
    """Mentors' own words, the most used first."""
    return await db.all(_SUGGESTIONS)


async def count_profiles(db: Db) -> dict[str, int]:
    """How many profiles stand at each status."""
    found = {one.status.value: one.count for one in await db.all(_OVERVIEW)}
    return {status.value: found.get(status.value, 0) for status in ProfileStatus}


async def is_review_required(db: Db) -> bool:
    """Whether profiles wait for an operator."""
    return await db.one(_RULES)
