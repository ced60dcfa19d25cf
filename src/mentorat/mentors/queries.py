"""Reading mentors' profiles."""

from datetime import datetime

import msgspec
from sqlalchemy import bindparam, func, select

from mentorat.db.executor import Db, rows
from mentorat.mentors.models import MentorProfile
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
    ).where(MentorProfile.user_id == bindparam("viewer_id")),
    OwnProfile,
)


async def find_own_profile(db: Db, *, viewer: SignedIn) -> OwnProfile | None:
    """The viewer's own profile; None for whoever is no mentor."""
    return await db.find(_OWN, viewer_id=viewer.id)
