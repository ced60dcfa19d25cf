"""A mentor's calendar elsewhere over JSON."""

from datetime import UTC, datetime, timedelta

from litestar import delete, get, put

from mentorat.accounts.gates import Member
from mentorat.bookings.queries.taken import find_taken
from mentorat.db.executor import Db
from mentorat.db.together import together
from mentorat.external_calendars.actions import (
    CalendarWish,
    NoCalendar,
    find_calendar,
    put_calendar,
    take_out_calendar,
)
from mentorat.external_calendars.schemas import (
    BusyCalendarAnswer,
    BusyCalendarDocument,
    ClashAnswer,
)
from mentorat.schedules.clashes import clashes
from mentorat.schedules.wall_time import seconds_after
from mentorat.viewer import SignedIn
from mentorat.web.openapi import describe
from mentorat.web.provide import AnyRequest, Now, RequestDb
from mentorat.web.reading import read_json

AHEAD = timedelta(days=400)


@get(
    "/api/me/busy-calendar",
    opt=describe(
        "getMyBusyCalendar",
        "Your external calendar",
        refuses=(404,),
    ),
)
async def read_calendar(db: RequestDb, now: Now, member: Member) -> BusyCalendarAnswer:
    return await _own(db, member, now)


@put(
    "/api/me/busy-calendar",
    opt=describe(
        "replaceMyBusyCalendar",
        "Connect an external calendar, whose busy times are read",
        takes=BusyCalendarDocument,
    ),
)
async def replace_calendar(
    request: AnyRequest, db: RequestDb, now: Now, member: Member
) -> BusyCalendarAnswer:
    document = await read_json(request, BusyCalendarDocument)
    wish = CalendarWish(document.address, document.ignores_all_day)
    secret_keys = request.app.state.secret_keys
    await put_calendar(db, wish, viewer=member, now=now, secret_keys=secret_keys)
    return await _own(db, member, now)


@delete(
    "/api/me/busy-calendar",
    status_code=204,
    opt=describe("deleteMyBusyCalendar", "Remove your external calendar and erase its busy times"),
)
async def remove_calendar(db: RequestDb, now: Now, member: Member) -> None:
    await take_out_calendar(db, viewer=member, now=now)


async def _own(db: Db, viewer: SignedIn, now: datetime) -> BusyCalendarAnswer:
    found, busy = await together(
        db,
        find_calendar(db, viewer=viewer, now=now),
        find_taken(db, viewer.id, since=now, until=now + AHEAD, now=now),
    )
    if found is None:
        raise NoCalendar
    return BusyCalendarAnswer(
        address=found.masked,
        ignores_all_day=found.ignores_all_day,
        checked_at=found.checked_at,
        good_at=found.good_at,
        readable_at=found.readable_at,
        counts=found.counts_at(now),
        trouble=found.why_not_read,
        busy_count=found.busy_count,
        unread=found.unread,
        clashes=[
            ClashAnswer(*(datetime.fromtimestamp(at, UTC) for at in (item.start, item.end)))
            for item in clashes(busy, now=seconds_after(now))
        ],
    )
