"""From Mentor to Élève and back: the consequence first, then one click."""

from datetime import datetime
from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect

from mentorat.accounts.recognition import Member
from mentorat.db.executor import Db
from mentorat.errors import Invalid, Problem
from mentorat.mentors.actions.switch_role import REOPENED_WITHIN, become_student
from mentorat.mentors.choices import profile_choices
from mentorat.mentors.models import ProfileStatus
from mentorat.mentors.profile_form import profile_document
from mentorat.mentors.queries import find_own_profile
from mentorat.onboarding.actions import switch_to_mentor
from mentorat.onboarding.schemas import MentorChoice
from mentorat.viewer import SignedIn
from mentorat.web.problems import by_field
from mentorat.web.provide import AnyRequest, Now, Session
from mentorat.web.reading import read_form, validated
from mentorat.web.rendering import FormTexts, html, request_translator

DEFAULTS = {"currency": "EUR", "languages": ["fr"], "timezone": "Europe/Paris"}


@get("/profile/role", media_type="text/html")
async def show_switch(request: AnyRequest, db: Session, now: Now, member: Member) -> Response[Any]:
    has_draft = await _has_draft(db, member, now)
    return _page(request, DEFAULTS, (), has_draft=has_draft)


@post("/profile/role", status_code=303)
async def switch_role(request: AnyRequest, db: Session, now: Now, member: Member) -> Response[Any]:
    fields = await read_form(request)
    if fields.get("role") == "USER":
        await become_student(db, viewer=member, now=now)
        return Redirect("/profile?moved=student", status_code=303)
    has_draft = await _has_draft(db, member, now)
    try:
        choice = None if has_draft else _choice(fields)
    except Invalid as refusal:
        return _page(request, fields, refusal.problems, has_draft=has_draft)
    await switch_to_mentor(db, choice, viewer=member, now=now)
    return Redirect("/profile?moved=mentor", status_code=303)


def _choice(fields: dict[str, Any]) -> MentorChoice:
    document, problems = profile_document({**fields, "role": "MENTOR"})
    try:
        choice = validated(MentorChoice, document)
    except Invalid as refusal:
        raise Invalid([*refusal.problems, *problems]) from None
    if problems:
        raise Invalid(problems)
    return choice


async def _has_draft(db: Db, viewer: SignedIn, now: datetime) -> bool:
    """Whether a withdrawn profile still waits for its mentor."""
    profile = await find_own_profile(db, viewer=viewer)
    return (
        profile is not None
        and profile.status == ProfileStatus.WITHDRAWN
        and profile.status_at is not None
        and now - profile.status_at < REOPENED_WITHIN
    )


def _page(
    request: AnyRequest,
    values: dict[str, Any],
    problems: tuple[Problem, ...],
    *,
    has_draft: bool,
) -> Response[Any]:
    translate = request_translator(request)
    context = {
        "has_draft": has_draft,
        "values": FormTexts(values),
        "problems": by_field(problems, translate),
        "choices": profile_choices(translate.locale),
        "skills": {},
    }
    return html(request, "onboarding/role.html", context, status=422 if problems else 200)
