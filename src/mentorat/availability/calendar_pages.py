"""The page of a mentor's calendar elsewhere: put in, looked at, read again, taken out."""

from datetime import UTC, datetime, timedelta
from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect

from mentorat.accounts.recognition import Member
from mentorat.availability.calendar_schemas import BusyCalendarDocument
from mentorat.availability.calendars import (
    CalendarWish,
    NoCalendar,
    OwnCalendar,
    ReadRecently,
    ask_reading,
    find_calendar,
    ignore_all_day,
    put_calendar,
    take_out_calendar,
)
from mentorat.availability.clashes import clashes
from mentorat.availability.taken import FindTaken, Taken
from mentorat.availability.wall_time import seconds_after
from mentorat.db.executor import Db
from mentorat.errors import Invalid, Problem, Refusal, say
from mentorat.mentors.actions.edit_profile import MentorsOnly
from mentorat.mentors.queries import find_own_profile
from mentorat.viewer import SignedIn
from mentorat.web.moments import clock_text, day_text, moment_text
from mentorat.web.problems import by_field, status_of
from mentorat.web.provide import AnyRequest, Now, Session
from mentorat.web.reading import read_form, validated
from mentorat.web.rendering import FormTexts, html, request_translator

AHEAD = timedelta(days=400)
CHOOSE = say("Faites un choix.")


@get("/availability/calendar", media_type="text/html")
async def show_calendar(
    request: AnyRequest, db: Session, now: Now, member: Member, taken: Taken
) -> Response[Any]:
    return await _Page(request, db, taken, member, now).shown()


@post("/availability/calendar", status_code=303)
async def edit_calendar(
    request: AnyRequest, db: Session, now: Now, member: Member, taken: Taken
) -> Response[Any]:
    fields = await read_form(request)
    if member.role != "MENTOR":
        raise MentorsOnly
    page = _Page(request, db, taken, member, now)
    verb = fields.get("do", "save")
    try:
        await _act(page, verb, fields)
    except (Invalid, ReadRecently, NoCalendar) as refusal:
        return await page.shown(refusal, fields)
    return Redirect(f"/availability/calendar?done={verb}", status_code=303)


async def _act(page: "_Page", verb: object, fields: dict[str, Any]) -> None:
    ignores = "ignoresAllDay" in fields
    if verb == "save":
        document = {k: v for k, v in fields.items() if k not in {"do", "ignoresAllDay"}}
        wanted = validated(BusyCalendarDocument, {**document, "ignoresAllDay": ignores})
        wish = CalendarWish(wanted.address, wanted.ignores_all_day)
        secret_key = page.request.app.state.secret_key
        await put_calendar(page.db, wish, viewer=page.member, now=page.now, secret_key=secret_key)
    elif verb == "days":
        await ignore_all_day(page.db, ignores, viewer=page.member)
    elif verb == "read":
        await ask_reading(page.db, viewer=page.member, now=page.now)
    elif verb == "remove":
        await take_out_calendar(page.db, viewer=page.member)
    else:
        raise Invalid([Problem("/do", CHOOSE, "literal_error")])


class _Page:
    """One showing of the page, for whoever asked."""

    def __init__(
        self, request: AnyRequest, db: Db, taken: FindTaken, member: SignedIn, now: datetime
    ) -> None:
        self.request, self.db, self.taken, self.member, self.now = request, db, taken, member, now

    async def shown(
        self, refusal: Refusal | None = None, fields: dict[str, Any] | None = None
    ) -> Response[Any]:
        calendar = await find_calendar(self.db, viewer=self.member, now=self.now)
        profile = await find_own_profile(self.db, viewer=self.member)
        if profile is None:
            raise MentorsOnly
        translate = request_translator(self.request)
        problems = by_field(refusal.problems, translate) if isinstance(refusal, Invalid) else {}
        told = None if refusal is None or problems else translate.gettext(refusal.text)
        context = {
            "calendar": calendar,
            "counts": calendar is not None and calendar.counts_at(self.now),
            "times": self._times(calendar, profile.timezone),
            "clashes": await self._clashes(profile.timezone) if calendar else [],
            "values": FormTexts(fields or {}),
            "problems": FormTexts(problems),
            "refused": told,
            "done": None if refusal else self.request.query_params.get("done"),
        }
        status = 200 if refusal is None else status_of(refusal)
        return html(self.request, "availability/calendar.html", context, status=status)

    def _times(self, calendar: OwnCalendar | None, zone: str) -> FormTexts:
        """When it was read and may be read again, in the mentor's own time."""
        if calendar is None:
            return FormTexts()
        locale = request_translator(self.request).locale
        moments = {
            "checked": calendar.checked_at,
            "good": calendar.good_at,
            "readable": calendar.readable_at,
        }
        texts = {name: moment_text(at, zone, locale) for name, at in moments.items() if at}
        days = [day_text(day, locale, with_year=True) for day in calendar.unread_dates]
        texts["unread"] = " ; ".join(days)
        if calendar.readable_at is None or calendar.readable_at <= self.now:
            texts.pop("readable", None)
        return FormTexts(texts)

    async def _clashes(self, zone: str) -> list[str]:
        busy = await self.taken(
            self.db, self.member.id, since=self.now, until=self.now + AHEAD, now=self.now
        )
        locale = request_translator(self.request).locale
        lines = []
        for item in clashes(busy, now=seconds_after(self.now)):
            start, end = (datetime.fromtimestamp(at, UTC) for at in (item.start, item.end))
            lines.append(f"{moment_text(start, zone, locale)}–{clock_text(end, zone, locale)}")
        return lines
