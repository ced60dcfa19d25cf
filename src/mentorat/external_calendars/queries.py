"""Reading calendars elsewhere as the operator sees them."""

from sqlalchemy import func, not_, select

from mentorat.db.executor import Db, scalar
from mentorat.external_calendars.models import BusyCalendar
from mentorat.external_calendars.trouble import EVENTS

_TROUBLED = scalar(
    select(func.count()).where(
        BusyCalendar.address_encrypted.is_not(None), not_(BusyCalendar.trouble.startswith(EVENTS))
    ),
    int,
)


async def count_troubled(db: Db) -> int:
    """How many calendars could not be read the last time; single events of one do not count."""
    return await db.one(_TROUBLED)
