"""Writing mentors' profiles."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Text, any_, bindparam, cast, delete, func, literal, or_, update
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert

from mentorat.db.executor import Db, command, scalar
from mentorat.errors import Conflict, Forbidden, say
from mentorat.mentors.actions.index_profile import index_profile
from mentorat.mentors.actions.search_again import search_again
from mentorat.mentors.models import BOOKING_MODE, CANCELLATION_POLICY, MentorProfile
from mentorat.viewer import SignedIn

_fields = {
    "headline": bindparam("headline", type_=Text),
    "expertise": bindparam("expertise", type_=ARRAY(Text)),
    "hourly_rate_cents": bindparam("hourly_rate_cents"),
    "currency": bindparam("currency", type_=Text),
    "languages": bindparam("languages", type_=ARRAY(Text)),
    "updated_at": bindparam("now"),
}
_document = cast(bindparam("availability", type_=Text, required=True), JSONB)
_time_zone = bindparam("timezone", type_=Text, required=True)
_expected = bindparam("expected_version", type_=MentorProfile.version.type, required=True)

_OPEN = command(
    insert(MentorProfile).values(
        user_id=bindparam("owner_id"),
        availability=cast(bindparam("availability", type_=Text), JSONB),
        created_at=bindparam("now"),
        **_fields,
    )
)
_EDIT = scalar(
    update(MentorProfile)
    .where(
        MentorProfile.user_id == bindparam("owner_id"),
        or_(_expected.is_(None), MentorProfile.version == _expected),
    )
    .values(
        availability=func.coalesce(_document, MentorProfile.availability).op("||")(
            func.jsonb_strip_nulls(func.jsonb_build_object("timezone", _time_zone))
        ),
        booking_mode=func.coalesce(
            bindparam("booking_mode", type_=BOOKING_MODE, required=True),
            MentorProfile.booking_mode,
        ),
        cancellation_policy=func.coalesce(
            bindparam("cancellation_policy", type_=CANCELLATION_POLICY, required=True),
            MentorProfile.cancellation_policy,
        ),
        meeting_place=func.nullif(
            func.coalesce(
                bindparam("meeting_place", type_=Text, required=True), MentorProfile.meeting_place
            ),
            "",
        ),
        version=MentorProfile.version + 1,
        **_fields,
    )
    .returning(MentorProfile.version),
    int,
)
UNCHANGED = {"booking_mode": None, "cancellation_policy": None, "meeting_place": None}
_CLOSE_WEEK = command(
    update(MentorProfile)
    .where(MentorProfile.user_id == bindparam("owner_id"))
    .values(
        availability=MentorProfile.availability.op("||")(
            cast(literal('{"weekly": {}, "overrides": {}}'), JSONB)
        )
    )
)
_PURGE = command(
    delete(MentorProfile).where(
        MentorProfile.user_id == any_(bindparam("owner_ids", type_=ARRAY(Text)))
    )
)


class MentorsOnly(Forbidden):
    code = "mentors_only"
    sentence = say("Seuls les mentors ont un profil de mentor.")


class ProfileChanged(Conflict):
    code = "profile_changed"
    sentence = say("Ce profil a été modifié entre-temps. Rechargez-le avant de l'enregistrer.")


async def open_profile(
    db: Db, owner_id: str, fields: Mapping[str, Any], *, availability: str, now: datetime
) -> None:
    """Give a new mentor their profile; `availability` is the document as JSON text."""
    db.later(_OPEN, owner_id=owner_id, availability=availability, now=now, **fields)
    await index_profile(db, owner_id, fields["expertise"])


class ProfileChange(msgspec.Struct, frozen=True):
    """What to write: every field by column name, and the availability or its time zone if given,
    and the rules of booking as far as they change.

    With `expected_version`, nothing newer is overwritten.
    """

    fields: dict[str, Any]
    availability: str | None = None
    timezone: str | None = None
    expected_version: int | None = None
    rules: dict[str, Any] = msgspec.field(default_factory=lambda: dict(UNCHANGED))


async def edit_profile(db: Db, change: ProfileChange, *, viewer: SignedIn, now: datetime) -> int:
    """Replace the viewer's profile; returns its new version. Raises MentorsOnly, ProfileChanged.

    What is derived from it for search follows in the same transaction, its place in the
    directory by a job.
    """
    if viewer.role != "MENTOR":
        raise MentorsOnly
    version = await db.value(
        _EDIT,
        owner_id=viewer.id,
        availability=change.availability,
        timezone=change.timezone,
        expected_version=change.expected_version,
        now=now,
        **change.fields,
        **change.rules,
    )
    if version is None:
        raise ProfileChanged
    await index_profile(db, viewer.id, change.fields["expertise"])
    search_again(db, viewer.id)
    return version


def close_week(db: Db, owner_id: str) -> None:
    """Offer no more time of somebody who left; doing it twice changes nothing."""
    db.later(_CLOSE_WEEK, owner_id=owner_id)


def purge_profiles(db: Db, owner_ids: Sequence[str]) -> None:
    """Erase the words of mentors whose hold-back is over."""
    db.later(_PURGE, owner_ids=list(owner_ids))
