"""What a member keeps of mentors, one row for each: saved for later, or waited for."""

from datetime import datetime
from typing import Any

from sqlalchemy import Text, bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import TIMESTAMP, insert

from mentorat.accounts.models import User
from mentorat.db.executor import Db, command, scalar
from mentorat.directory.models import FreeTimeAlert, SavedMentor
from mentorat.directory.queries.kept import KEPT_MAX
from mentorat.directory.refusals import TooManyKept
from mentorat.errors import NotFound
from mentorat.mentors.bookable import BOOKABLE
from mentorat.mentors.models import MentorProfile
from mentorat.viewer import OnboardedUser

_member_id = bindparam("member_id", type_=Text)
_mentor_id = bindparam("mentor_id", type_=Text)


class KeptMentors:
    """The rows of one table, each of a member and a mentor; `since` is when it was made."""

    def __init__(self, table: type[SavedMentor] | type[FreeTimeAlert], since: str) -> None:
        is_own = table.member_id == _member_id
        self._others = scalar(
            select(func.count()).select_from(table).where(is_own, table.mentor_id != _mentor_id),
            int,
        )
        now: Any = bindparam("now", type_=TIMESTAMP(timezone=True))
        shown = (
            select(_member_id, MentorProfile.user_id, now)
            .join(User, User.id == MentorProfile.user_id)
            .where(BOOKABLE, MentorProfile.user_id == _mentor_id)
        )
        self._keep = scalar(
            insert(table)
            .from_select(["member_id", "mentor_id", since], shown)
            .on_conflict_do_update(
                index_elements=[table.member_id, table.mentor_id],
                set_={since: getattr(table, since)},
            )
            .returning(table.mentor_id),
            str,
        )
        self._drop = command(delete(table).where(is_own, table.mentor_id == _mentor_id))

    async def keep(self, db: Db, mentor_id: str, *, viewer: OnboardedUser, now: datetime) -> None:
        """Keep one; doing it twice changes nothing. Raises NotFound for who is not in the
        directory, TooManyKept beyond a hundred."""
        kept = {"member_id": viewer.id, "mentor_id": mentor_id}
        if (await db.value(self._others, **kept) or 0) >= KEPT_MAX:
            raise TooManyKept
        if await db.value(self._keep, now=now, **kept) is None:
            raise NotFound

    def drop(self, db: Db, mentor_id: str, *, viewer: OnboardedUser) -> None:
        """Keep one no longer; doing it twice changes nothing."""
        db.later(self._drop, member_id=viewer.id, mentor_id=mentor_id)


SAVED = KeptMentors(SavedMentor, "saved_at")
AWAITED = KeptMentors(FreeTimeAlert, "asked_at")
