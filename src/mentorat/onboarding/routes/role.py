"""From Mentor to Élève and back: the consequence first, then one click."""

from datetime import datetime
from typing import Any, TypeAlias

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from mentorat.accounts.gates import CHANGES_ROLE, Member
from mentorat.accounts.queries import get_me
from mentorat.accounts.schemas import Me
from mentorat.db.executor import Db
from mentorat.db.together import together
from mentorat.errors import Invalid
from mentorat.mentors.actions.switch_role import (
    REOPENED_WITHIN,
    FindLeaving,
    LeavingTerms,
    become_student,
)
from mentorat.mentors.editor.profile_form import profile_document
from mentorat.mentors.models import ProfileStatus
from mentorat.mentors.queries import find_own_profile
from mentorat.onboarding.actions import switch_to_mentor
from mentorat.onboarding.questions import DEFAULTS, mentor_questions
from mentorat.onboarding.schemas import LeavingChoice, MentorChoice, RoleChoice
from mentorat.terms import check_terms
from mentorat.viewer import SignedIn
from mentorat.web.forms import form_state, or_page, read_form
from mentorat.web.openapi import describe
from mentorat.web.provide import AnyRequest, Now, RequestDb
from mentorat.web.reading import read_json, tried, validated
from mentorat.web.rendering import FormTexts, html

Leaving: TypeAlias = NamedDependency[FindLeaving]  # what bookings know of a mentor's promises


async def _page(
    request: AnyRequest, db: Db, *, member: SignedIn, now: datetime, leaving: FindLeaving
) -> Response[Any]:
    form = form_state(request)
    values = form.typed or FormTexts(DEFAULTS)
    left, has_draft, questions = await together(
        db,
        leaving(),
        _has_draft(db, member, now),
        mentor_questions(request, db, values, viewer=member),
    )
    context = {
        "leaving": left,
        "has_draft": has_draft,
        **questions,
        "told": form.told,
        "problems": form.problems,
    }
    return html(request, "onboarding/role.html", context, status=form.status)


@get("/profile/role", media_type="text/html")
async def show_switch(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, leaving: Leaving
) -> Response[Any]:
    return await _page(request, db, member=member, now=now, leaving=leaving)


@post("/profile/role", status_code=303, opt={CHANGES_ROLE: True})
@or_page(_page)
async def switch_by_form(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, leaving: Leaving
) -> Response[Any]:
    fields = await read_form(request)
    if fields.get("role") == "USER":
        await _become_student(db, validated(LeavingChoice, fields), leaving, member, now)
        return Redirect("/profile?moved=student", status_code=303)
    choice = None if await _has_draft(db, member, now) else _choice(fields)
    await switch_to_mentor(db, choice, viewer=member, now=now)
    return Redirect("/profile?moved=mentor", status_code=303)


async def _become_student(
    db: Db, choice: LeavingChoice, leaving: FindLeaving, viewer: SignedIn, now: datetime
) -> None:
    await become_student(db, viewer=viewer, now=now)
    # From here on nobody books: what is read now is what is left behind.
    check_terms(choice.terms, await leaving())


def _choice(fields: dict[str, Any]) -> MentorChoice:
    document, problems = profile_document({**fields, "role": "MENTOR"})
    choice = tried(MentorChoice, document, problems)
    if choice is None or problems:
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


@get(
    "/api/me/role",
    opt=describe("quoteRoleSwitch", "What becoming a student again would entail"),
)
async def quote_role(leaving: Leaving) -> LeavingTerms:
    return await leaving()


@post(
    "/api/me/role",
    status_code=200,
    opt={
        CHANGES_ROLE: True,
        **describe(
            "switchRole",
            "Change role",
            takes=RoleChoice,
            refuses=(409,),
        ),
    },
)
async def switch_role(
    request: AnyRequest, db: RequestDb, now: Now, member: Member, leaving: Leaving
) -> Me:
    choice = (await read_json(request, RoleChoice)).root
    if isinstance(choice, MentorChoice):
        await switch_to_mentor(db, choice, viewer=member, now=now)
    else:
        await _become_student(db, choice, leaving, member, now)
    return await get_me(db, viewer=member)
