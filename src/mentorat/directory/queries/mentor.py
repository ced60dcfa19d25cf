"""Reading one mentor: their page, and the time they offer."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Text, bindparam, or_, select

from mentorat.accounts.models import User
from mentorat.bookings.queries.taken import reach
from mentorat.db.executor import Db, rows, scalar
from mentorat.directory.queries.mentors import AHEAD, KEPT, PUBLIC, TAKEN
from mentorat.directory.queries.skill_names import known_skills
from mentorat.mentors.bookable import BOOKABLE
from mentorat.mentors.models import (
    BookingMode,
    CancellationPolicy,
    MentorProfile,
    ProfileStatus,
    ShortLink,
)
from mentorat.mentors.short_links import current_slug
from mentorat.viewer import Visitor


class MentorPageRow(msgspec.Struct, frozen=True):
    """One mentor as their page shows them; `status` tells their owner that others do not."""

    id: str
    first_name: str | None
    last_name: str | None
    image_url: str | None
    bio: str | None
    headline: str
    skills: list[str]
    skill_stamp: int
    skill_names: msgspec.Raw | None
    own_skills: list[str]
    hourly_rate_cents: int
    currency: str
    languages: list[str]
    published_at: datetime | None
    status: ProfileStatus
    updated_at: datetime
    mode: BookingMode
    policy: CancellationPolicy
    meeting_place: str | None
    slug: str | None
    availability: msgspec.Raw
    taken: msgspec.Raw
    is_saved: bool
    has_alert: bool


class Offer(msgspec.Struct, frozen=True):
    """What slots are computed from, and the terms they are offered under."""

    hourly_rate_cents: int
    currency: str
    mode: BookingMode
    policy: CancellationPolicy
    meeting_place: str | None
    availability: msgspec.Raw
    taken: msgspec.Raw


_RULES = (
    MentorProfile.booking_mode.label("mode"),
    MentorProfile.cancellation_policy.label("policy"),
    MentorProfile.meeting_place,
)
_viewer_may_see = or_(
    BOOKABLE,
    MentorProfile.user_id == bindparam("viewer_id", type_=Text),
    bindparam("is_operator"),
)
_SHOWN = rows(
    select(
        User.id,
        User.first_name,
        User.last_name,
        User.image_url,
        User.bio,
        *PUBLIC,
        MentorProfile.status,
        MentorProfile.updated_at,
        *_RULES,
        current_slug().label("slug"),
        MentorProfile.availability,
        TAKEN,
        *KEPT,
    )
    .join(User, User.id == MentorProfile.user_id)
    .where(MentorProfile.user_id == bindparam("mentor_id", type_=Text), _viewer_may_see),
    MentorPageRow,
)
_LINKED = scalar(
    select(MentorProfile.user_id)
    .join(User, User.id == MentorProfile.user_id)
    .join(ShortLink, ShortLink.user_id == MentorProfile.user_id)
    .where(ShortLink.slug == bindparam("slug", type_=Text), _viewer_may_see),
    str,
)
_OFFER = rows(
    select(
        MentorProfile.hourly_rate_cents,
        MentorProfile.currency,
        *_RULES,
        MentorProfile.availability,
        TAKEN,
    )
    .join(User, User.id == MentorProfile.user_id)
    .where(MentorProfile.user_id == bindparam("mentor_id", type_=Text), _viewer_may_see),
    Offer,
)


async def find_mentor(
    db: Db, mentor_id: str, *, viewer: Visitor, now: datetime
) -> MentorPageRow | None:
    """A mentor's page: published ones for everybody, any for its owner and for operators."""
    places = {**_looked_at(mentor_id, viewer, now), **known_skills(), **reach(now, now + AHEAD)}
    return await db.find(_SHOWN, **places, now=now)


async def find_linked(db: Db, slug: str, *, viewer: Visitor, now: datetime) -> str | None:
    """Whose page a short link names, an older one too; None for what this viewer may not see."""
    return await db.value(_LINKED, slug=slug.lower(), **_looker(viewer, now))


async def find_offer(
    db: Db, mentor_id: str, query: tuple[datetime, datetime], *, viewer: Visitor, now: datetime
) -> Offer | None:
    """What a mentor's starts in a range are computed from; None when the viewer sees no mentor."""
    return await db.find(_OFFER, **_looked_at(mentor_id, viewer, now), now=now, **reach(*query))


def _looked_at(mentor_id: str, viewer: Visitor, now: datetime) -> dict[str, Any]:
    return {"mentor_id": mentor_id, **_looker(viewer, now)}


def _looker(viewer: Visitor, now: datetime) -> dict[str, Any]:
    user = viewer.user
    return {"viewer_id": user.id if user else "", "is_operator": viewer.is_operator(now)}
