"""Writing a mentor's week."""

from datetime import datetime

from sqlalchemy import Text, bindparam, cast, select, update
from sqlalchemy.dialects.postgresql import JSONB

from mentorat.db.executor import Db, rows, scalar
from mentorat.errors import Conflict, say
from mentorat.events.record import Event, record
from mentorat.mentors.actions.edit_profile import MentorsOnly
from mentorat.mentors.models import MentorProfile
from mentorat.mentors.queries import WEEK_DIGEST
from mentorat.schedules.document import Availability
from mentorat.viewer import SignedIn

_SAVE = scalar(
    update(MentorProfile)
    .where(
        MentorProfile.user_id == bindparam("owner_id"),
        bindparam("expected_digest", type_=Text) == WEEK_DIGEST,
    )
    .values(
        availability=cast(bindparam("schedule", type_=Text), JSONB),
        version=MentorProfile.version + 1,
        updated_at=bindparam("now"),
    )
    .returning(MentorProfile.version),
    int,
)
_COMPARE = rows(
    select(
        WEEK_DIGEST.label("digest"),
        (MentorProfile.availability == cast(bindparam("schedule", type_=Text), JSONB)).label(
            "is_same"
        ),
    ).where(MentorProfile.user_id == bindparam("owner_id")),
    lambda digest, is_same: (digest, is_same),
)


class WeekChanged(Conflict):
    code = "week_changed"
    sentence = say("Vos disponibilités ont été modifiées entre-temps.")


async def save_week(
    db: Db, schedule: Availability, *, expected_digest: str, viewer: SignedIn, now: datetime
) -> None:
    """Replace the viewer's schedule, unless another edit came first.

    The same schedule again changes nothing. Raises MentorsOnly, and WeekChanged when the stored
    one is not what `expected_digest` (as `find_own_profile` gives it) was made from.
    """
    if viewer.role != "MENTOR":
        raise MentorsOnly
    document = schedule.as_json()
    found = await db.find(_COMPARE, owner_id=viewer.id, schedule=document)
    if found is not None and found == (expected_digest, True):
        return
    saved = await db.value(
        _SAVE,
        owner_id=viewer.id,
        expected_digest=expected_digest,
        schedule=document,
        now=now,
    )
    if saved is None:
        raise WeekChanged
    record(db, Event(kind="profile.edited", subject=viewer.id, actor=viewer.id), now=now)
