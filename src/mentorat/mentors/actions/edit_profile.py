"""Writing mentors' profiles."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
import psycopg
from sqlalchemy import Text, and_, bindparam, cast, func, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert

from mentorat.accounts.models import User
from mentorat.db.executor import Db, Statement, command, rows
from mentorat.errors import Conflict, Forbidden, say
from mentorat.events.record import Event, record
from mentorat.mentors.actions.index_profile import index_profile
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

_OPEN = command(
    insert(MentorProfile).values(
        user_id=bindparam("owner_id"),
        availability=cast(bindparam("availability", type_=Text), JSONB),
        created_at=bindparam("now"),
        **_fields,
    )
)
_edited = {
    **{name: place for name, place in _fields.items() if name != "updated_at"},
    "availability": func.coalesce(_document, MentorProfile.availability).op("||")(
        func.jsonb_strip_nulls(func.jsonb_build_object("timezone", _time_zone))
    ),
    "booking_mode": func.coalesce(
        bindparam("booking_mode", type_=BOOKING_MODE, required=True), MentorProfile.booking_mode
    ),
    "cancellation_policy": func.coalesce(
        bindparam("cancellation_policy", type_=CANCELLATION_POLICY, required=True),
        MentorProfile.cancellation_policy,
    ),
    "meeting_place": func.nullif(
        func.coalesce(
            bindparam("meeting_place", type_=Text, required=True), MentorProfile.meeting_place
        ),
        "",
    ),
}


class Comparison(NamedTuple):
    """Which version stands, and whether it says the same already."""

    version: int
    is_same: bool


# Whoever books waits here too: a booking is made in the currency before or after, never across.
_LOCK_OWNER = command(
    select(User.id).where(User.id == bindparam("owner_id")).with_for_update(key_share=True)
)
_COMPARE = rows(
    select(
        MentorProfile.version,
        and_(
            *(
                getattr(MentorProfile, name).is_not_distinct_from(value)
                for name, value in _edited.items()
            )
        ).label("is_same"),
    )
    .where(MentorProfile.user_id == bindparam("owner_id"))
    .with_for_update(),
    Comparison,
)
_EDIT = command(
    update(MentorProfile)
    .where(MentorProfile.user_id == bindparam("owner_id"))
    .values(version=MentorProfile.version + 1, updated_at=bindparam("now"), **_edited)
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


class MentorsOnly(Forbidden):
    code = "mentors_only"
    sentence = say("Seuls les mentors ont un profil de mentor.")


class ProfileChanged(Conflict):
    code = "profile_changed"
    sentence = say("Ce profil a été modifié entre-temps. Rechargez-le avant de l'enregistrer.")


class CurrencyInUse(Conflict):
    code = "currency_in_use"
    sentence = say(
        "Des réservations sont en cours dans votre devise actuelle : vous pourrez changer de "
        "devise quand elles seront terminées."
    )


async def open_profile(
    db: Db, owner_id: str, fields: Mapping[str, Any], *, availability: str, now: datetime
) -> None:
    """Give a new mentor their profile; `availability` is the document as JSON text. Raises
    CurrencyInUse when sessions that they still owe are in another currency."""
    await _write(db, _OPEN, owner_id=owner_id, availability=availability, now=now, **fields)
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
    """Replace the viewer's profile; returns its new version. Raises MentorsOnly, ProfileChanged,
    and CurrencyInUse for another currency while a booking in the old one lives.

    What says the same already changes nothing. What is derived from it for search follows in the
    same transaction, its place in the directory by an event.
    """
    if viewer.role != "MENTOR":
        raise MentorsOnly
    values = {
        "owner_id": viewer.id,
        "availability": change.availability,
        "timezone": change.timezone,
        **change.fields,
        **change.rules,
    }
    db.later(_LOCK_OWNER, owner_id=viewer.id)
    found = await db.find(_COMPARE, **values)
    if found is None or change.expected_version not in {None, found.version}:
        raise ProfileChanged
    if found.is_same:
        return found.version
    await _write(db, _EDIT, now=now, **values)
    await index_profile(db, viewer.id, change.fields["expertise"])
    record(db, Event(kind="profile.edited", subject=viewer.id, actor=viewer.id), now=now)
    return found.version + 1


async def _write(db: Db, statement: Statement[Any], **values: Any) -> None:
    try:
        await db.run(statement, **values)
    except psycopg.errors.CheckViolation as error:
        if error.diag.constraint_name != "one_currency_at_a_time":
            raise
        raise CurrencyInUse from None


def close_week(db: Db, owner_id: str) -> None:
    """Offer no more time of somebody who left; doing it twice changes nothing."""
    db.later(_CLOSE_WEEK, owner_id=owner_id)
