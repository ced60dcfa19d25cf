"""Being told, once, when a mentor who is full has time again."""

from datetime import datetime

import msgspec
from sqlalchemy import Text, bindparam, delete, func, select, tuple_
from sqlalchemy.dialects.postgresql import TIMESTAMP, insert

from mentorat.accounts.models import User
from mentorat.db.executor import Db, command, rows, scalar
from mentorat.db.jobs import defer
from mentorat.directory.cards import next_slot
from mentorat.directory.jobs import REFRESH_MENTOR, RefreshMentor
from mentorat.directory.models import FreeTimeAlert
from mentorat.directory.queries.kept import KEPT_MAX, find_card
from mentorat.directory.refusals import HasFreeTime, TooManyKept
from mentorat.errors import NotFound
from mentorat.mentors.bookable import BOOKABLE
from mentorat.mentors.models import MentorProfile
from mentorat.viewer import OnboardedUser, Visitor

BATCH = 200  # people told in one transaction


class WaitingMember(msgspec.Struct, frozen=True):
    """Who waited, since when."""

    member_id: str
    asked_at: datetime


_member_id = bindparam("member_id", type_=Text)
_mentor_id = bindparam("mentor_id", type_=Text)
_OTHERS = scalar(
    select(func.count())
    .select_from(FreeTimeAlert)
    .where(FreeTimeAlert.member_id == _member_id, FreeTimeAlert.mentor_id != _mentor_id),
    int,
)
_ASK = scalar(
    insert(FreeTimeAlert)
    .from_select(
        ["member_id", "mentor_id", "asked_at"],
        select(_member_id, MentorProfile.user_id, bindparam("now", type_=TIMESTAMP(timezone=True)))
        .join(User, User.id == MentorProfile.user_id)
        .where(BOOKABLE, MentorProfile.user_id == _mentor_id),
    )
    .on_conflict_do_update(
        index_elements=[FreeTimeAlert.member_id, FreeTimeAlert.mentor_id],
        set_={"asked_at": FreeTimeAlert.asked_at},
    )
    .returning(FreeTimeAlert.mentor_id),
    str,
)
_STOP = command(
    delete(FreeTimeAlert).where(
        FreeTimeAlert.member_id == _member_id, FreeTimeAlert.mentor_id == _mentor_id
    )
)
_first = (
    select(FreeTimeAlert.member_id, FreeTimeAlert.mentor_id)
    .where(FreeTimeAlert.mentor_id == _mentor_id)
    .order_by(FreeTimeAlert.asked_at, FreeTimeAlert.member_id)
    .limit(BATCH)
)
_TAKE = rows(
    delete(FreeTimeAlert)
    .where(tuple_(FreeTimeAlert.member_id, FreeTimeAlert.mentor_id).in_(_first))
    .returning(FreeTimeAlert.member_id, FreeTimeAlert.asked_at),
    WaitingMember,
)


async def ask_alert(db: Db, mentor_id: str, *, viewer: OnboardedUser, now: datetime) -> None:
    """Have the viewer told once this mentor has a free hour; asking twice changes nothing.

    Raises NotFound for who is not in the directory, HasFreeTime when there is one now, TooManyKept
    beyond a hundred.
    """
    mentor = await find_card(db, mentor_id, viewer=Visitor(user=viewer), now=now)
    if mentor is None:
        raise NotFound
    if next_slot(mentor, now=now) is not None:
        raise HasFreeTime
    asked = {"member_id": viewer.id, "mentor_id": mentor_id}
    if (await db.value(_OTHERS, **asked) or 0) >= KEPT_MAX:
        raise TooManyKept
    if await db.value(_ASK, now=now, **asked) is None:
        raise NotFound
    # An hour that appeared meanwhile was looked for before we asked: look once more.
    defer(db, REFRESH_MENTOR, RefreshMentor(mentor_id), lock=f"mentor:{mentor_id}")


def stop_alert(db: Db, mentor_id: str, *, viewer: OnboardedUser) -> None:
    """Tell the viewer nothing; doing it twice changes nothing."""
    db.later(_STOP, member_id=viewer.id, mentor_id=mentor_id)


async def take_waiting(db: Db, mentor_id: str) -> list[WaitingMember]:
    """Some of those who wait for this mentor, the first who asked first: they wait no longer."""
    return await db.all(_TAKE, mentor_id=mentor_id)
