"""What somebody's day looks like: the next session, and what waits for them."""

from datetime import datetime

import msgspec

from mentorat.bookings.models import BookingStatus
from mentorat.bookings.paging import START
from mentorat.bookings.queries.bookings import BookingRow, list_own
from mentorat.db.executor import Db
from mentorat.db.together import nothing, together
from mentorat.mentors.models import ProfileStatus
from mentorat.mentors.queries import find_own_profile
from mentorat.viewer import SignedIn

LOOKED_AT = 60  # bookings ahead: beyond them nothing is next
SHOWN = 5


class Day(msgspec.Struct, frozen=True):
    """What a member sees first. `to_answer` waits for them, `asked` for somebody else; `profile` is
    where a mentor's profile stands."""

    next_session: BookingRow | None
    sessions_after: int
    to_answer: list[BookingRow]
    asked: list[BookingRow]
    profile: ProfileStatus | None
    sessions: list[BookingRow]


async def read_day(db: Db, *, viewer: SignedIn, now: datetime) -> Day:
    """The viewer's own, and nobody else's."""
    (ahead, _), profile = await together(
        db,
        list_own(db, START, viewer=viewer, now=now, count=LOOKED_AT),
        find_own_profile(db, viewer=viewer) if viewer.role == "MENTOR" else nothing(),
    )
    sessions = [one for one in ahead if one.status == BookingStatus.CONFIRMED and one.ends_at > now]
    requests = [one for one in ahead if one.status == BookingStatus.REQUESTED]
    return Day(
        next_session=sessions[0] if sessions else None,
        sessions_after=len(sessions[1:]),
        to_answer=[one for one in requests if one.mentor_id == viewer.id][:SHOWN],
        asked=[one for one in requests if one.mentee_id == viewer.id][:SHOWN],
        profile=profile.status if profile else None,
        sessions=sessions,
    )
