"""Writing a mentor's week."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import BigInteger, Text, bindparam, cast, delete, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert

from mentorat.availability.models import FreeRun
from mentorat.availability.runs import runs_of
from mentorat.availability.schemas import Availability
from mentorat.availability.slots import Busy, Plan, horizon, starts
from mentorat.availability.wall_time import seconds_after
from mentorat.db.executor import Db, command, rows, scalar
from mentorat.errors import Conflict, say
from mentorat.events.record import Event, record
from mentorat.mentors.actions.edit_profile import MentorsOnly
from mentorat.mentors.models import MentorProfile
from mentorat.mentors.queries import WEEK_DIGEST
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
_FORGET_RUNS = command(delete(FreeRun).where(FreeRun.mentor_number == bindparam("number")))
_columns = [
    func.unnest(bindparam(name, type_=ARRAY(BigInteger))).label(name)
    for name in ("firsts", "lasts", "steps")
]
_KEEP_RUNS = command(
    insert(FreeRun).from_select(
        ["mentor_number", "first_minute", "last_minute", "step_minutes"],
        select(cast(bindparam("number"), BigInteger), *_columns),
    )
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


def keep_runs(db: Db, number: int, plan: Plan, busy: Sequence[Busy], *, now: datetime) -> list[int]:
    """Replace what is searched of one mentor by what `slots.starts` offers now; returns that.

    Notice is left out, since it moves with the clock: a search adds it. Doing it twice changes
    nothing.
    """
    patient = msgspec.structs.replace(plan, notice=0)
    since = seconds_after(now)
    found = starts(patient, busy, since=since, until=horizon(patient, since), now=since)
    runs = runs_of(found, plan.step)
    db.later(_FORGET_RUNS, number=number)
    if runs:
        firsts, lasts, steps = map(list, zip(*runs, strict=True))
        db.later(_KEEP_RUNS, number=number, firsts=firsts, lasts=lasts, steps=steps)
    return found


def forget_runs(db: Db, number: int) -> None:
    """Search no longer finds this mentor's time."""
    db.later(_FORGET_RUNS, number=number)
