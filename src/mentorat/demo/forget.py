"""Before real people come: the people of the demo go, with everything that was theirs."""

from sqlalchemy import ColumnElement, Text, bindparam, cast, delete, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from mentorat.accounts.dev_identity import DEMO_PREFIX
from mentorat.accounts.models import User
from mentorat.bookings.models import Booking, ReliabilityMark
from mentorat.db.executor import Db, command
from mentorat.events.models import RecordedEvent


def _is_demo(column: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    return func.starts_with(column, bindparam("prefix", type_=Text))


_bookings = or_(_is_demo(Booking.mentor_id), _is_demo(Booking.mentee_id))
# What an operator did about them stays: the audit is for ever.
_EVENTS = command(
    delete(RecordedEvent).where(
        RecordedEvent.is_audit.is_(False),
        or_(
            _is_demo(RecordedEvent.subject),
            RecordedEvent.subject.in_(select(cast(Booking.id, Text)).where(_bookings)),
        ),
    )
)
_MARKS = command(delete(ReliabilityMark).where(_is_demo(ReliabilityMark.user_id)))
_BOOKINGS = command(delete(Booking).where(_bookings))
_PEOPLE = command(delete(User).where(_is_demo(User.id)))


async def forget_demo(db: Db) -> tuple[int, int]:
    """Delete the people of the demo for good; how many, and how many bookings went with them.
    Doing it twice is harmless."""
    await db.run(_EVENTS, prefix=DEMO_PREFIX)
    await db.run(_MARKS, prefix=DEMO_PREFIX)
    bookings = await db.run(_BOOKINGS, prefix=DEMO_PREFIX)
    return await db.run(_PEOPLE, prefix=DEMO_PREFIX), bookings
