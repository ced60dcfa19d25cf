"""A mentor with a calendar elsewhere: putting it in, and the worker's visits at a given time."""

from datetime import datetime, timedelta
from typing import Any

from mentorat.db.executor import Db
from mentorat.db.pool import Database
from mentorat.external_calendars.actions import CalendarWish, put_calendar
from mentorat.external_calendars.refresh import (
    RefreshContext,
    queue_due_calendars,
    refresh_calendar,
)
from mentorat.settings import Settings
from mentorat.settings.kept_file import secret_keys
from tests.builders import MONDAY, Rows, whoever
from tests.external_calendars.calendar_server import HOST, Site
from tests.working import Worker

SECRET = "private-7f3c9a51e2"
ADDRESS = f"https://{HOST}/{SECRET}/basic.ics"
PATH = f"/{SECRET}/basic.ics"
MINUTE = timedelta(minutes=1)


class Life:
    """One mentor's calendar, seen from the outside."""

    def __init__(
        self, mentor: str, database: Database, settings: Settings, site: Site, rows: Rows
    ) -> None:
        self.mentor, self.database, self.site, self.rows = mentor, database, site, rows
        keys = secret_keys(settings)
        self.reading = RefreshContext(site, keys, settings.origin)
        self.worker = Worker(settings, database)

    async def put(
        self, address: str = ADDRESS, *, ignores: bool = False, now: datetime = MONDAY
    ) -> None:
        """The mentor gives an address."""
        async with self.database.unit(writes=True) as unit:
            await put_calendar(
                Db(unit),
                CalendarWish(address, ignores),
                viewer=whoever(self.mentor, "MENTOR"),
                now=now,
                secret_keys=self.reading.secret_keys,
            )

    async def refresh(self, now: datetime = MONDAY) -> None:
        """The worker's job."""
        await refresh_calendar(self.database, self.mentor, self.reading, now=now)

    async def queue(self, now: datetime) -> int:
        """The worker's round of every five minutes."""
        async with self.database.unit(writes=True) as unit:
            return await queue_due_calendars(Db(unit), now=now)

    def row(self) -> dict[str, Any]:
        """The calendar's row."""
        return self.rows("select * from busy_calendars where user_id = %s", self.mentor)[0]

    def times(self) -> list[tuple[datetime, datetime, bool]]:
        """What was kept of it."""
        found = self.rows("select * from external_busy order by starts_at, is_all_day")
        return [(row["starts_at"], row["ends_at"], row["is_all_day"]) for row in found]

    async def jobs(self) -> list[str]:
        """What has been left for the worker since the last look, reactions to events included."""
        await self.worker.publish(self.rows)
        found = self.rows("delete from procrastinate_jobs returning id, task_name")
        return [row["task_name"] for row in sorted(found, key=lambda row: row["id"])]
