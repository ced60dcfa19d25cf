"""The editor of a mentor's week, and the answer to «why is this time not offered?»."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.response import Redirect

from mentorat.accounts.gates import Member
from mentorat.bookings.queries.taken import find_taken
from mentorat.db.executor import Db
from mentorat.db.together import together
from mentorat.errors import Invalid, Problem
from mentorat.mentors.actions.edit_profile import MentorsOnly
from mentorat.mentors.actions.save_week import WeekChanged, save_week
from mentorat.mentors.queries import OwnProfile, find_own_profile
from mentorat.schedules.clashes import clashes
from mentorat.schedules.clock import read_clock
from mentorat.schedules.document import Availability
from mentorat.schedules.obstacles import obstacles
from mentorat.schedules.painted_week import usual_week
from mentorat.schedules.plans import minutes_of, plan_of, stored_plan, stored_schedule
from mentorat.schedules.slots import Plan
from mentorat.schedules.wall_time import MINUTE, instant, seconds_after
from mentorat.viewer import SignedIn
from mentorat.web.forms import FormState, form_state, or_page, read_form
from mentorat.web.language import Translator
from mentorat.web.provide import AnyRequest, Now, RequestDb
from mentorat.web.reading import tried
from mentorat.web.rendering import FormTexts, html, request_translator
from mentorat.week.buttons import PRESET_NAMES, press
from mentorat.week.form import Editor, document_of, editor_of, editor_of_fields
from mentorat.week.preview import choices, moved_bookings, rules_line, shown_month, today_in
from mentorat.week.words import obstacle_text, schedule_lines

DATE_VERBS = ("date", "close", "open", "usual")
YEARS = (1970, 2200)  # that a question may be about


class WeekForm(msgspec.Struct, kw_only=True):
    """One showing of the editor: what stands in the form, and what there is to say about it."""

    editor: Editor
    digest: str
    form: FormState
    schedule: Availability | None = None
    stored: Availability | None = None  # another edit came first: both versions are shown
    shown: dict[str, str] = {}  # the month and the day that are looked at
    moved: list[tuple[str, str]] = []  # booked sessions, before a new zone is confirmed


async def _week_page(
    request: AnyRequest,
    db: Db,
    *,
    member: SignedIn,
    now: datetime,
) -> Response[Any]:
    """The week as it is stored, or as it was sent and refused."""
    form = form_state(request)
    profile, busy = await together(db, _own_profile(db, member), _busy(db, member, now))
    if form.refusal is None:
        schedule = _stored(profile)
        editor = editor_of(schedule, today=today_in(schedule.timezone, now))
        draft = WeekForm(editor=editor, digest=profile.week_digest, form=form, schedule=schedule)
        return _page(request, draft, busy, now)
    editor = editor_of_fields(form.typed)
    draft = WeekForm(
        editor=editor,
        digest=form.typed["digest"],
        form=form,
        schedule=_read(editor)[0],
        shown=_shown(form.typed, ""),
    )
    if isinstance(form.refusal, WeekChanged):
        draft.stored, draft.digest = _stored(profile), profile.week_digest
    return _page(request, draft, busy, now)


@get("/availability", media_type="text/html")
async def show_week(request: AnyRequest, db: RequestDb, now: Now, member: Member) -> Response[Any]:
    return await _week_page(request, db, member=member, now=now)


@post("/availability", status_code=303)
@or_page(_week_page)
async def edit_week(request: AnyRequest, db: RequestDb, now: Now, member: Member) -> Response[Any]:
    fields = await read_form(request)
    profile, busy = await together(db, _own_profile(db, member), _busy(db, member, now))
    do = str(fields.get("do", "save"))
    editor = editor_of_fields(fields)
    press(editor, do, fields)
    schedule, problems = _read(editor)
    digest = str(fields.get("digest", ""))
    draft = WeekForm(
        editor=editor,
        digest=digest,
        form=form_state(request),
        schedule=schedule,
        shown=_shown(fields, do),
    )
    if do != "save":
        return _page(request, draft, busy, now)
    if schedule is None:
        raise Invalid(problems)
    zones = _stored(profile).timezone, schedule.timezone
    locale = request_translator(request).locale
    moved = moved_bookings(busy, *zones, now=now, locale=locale)
    if moved and fields.get("confirmedZone") != schedule.timezone:
        draft.moved = moved
        return _page(request, draft, busy, now)
    await save_week(db, schedule, expected_digest=draft.digest, viewer=member, now=now)
    return Redirect("/availability?saved=1", status_code=303)


@get("/availability/why", media_type="text/html")
async def explain_time(
    request: AnyRequest, db: RequestDb, now: Now, member: Member
) -> Response[Any]:
    """Names every rule that keeps a time from being offered."""
    profile = await _own_profile(db, member)
    plan = stored_plan(bytes(profile.availability))
    asked = request.query_params
    moment = _asked_moment(plan, asked.get("date", ""), asked.get("time", ""))
    reasons: list[str] = []
    if moment is not None:
        at = datetime.fromtimestamp(moment, UTC)
        busy = await find_taken(
            db, member.id, since=at, until=at + timedelta(seconds=plan.slot), now=now
        )
        found = obstacles(plan, busy, moment, now=seconds_after(now))
        translate = request_translator(request)
        reasons = [obstacle_text(obstacle, plan.zone, translate) for obstacle in found]
    context = {
        "values": FormTexts(asked),
        "zone": plan.zone,
        "moment": None if moment is None else datetime.fromtimestamp(moment, UTC),
        "is_unreadable": moment is None and bool(asked.get("date") or asked.get("time")),
        "reasons": reasons,
    }
    return html(request, "week/why.html", context)


async def _own_profile(db: Db, viewer: SignedIn) -> OwnProfile:
    profile = await find_own_profile(db, viewer=viewer) if viewer.role == "MENTOR" else None
    if profile is None:
        raise MentorsOnly
    return profile


def _stored(profile: OwnProfile) -> Availability:
    found = stored_schedule(bytes(profile.availability))
    return found or Availability(timezone=profile.timezone)


async def _busy(db: Db, viewer: SignedIn, now: datetime) -> list[Any]:
    return await find_taken(db, viewer.id, since=now, until=now + timedelta(days=400), now=now)


def _shown(fields: Mapping[str, Any], do: str) -> dict[str, str]:
    """The month and the day that are looked at: what was pressed, else what the form remembers."""
    verb, _, place = do.partition(":")
    if verb == "month":
        return {"month": place}
    kept = {name: str(fields.get(name, "")) for name in ("month", "date")}
    return {"date": place} if verb in DATE_VERBS else kept


def _read(editor: Editor) -> tuple[Availability | None, list[Problem]]:
    """The form as a schedule, or the problems of its fields."""
    document, fields, problems = document_of(editor)
    found: list[Problem] = []
    schedule = tried(Availability, document, found)
    problems += [
        replace(problem, pointer="/" + fields.get(problem.pointer, problem.pointer))
        for problem in found
    ]
    return (None if problems else schedule), problems


def _asked_moment(plan: Plan, day: str, clock: str) -> int | None:
    try:
        ordinal = date.fromisoformat(day).toordinal()
    except ValueError:
        return None
    wall_time = read_clock(clock)
    if wall_time is None or not YEARS[0] <= int(day[:4]) <= YEARS[1]:
        return None
    return instant(plan.zone, ordinal, minutes_of(wall_time) * MINUTE)


def _page(request: AnyRequest, draft: WeekForm, busy: list[Any], now: datetime) -> Response[Any]:
    translate = request_translator(request)
    locale = translate.locale
    plan = None if draft.schedule is None else plan_of(draft.schedule)
    context = {
        "editor": draft.editor,
        "digest": draft.digest,
        "choices": choices(locale),
        "problems": draft.form.problems,
        "presets": PRESET_NAMES,
        "month": None if plan is None else shown_month(plan, busy, draft.shown, now=now),
        "week": None if plan is None else usual_week(plan),
        "zone": None if plan is None else plan.zone,
        "rules": None if draft.schedule is None else rules_line(draft.schedule, translate),
        "now": now,
        "moved": draft.moved,
        "clash_count": len(clashes(busy, now=seconds_after(now))),
        "versions": _versions(draft, translate),
        "is_saved": "saved" in request.query_params and draft.form.refusal is None,
    }
    return html(request, "week/week.html", context, status=draft.form.status)


def _versions(draft: WeekForm, translate: Translator) -> list[tuple[str, str, str]]:
    """Both versions side by side, line by line, when another edit came first."""
    if draft.stored is None or draft.schedule is None:
        return []
    theirs = dict(schedule_lines(draft.stored, translate))
    ours = dict(schedule_lines(draft.schedule, translate))
    return [(name, theirs.get(name, ""), ours.get(name, "")) for name in {**theirs, **ours}]
