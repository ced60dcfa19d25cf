"""What is held of somebody's calendar elsewhere: its address, sealed, and busy times."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import bindparam, delete, select

from mentorat.db.executor import Db, command, rows
from mentorat.db.personal import Columns, Holds, among_people, columns_of
from mentorat.external_calendars.models import BusyCalendar, ExternalBusy

COLUMNS: Columns = {
    "busy_calendars": {
        "user_id": Holds.NOTHING,
        "masked": Holds.WORDS,
        **dict.fromkeys(
            ("address_encrypted", "etag", "last_modified", "read_zone", "trouble"), Holds.COPY
        ),
    },
    "external_busy": {"mentor_id": Holds.NOTHING},
}


class CalendarExport(msgspec.Struct, frozen=True):
    """A calendar elsewhere; its address is shown as its owner sees it, never whole."""

    masked: str
    ignores_all_day: bool
    created_at: datetime
    good_at: datetime | None


class BusyTimeExport(msgspec.Struct, frozen=True):
    """A time that is taken there; what takes it was never kept."""

    starts_at: datetime
    ends_at: datetime
    is_all_day: bool


class ExternalCalendarExport(msgspec.Struct, frozen=True):
    """Somebody's calendar elsewhere, with what it says."""

    calendar: CalendarExport | None
    busy: list[BusyTimeExport]


_CALENDAR = rows(
    select(*columns_of(BusyCalendar, CalendarExport)).where(
        BusyCalendar.user_id == bindparam("person")
    ),
    CalendarExport,
)
_BUSY = rows(
    select(*columns_of(ExternalBusy, BusyTimeExport))
    .where(ExternalBusy.mentor_id == bindparam("person"))
    .order_by(ExternalBusy.starts_at),
    BusyTimeExport,
)
_FORGET = command(delete(BusyCalendar).where(among_people(BusyCalendar.user_id)))


async def export(db: Db, person_id: str) -> ExternalCalendarExport:
    """What is read of somebody's calendar elsewhere."""
    calendar = await db.find(_CALENDAR, person=person_id)
    return ExternalCalendarExport(calendar, await db.all(_BUSY, person=person_id))


async def forget(db: Db, people: Sequence[str]) -> None:
    """Delete their calendars, with the times they take."""
    db.later(_FORGET, people=list(people))
