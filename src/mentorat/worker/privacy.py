"""Who holds anything of a person: the one list of slices, for forgetting and for exports."""

from collections.abc import Sequence
from typing import Any

from mentorat.accounts import privacy as accounts
from mentorat.api_keys import privacy as api_keys
from mentorat.blog import privacy as blog
from mentorat.bookings import privacy as bookings
from mentorat.calendar_feeds import privacy as calendar_feeds
from mentorat.db.executor import Db
from mentorat.db.personal import Columns, Holds, Privacy
from mentorat.directory import privacy as directory
from mentorat.events import privacy as events
from mentorat.external_calendars import privacy as external_calendars
from mentorat.mentors import privacy as mentors
from mentorat.notifications import privacy as notifications
from mentorat.webhooks import privacy as webhooks

SLICES: dict[str, Privacy] = {
    "account": accounts,
    "mentor": mentors,
    "external_calendar": external_calendars,
    "calendar_feed": calendar_feeds,
    "bookings": bookings,
    "directory": directory,
    "blog": blog,
    "messages": notifications,
    "events": events,
    "webhooks": webhooks,
}
# Of machines, of the queue and of Alembic: jobs name people and bookings by id.
TOOLS: Columns = {
    **api_keys.COLUMNS,
    "alembic_version": {"version_num": Holds.NOTHING},
    "procrastinate_jobs": dict.fromkeys(
        ("queue_name", "task_name", "lock", "queueing_lock", "args"), Holds.NOTHING
    ),
    "procrastinate_periodic_defers": dict.fromkeys(("task_name", "periodic_id"), Holds.NOTHING),
}


async def forget_people(db: Db, people: Sequence[str]) -> None:
    """Have every slice forget people whose hold-back is over."""
    for slice_ in SLICES.values() if people else ():
        await slice_.forget(db, people)


async def export_person(db: Db, person_id: str) -> dict[str, Any]:
    """What every slice holds of somebody, by slice."""
    return {name: await slice_.export(db, person_id) for name, slice_ in SLICES.items()}
