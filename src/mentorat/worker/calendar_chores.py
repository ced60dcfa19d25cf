"""The jobs around calendars elsewhere."""

from datetime import UTC, datetime

from mentorat.availability.calendar_fetch import Internet, Network
from mentorat.availability.calendar_refresh import Reading, queue_due_calendars, refresh_calendar
from mentorat.db.executor import Db
from mentorat.settings.kept_file import secret_key
from mentorat.worker.booking_chores import BookingChores


class CalendarChores(BookingChores):
    """What the worker does for calendars elsewhere; each may run twice without harm."""

    network: Network = Internet()

    async def refresh_calendar(self, user_id: str) -> None:
        """A mentor's busy times elsewhere, as they are now."""
        settings = self.settings
        key = secret_key(settings.secret_key, settings.mentorat_home)
        reading = Reading(self.network, key, settings.origin)
        await refresh_calendar(self.database, user_id, reading, now=_now())

    async def queue_calendars(self) -> None:
        """Every five minutes: the calendars whose turn it is."""
        async with self.database.unit(writes=True) as unit:
            await queue_due_calendars(Db(unit), now=_now())


def _now() -> datetime:
    return datetime.now(UTC)
