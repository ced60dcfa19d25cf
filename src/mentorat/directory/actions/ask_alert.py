"""Being told, once, when a mentor who is full has time again."""

from datetime import datetime

import msgspec
from sqlalchemy import Text, bindparam, delete, select, tuple_

from mentorat.db.executor import Db, rows
from mentorat.db.jobs import defer
from mentorat.directory.actions.kept_mentors import AWAITED
from mentorat.directory.cards import next_slot
from mentorat.directory.jobs import REFRESH_MENTOR, RefreshMentor
from mentorat.directory.models import FreeTimeAlert
from mentorat.directory.queries.kept import find_card
from mentorat.directory.refusals import HasFreeTime
from mentorat.errors import NotFound
from mentorat.viewer import OnboardedUser, Visitor

BATCH = 200  # people told in one transaction


class WaitingMember(msgspec.Struct, frozen=True):
    """Who waited, since when."""

    member_id: str
    asked_at: datetime


_mentor_id = bindparam("mentor_id", type_=Text)
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
    await AWAITED.keep(db, mentor_id, viewer=viewer, now=now)
    # An hour that appeared meanwhile was looked for before we asked: look once more.
    defer(db, REFRESH_MENTOR, RefreshMentor(mentor_id), lock=f"mentor:{mentor_id}")


def stop_alert(db: Db, mentor_id: str, *, viewer: OnboardedUser) -> None:
    """Tell the viewer nothing; doing it twice changes nothing."""
    AWAITED.drop(db, mentor_id, viewer=viewer)


async def take_waiting(db: Db, mentor_id: str) -> list[WaitingMember]:
    """Some of those who wait for this mentor, the first who asked first: they wait no longer."""
    return await db.all(_TAKE, mentor_id=mentor_id)
