"""Reading mentors' profiles."""

from datetime import datetime

import msgspec
from sqlalchemy import Text, bindparam, cast, func, literal_column, or_, select

from mentorat.accounts.models import User
from mentorat.db.executor import Db, rows
from mentorat.mentors.bookable import BOOKABLE
from mentorat.mentors.models import (
    BookingMode,
    CancellationPolicy,
    MentorProfile,
    ProfileStatus,
    Skill,
    SkillCategory,
)
from mentorat.mentors.short_links import current_slug
from mentorat.viewer import SignedIn


class OwnProfile(msgspec.Struct, frozen=True):
    """A profile as its owner sees it; `availability` is JSON as it is stored."""

    headline: str
    expertise: list[str]
    hourly_rate_cents: int
    currency: str
    languages: list[str]
    availability: msgspec.Raw
    timezone: str
    version: int
    created_at: datetime
    updated_at: datetime
    status: ProfileStatus
    status_at: datetime | None
    refusal_reason: str | None
    skills: list[str]
    week_digest: str
    booking_mode: BookingMode
    cancellation_policy: CancellationPolicy
    meeting_place: str | None
    has_hours: bool


class OwnLink(msgspec.Struct, frozen=True):
    """The short link of a mentor in the directory; None until it is made."""

    slug: str | None


class SkillRow(msgspec.Struct, frozen=True):
    """A curated skill with its chapter."""

    slug: str
    category: str
    label_fr: str
    label_en: str
    synonyms: list[str]
    category_fr: str
    category_en: str

    def label(self, locale: str) -> str:
        return self.label_en if locale == "en" else self.label_fr

    def chapter(self, locale: str) -> str:
        return self.category_en if locale == "en" else self.category_fr


# What an editor of the week compares with, so that an edit elsewhere is not overwritten.
WEEK_DIGEST = func.md5(cast(MentorProfile.availability, Text))

HAS_HOURS = or_(
    func.jsonb_path_exists(MentorProfile.availability, literal_column("'$.weekly.*[0]'::jsonpath")),
    func.jsonb_path_exists(
        MentorProfile.availability, literal_column("'$.overrides.*[0]'::jsonpath")
    ),
)

_OWN = rows(
    select(
        MentorProfile.headline,
        MentorProfile.expertise,
        MentorProfile.hourly_rate_cents,
        MentorProfile.currency,
        MentorProfile.languages,
        MentorProfile.availability,
        func.coalesce(MentorProfile.availability["timezone"].astext, "UTC").label("timezone"),
        MentorProfile.version,
        MentorProfile.created_at,
        MentorProfile.updated_at,
        MentorProfile.status,
        MentorProfile.status_at,
        MentorProfile.refusal_reason,
        MentorProfile.skills,
        WEEK_DIGEST.label("week_digest"),
        MentorProfile.booking_mode,
        MentorProfile.cancellation_policy,
        MentorProfile.meeting_place,
        HAS_HOURS.label("has_hours"),
    ).where(MentorProfile.user_id == bindparam("viewer_id")),
    OwnProfile,
)
_SHARED = rows(
    select(current_slug().label("slug"))
    .select_from(MentorProfile)
    .join(User, User.id == MentorProfile.user_id)
    .where(BOOKABLE, MentorProfile.user_id == bindparam("mentor_id", type_=Text)),
    OwnLink,
)
_SKILLS = rows(
    select(
        Skill.slug,
        Skill.category,
        Skill.label_fr,
        Skill.label_en,
        Skill.synonyms,
        SkillCategory.label_fr.label("category_fr"),
        SkillCategory.label_en.label("category_en"),
    )
    .join(SkillCategory, SkillCategory.slug == Skill.category)
    .order_by(SkillCategory.position, func.unaccent(Skill.label_fr)),
    SkillRow,
)


async def find_own_profile(db: Db, *, viewer: SignedIn) -> OwnProfile | None:
    """The viewer's own profile; None for whoever is no mentor."""
    return await db.find(_OWN, viewer_id=viewer.id)


async def find_share_path(db: Db, mentor_id: str) -> str | None:
    """The address of a mentor's page to pass on, the short one if there is one; None while they are
    not in the directory."""
    link = await db.find(_SHARED, mentor_id=mentor_id)
    if link is None:
        return None
    return f"/m/{link.slug}" if link.slug else f"/mentors/{mentor_id}"


async def list_skills(db: Db) -> list[SkillRow]:
    """The curated skills, by category and French label."""
    return await db.all(_SKILLS)
