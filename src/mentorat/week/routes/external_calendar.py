"""The page of a mentor's calendar elsewhere: put in, looked at, read again, taken out."""

from datetime import UTC, datetime, timedelta
from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect

from mentorat.accounts.gates import Member
from mentorat.bookings.queries.taken import find_taken
from mentorat.db.executor import Db
from mentorat.db.together import together
from mentorat.errors import Invalid, Problem, say
from mentorat.external_calendars.actions import (
    CalendarWish,
    OwnCalendar,
    ask_reading,
    find_calendar,
    ignore_all_day,
    put_calendar,
    take_out_calendar,
)
from mentorat.external_calendars.schemas import BusyCalendarDocument
from mentorat.mentors.actions.edit_profile import MentorsOnly
from mentorat.mentors.queries import find_own_profile
from mentorat.schedules.clashes import clashes
from mentorat.schedules.slots import Busy
from mentorat.schedules.wall_time import seconds_after
from mentorat.viewer import SignedIn
from mentorat.web.forms import form_state, or_page, read_form
from mentorat.web.moments import clock_text, day_text, moment_text
from mentorat.web.provide import AnyRequest, Now, RequestDb
from mentorat.web.reading import validated
from mentorat.web.rendering import FormTexts, html, request_translator

AHEAD = timedelta(days=400)
CHOOSE = say("Faites un choix.")


async def _page(
    request: AnyRequest,
    db: Db,
    *,
    member: SignedIn,
    now: datetime,
) -> Response[Any]:
    form = form_state(request)
    calendar, profile, taken = await together(
        db,
        find_calendar(db, viewer=member, now=now),
        find_own_profile(db, viewer=member),
        find_taken(db, member.id, since=now, until=now + AHEAD, now=now),
    )
    if profile is None:
        raise MentorsOnly
    locale, zone = request_translator(request).locale, profile.timezone
    busy = taken if calendar else []
    context = {
        "calendar": calendar,
        "counts": calendar is not None and calendar.counts_at(now),
        "times": _times(calendar, zone, locale, now),
        "clashes": [_span(item, zone, locale) for item in clashes(busy, now=seconds_after(now))],
        "values": form.typed,
        "problems": form.problems,
        "refused": form.told,
        "done": None if form.refusal else request.query_params.get("done"),
    }
    return html(request, "week/calendar.html", context, status=form.status)


@get("/availability/calendar", media_type="text/html")
async def show_calendar(
    request: AnyRequest, db: RequestDb, now: Now, member: Member
) -> Response[Any]:
    return await _page(request, db, member=member, now=now)


@post("/availability/calendar", status_code=303)
@or_page(_page)
async def edit_calendar(
    request: AnyRequest, db: RequestDb, now: Now, member: Member
) -> Response[Any]:
    fields = await read_form(request)
    if member.role != "MENTOR":
        raise MentorsOnly
    ignores = "ignoresAllDay" in fields
    match verb := fields.get("do", "save"):
        case "save":
            document = {k: v for k, v in fields.items() if k not in {"do", "ignoresAllDay"}}
            wanted = validated(BusyCalendarDocument, {**document, "ignoresAllDay": ignores})
            wish = CalendarWish(wanted.address, wanted.ignores_all_day)
            secret_keys = request.app.state.secret_keys
            await put_calendar(db, wish, viewer=member, now=now, secret_keys=secret_keys)
        case "days":
            await ignore_all_day(db, ignores, viewer=member, now=now)
        case "read":
            await ask_reading(db, viewer=member, now=now)
        case "remove":
            await take_out_calendar(db, viewer=member, now=now)
        case _:
            raise Invalid([Problem("/do", CHOOSE, "literal_error")])
    return Redirect(f"/availability/calendar?done={verb}", status_code=303)


def _times(calendar: OwnCalendar | None, zone: str, locale: str, now: datetime) -> FormTexts:
    """When it was read and may be read again, in the mentor's own time."""
    if calendar is None:
        return FormTexts()
    moments = {
        "checked": calendar.checked_at,
        "good": calendar.good_at,
        "readable": calendar.readable_at,
    }
    texts = {name: moment_text(at, zone, locale) for name, at in moments.items() if at}
    days = [day_text(day, locale, with_year=True) for day in calendar.unread_dates]
    texts["unread"] = " ; ".join(days)
    if calendar.readable_at is None or calendar.readable_at <= now:
        texts.pop("readable", None)
    return FormTexts(texts)


def _span(item: Busy, zone: str, locale: str) -> str:
    start, end = (datetime.fromtimestamp(at, UTC) for at in (item.start, item.end))
    return f"{moment_text(start, zone, locale)}–{clock_text(end, zone, locale)}"
