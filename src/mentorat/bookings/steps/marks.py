"""Marks against somebody's reliability: one a kind, a person and a booking."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Boolean, Text, bindparam, exists, select
from sqlalchemy.dialects.postgresql import insert

from mentorat.bookings.models import MARK_KIND, MarkKind, ReliabilityMark
from mentorat.bookings.policies import ILLNESS_EVERY
from mentorat.bookings.refusals import IllnessUsed
from mentorat.db.executor import Db, scalar
from mentorat.db.ids import new_id

_MARK = scalar(
    insert(ReliabilityMark)
    .values(
        id=bindparam("id"),
        user_id=bindparam("user_id"),
        booking_id=bindparam("booking_id"),
        kind=bindparam("kind", type_=MARK_KIND),
        made_by=bindparam("made_by"),
        made_at=bindparam("now"),
        is_lifted=bindparam("illness", type_=Boolean),
        is_illness=bindparam("illness", type_=Boolean),
    )
    .on_conflict_do_nothing()
    .returning(ReliabilityMark.id),
    UUID,
)
_WAS_ILL = scalar(
    select(
        exists().where(
            ReliabilityMark.user_id == bindparam("user_id", type_=Text),
            ReliabilityMark.is_illness,
            ReliabilityMark.made_at > bindparam("since"),
        )
    ),
    bool,
)


class Mark(NamedTuple):
    """Against whom, for which booking, of which kind, and who says so."""

    user_id: str
    booking_id: UUID
    kind: MarkKind
    made_by: str


async def add_mark(db: Db, mark: Mark, *, now: datetime, illness: bool = False) -> bool:
    """Keep a mark, lifted at once by illness; false when the same one stands already."""
    made = await db.value(_MARK, id=new_id(now), **mark._asdict(), illness=illness, now=now)
    return made is not None


async def mark_cancellation(
    db: Db, mentor_id: str, booking_id: UUID, *, illness: bool, now: datetime
) -> None:
    """A mentor cancelled: a mark, which illness lifts once in 90 days. Raises IllnessUsed."""
    since = now - ILLNESS_EVERY
    if illness and await db.value(_WAS_ILL, user_id=mentor_id, since=since):
        raise IllnessUsed
    mark = Mark(mentor_id, booking_id, MarkKind.CANCELLED, mentor_id)
    await add_mark(db, mark, now=now, illness=illness)
