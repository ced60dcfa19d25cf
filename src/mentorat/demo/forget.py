"""Before real people come: the people of the demo go, with everything that was theirs."""

from sqlalchemy import Text, cast, delete, or_, select

from mentorat.accounts.models import User
from mentorat.accounts.standing import is_demo
from mentorat.blog.models import Post
from mentorat.bookings.models import Booking, ReliabilityMark
from mentorat.db.executor import Db, command
from mentorat.events.models import RecordedEvent

_bookings = or_(is_demo(Booking.mentor_id), is_demo(Booking.mentee_id))
# What an operator did about them stays: the audit is for ever.
_EVENTS = command(
    delete(RecordedEvent).where(
        RecordedEvent.is_audit.is_(False),
        or_(
            is_demo(RecordedEvent.subject),
            RecordedEvent.subject.in_(select(cast(Booking.id, Text)).where(_bookings)),
            RecordedEvent.subject.in_(select(cast(Post.id, Text)).where(is_demo(Post.author_id))),
        ),
    )
)
_MARKS = command(delete(ReliabilityMark).where(is_demo(ReliabilityMark.user_id)))
_BOOKINGS = command(delete(Booking).where(_bookings))
_POSTS = command(delete(Post).where(is_demo(Post.author_id)))
_PEOPLE = command(delete(User).where(is_demo(User.id)))


async def forget_demo(db: Db) -> tuple[int, int]:
    """Delete the people of the demo for good; how many, and how many bookings went with them.
    Doing it twice is harmless."""
    await db.run(_EVENTS)
    await db.run(_MARKS)
    await db.run(_POSTS)
    bookings = await db.run(_BOOKINGS)
    return await db.run(_PEOPLE), bookings
