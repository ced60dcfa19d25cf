"""What a profile holds of a mentor: all of it goes."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import bindparam, delete, select

from mentorat.db.executor import Db, command, rows
from mentorat.db.personal import Columns, Holds, among_people, columns_of
from mentorat.mentors.actions.index_profile import forget_spellings
from mentorat.mentors.models import MentorProfile, ProfileStatus

_words = (
    *("headline", "expertise", "languages", "availability", "meeting_place", "refusal_reason"),
    *("own_skills", "currency"),
)
COLUMNS: Columns = {
    "mentor_profiles": {
        "user_id": Holds.NOTHING,
        **dict.fromkeys(_words, Holds.WORDS),
        **dict.fromkeys(
            ("skills", "search", "search_words", "rank_parts", "refused_bio"), Holds.COPY
        ),
    },
    "short_links": {"slug": Holds.COPY, "user_id": Holds.NOTHING},  # they go with the profile
    "skill_categories": dict.fromkeys(("slug", "label_fr", "label_en"), Holds.NOTHING),
    "skills": dict.fromkeys(
        ("slug", "category", "label_fr", "label_en", "synonyms"), Holds.NOTHING
    ),
    "search_spellings": {"word": Holds.NOTHING},  # of nobody; goes when nobody has it
    "skill_names": dict.fromkeys(("name", "slug"), Holds.NOTHING),
}


class ProfileExport(msgspec.Struct, frozen=True):
    """A profile as its mentor wrote it, and what was said of it."""

    headline: str
    expertise: list[str]
    own_skills: list[str]
    hourly_rate_cents: int
    currency: str
    languages: list[str]
    availability: msgspec.Raw
    meeting_place: str | None
    status: ProfileStatus
    refusal_reason: str | None
    published_at: datetime | None
    created_at: datetime
    updated_at: datetime


class MentorExport(msgspec.Struct, frozen=True):
    """Somebody's profile, if they have one."""

    profile: ProfileExport | None


_PROFILE = rows(
    select(*columns_of(MentorProfile, ProfileExport)).where(
        MentorProfile.user_id == bindparam("person")
    ),
    ProfileExport,
)
_FORGET = command(delete(MentorProfile).where(among_people(MentorProfile.user_id)))


async def export(db: Db, person_id: str) -> MentorExport:
    """What somebody tells of themself as a mentor."""
    profile = await db.find(_PROFILE, person=person_id)
    return MentorExport(profile)


async def forget(db: Db, people: Sequence[str]) -> None:
    """Delete their profiles, and the words that nobody else says of themself."""
    db.later(_FORGET, people=list(people))
    forget_spellings(db)
