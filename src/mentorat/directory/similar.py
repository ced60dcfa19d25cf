"""Mentors who may help instead of one who cannot."""

import msgspec
from sqlalchemy import Text, bindparam, exists, select
from sqlalchemy.orm import aliased

from mentorat.accounts.models import User
from mentorat.db.executor import Db, rows
from mentorat.directory.models import FreeRun
from mentorat.mentors.bookable import BOOKABLE
from mentorat.mentors.models import MentorProfile

SIMILAR_MAX = 3


class Similar(msgspec.Struct, frozen=True):
    """A mentor with some of the same skills and some free time."""

    id: str
    first_name: str | None
    last_name: str | None
    image_url: str | None
    headline: str

    @property
    def display_name(self) -> str:
        """How they are called, as far as it is known."""
        return " ".join(part for part in (self.first_name, self.last_name) if part)


_model = aliased(MentorProfile, name="model")
_SIMILAR = rows(
    select(User.id, User.first_name, User.last_name, User.image_url, MentorProfile.headline)
    .select_from(_model)
    .join(MentorProfile, MentorProfile.skills.op("&&")(_model.skills))
    .join(User, User.id == MentorProfile.user_id)
    .where(
        BOOKABLE,
        _model.user_id == bindparam("mentor_id", type_=Text),
        MentorProfile.user_id != _model.user_id,
        exists().where(FreeRun.mentor_number == MentorProfile.number),
    )
    .order_by(MentorProfile.rank.desc(), MentorProfile.number.desc())
    .limit(SIMILAR_MAX),
    Similar,
)


async def find_similar(db: Db, mentor_id: str) -> list[Similar]:
    """At most three published mentors who share a skill with somebody and have free time."""
    return await db.all(_SIMILAR, mentor_id=mentor_id)
