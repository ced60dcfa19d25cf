"""The jobs around bookings: telling, reminding, ending what is overdue, people who left."""

from datetime import UTC, datetime
from uuid import UUID

from mentorat.availability.calendars import forget_calendar
from mentorat.bookings.actions.expire import complete_past, expire_overdue
from mentorat.bookings.actions.leave import cancel_left_sessions, mentor_stopped, person_left
from mentorat.bookings.actions.silence import pause_if_silent
from mentorat.bookings.pausing import tell_paused
from mentorat.bookings.telling import Context, remind_request, remind_session, tell_booking
from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.directory.actions import refresh_mentor
from mentorat.directory.similar import find_similar
from mentorat.mentors.actions.edit_profile import close_week
from mentorat.notifications.actions import note_refused, note_sent
from mentorat.notifications.delivery import RefusedForGoodError, send
from mentorat.notifications.queries import find_message
from mentorat.settings import Settings


class BookingChores:
    """What the worker does for bookings; each may run twice without harm."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings = settings
        self.database = database

    async def person_left(self, user_id: str) -> None:
        """What a deleted account means for the slices above it."""
        async with self.database.unit(writes=True) as unit:
            db = Db(unit)
            close_week(db, user_id)
            forget_calendar(db, user_id)
            await person_left(db, user_id, now=_now())
            await refresh_mentor(db, user_id, now=_now())

    async def role_changed(self, user_id: str, role: str) -> None:
        """Somebody became Mentor or Élève: an Élève answers no requests any more."""
        if role == "USER":
            async with self.database.unit(writes=True) as unit:
                await mentor_stopped(Db(unit), user_id, now=_now())

    async def tell_booking(self, booking_id: str, sequence: int) -> None:
        """A booking took a step: both people are told."""
        async with self.database.unit(writes=True) as unit:
            await tell_booking(Db(unit), UUID(booking_id), sequence, self._context())

    async def remind_session(self, booking_id: str, starts_at: str, hours: int) -> None:
        """A session is a day or an hour away."""
        async with self.database.unit(writes=True) as unit:
            at = datetime.fromisoformat(starts_at)
            await remind_session(Db(unit), UUID(booking_id), at, hours, self._context())

    async def check_silence(self, mentor_id: str) -> None:
        """A request expired: whoever lets two of them expire is paused, and told."""
        async with self.database.unit(writes=True) as unit:
            db, now = Db(unit), _now()
            if await pause_if_silent(db, mentor_id, now=now):
                await tell_paused(db, mentor_id, origin=self.settings.origin, now=now)

    async def remind_request(self, booking_id: str) -> None:
        """Half of a request's time is over."""
        async with self.database.unit(writes=True) as unit:
            await remind_request(Db(unit), UUID(booking_id), self._context())

    async def deliver_message(self, message_id: str) -> None:
        """A message leaves; if the worker dies in between it leaves again, with the same id."""
        async with self.database.unit(writes=False) as unit:
            message = await find_message(Db(unit), UUID(message_id))
        if message is None or message.sent_at or message.failed_at:
            return
        refusal = None
        try:
            await send(message, self.settings)
        except RefusedForGoodError as error:
            refusal = str(error)
        async with self.database.unit(writes=True) as unit:
            if refusal is None:
                note_sent(Db(unit), message.id, now=_now())
            else:
                note_refused(Db(unit), message.id, refusal, now=_now())

    async def cancel_left_sessions(self, user_id: str) -> None:
        """The hold-back of somebody who left is over."""
        async with self.database.unit(writes=True) as unit:
            await cancel_left_sessions(Db(unit), user_id, now=_now())

    async def expire_requests(self) -> None:
        """Requests whose deadline has passed end by themselves."""
        async with self.database.unit(writes=True) as unit:
            await expire_overdue(Db(unit), None, now=_now())

    async def close_sessions(self) -> None:
        """Sessions that are over are completed; overdue requests end, if their own job was late."""
        async with self.database.unit(writes=True) as unit:
            await complete_past(Db(unit), now=_now())
        await self.expire_requests()

    def _context(self) -> Context:
        async def similar(db: Db, mentor_id: str) -> list[tuple[str, str]]:
            found = await find_similar(db, mentor_id)
            return [(one.name, f"{self.settings.origin}/mentors/{one.id}") for one in found]

        return Context(self.settings.origin, _now(), similar)


def _now() -> datetime:
    return datetime.now(UTC)
