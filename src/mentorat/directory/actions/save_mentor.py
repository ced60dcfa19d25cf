"""Keeping a mentor for later."""

from datetime import datetime

from sqlalchemy import Text, bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import TIMESTAMP, insert

from mentorat.accounts.models import User
from mentorat.db.executor import Db, command, scalar
from mentorat.directory.models import SavedMentor
from mentorat.directory.queries.kept import KEPT_MAX
from mentorat.directory.refusals import TooManyKept
from mentorat.errors import NotFound
from mentorat.mentors.bookable import BOOKABLE
from mentorat.mentors.models import MentorProfile
from mentorat.viewer import OnboardedUser

_member_id = bindparam("member_id", type_=Text)
_mentor_id = bindparam("mentor_id", type_=Text)
_OTHERS = scalar(
    select(func.count())
    .select_from(SavedMentor)
    .where(SavedMentor.member_id == _member_id, SavedMentor.mentor_id != _mentor_id),
    int,
)
_SAVE = scalar(
    insert(SavedMentor)
    .from_select(
        ["member_id", "mentor_id", "saved_at"],
        select(_member_id, MentorProfile.user_id, bindparam("now", type_=TIMESTAMP(timezone=True)))
        .join(User, User.id == MentorProfile.user_id)
        .where(BOOKABLE, MentorProfile.user_id == _mentor_id),
    )
    .on_conflict_do_update(
        index_elements=[SavedMentor.member_id, SavedMentor.mentor_id],
        set_={"saved_at": SavedMentor.saved_at},
    )
    .returning(SavedMentor.mentor_id),
    str,
)
_DROP = command(
    delete(SavedMentor).where(
        SavedMentor.member_id == _member_id, SavedMentor.mentor_id == _mentor_id
    )
)


async def save_mentor(db: Db, mentor_id: str, *, viewer: OnboardedUser, now: datetime) -> None:
    """Keep a mentor of the directory for later; doing it twice changes nothing.

    Raises NotFound for who is not in the directory, TooManyKept beyond a hundred.
    """
    kept = {"member_id": viewer.id, "mentor_id": mentor_id}
    if (await db.value(_OTHERS, **kept) or 0) >= KEPT_MAX:
        raise TooManyKept
    if await db.value(_SAVE, now=now, **kept) is None:
        raise NotFound


def drop_saved(db: Db, mentor_id: str, *, viewer: OnboardedUser) -> None:
    """Keep a mentor no longer; doing it twice changes nothing."""
    db.later(_DROP, member_id=viewer.id, mentor_id=mentor_id)
