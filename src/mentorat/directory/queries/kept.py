"""What a member keeps of mentors: those saved for later, and those whose time they wait for."""

from datetime import datetime

import msgspec
from sqlalchemy import Text, bindparam, func, select
from sqlalchemy.orm import aliased

from mentorat.accounts.models import User
from mentorat.db.executor import Db, rows
from mentorat.directory.models import FreeTimeAlert, SavedMentor
from mentorat.directory.queries.mentors import CARD, WITHOUT_WORDS, MentorRow, seen
from mentorat.mentors.bookable import BOOKABLE
from mentorat.mentors.models import MentorProfile
from mentorat.viewer import Visitor

KEPT_MAX = 100  # mentors a member saves, and as many they wait for


class AlertRow(msgspec.Struct, frozen=True):
    """Whose time a member waits for, since when."""

    mentor_id: str
    display_name: str
    asked_at: datetime


_viewer_id = bindparam("viewer_id", type_=Text)
_tier, _are_many = WITHOUT_WORDS
_card = select(*CARD, _tier.label("tier"), _are_many.label("has_common_words")).join(
    User, User.id == MentorProfile.user_id
)
_own = aliased(SavedMentor, name="own")  # a card asks the table itself, whether it is saved
_SAVED = rows(
    _card.join(_own, _own.mentor_id == MentorProfile.user_id)
    .where(BOOKABLE, _own.member_id == _viewer_id)
    .order_by(_own.saved_at.desc(), MentorProfile.number)
    .limit(KEPT_MAX),
    MentorRow,
)
_ONE = rows(
    _card.where(BOOKABLE, MentorProfile.user_id == bindparam("mentor_id", type_=Text)), MentorRow
)
_ALERTS = rows(
    select(
        FreeTimeAlert.mentor_id,
        func.concat_ws(" ", User.first_name, User.last_name).label("display_name"),
        FreeTimeAlert.asked_at,
    )
    .join(MentorProfile, MentorProfile.user_id == FreeTimeAlert.mentor_id)
    .join(User, User.id == MentorProfile.user_id)
    .where(BOOKABLE, FreeTimeAlert.member_id == _viewer_id)
    .order_by(FreeTimeAlert.asked_at.desc(), FreeTimeAlert.mentor_id)
    .limit(KEPT_MAX),
    AlertRow,
)


async def list_saved(db: Db, *, viewer: Visitor, now: datetime) -> list[MentorRow]:
    """The mentors of the directory whom the viewer saved, the newest first."""
    return await db.all(_SAVED, **seen(viewer, now))


async def find_card(db: Db, mentor_id: str, *, viewer: Visitor, now: datetime) -> MentorRow | None:
    """One mentor of the directory, as a list shows them."""
    return await db.find(_ONE, mentor_id=mentor_id, **seen(viewer, now))


async def list_alerts(db: Db, viewer_id: str) -> list[AlertRow]:
    """The mentors whose next free hour the viewer waits for, the newest first."""
    return await db.all(_ALERTS, viewer_id=viewer_id)
