"""The choice between Mentor and Élève, once."""

from typing import Any
from urllib.parse import quote

from litestar import Response, get, post
from litestar.response import Redirect

from mentorat.accounts.actions.repeat_answer import KeyedRequest, once
from mentorat.accounts.gates import CHANGES_ROLE, Newcomer
from mentorat.accounts.queries import get_me
from mentorat.accounts.schemas import Me
from mentorat.db.executor import Db
from mentorat.errors import Invalid
from mentorat.mentors.editor.profile_form import MENTOR_FIELDS, profile_document
from mentorat.onboarding.actions import AlreadyOnboarded, onboard
from mentorat.onboarding.questions import DEFAULTS, mentor_questions
from mentorat.onboarding.schemas import OnboardingChoice
from mentorat.viewer import SignedIn
from mentorat.web.forms import FormState, form_state, or_page, read_form
from mentorat.web.next_path import safe_next
from mentorat.web.openapi import describe
from mentorat.web.provide import AnyRequest, Now, RequestDb
from mentorat.web.reading import idempotency_key, read_json, tried
from mentorat.web.rendering import FormTexts, html


async def _choice_page(request: AnyRequest, db: Db, signed_in: SignedIn) -> Response[Any]:
    """The two cards, or the mentor's form where it was chosen, with what was typed in it."""
    form = form_state(request)
    target = safe_next(form.typed["next"] or request.query_params.get("next"))
    role = form.typed["role"] or request.query_params.get("role")
    if role == "MENTOR":
        return await _mentor_form(request, db, form, target, viewer=signed_in)
    first = next(iter(form.problems.values()), None)
    context = {"next": target, "problem": form.told or first}
    return html(request, "onboarding/choice.html", context, status=form.status)


async def _mentor_form(
    request: AnyRequest, db: Db, form: FormState, target: str, *, viewer: SignedIn
) -> Response[Any]:
    is_begun = not form.typed.keys().isdisjoint(MENTOR_FIELDS)
    values = form.typed if is_begun else FormTexts(DEFAULTS)
    context = {
        **await mentor_questions(request, db, values, viewer=viewer),
        "told": form.told,
        "problems": form.problems,
        "next": target,
    }
    return html(request, "onboarding/mentor.html", context, status=form.status)


@get("/onboarding", media_type="text/html")
async def show_choice(request: AnyRequest, db: RequestDb, signed_in: Newcomer) -> Response[Any]:
    if not signed_in.is_newcomer:
        return Redirect(safe_next(request.query_params.get("next")), status_code=303)
    return await _choice_page(request, db, signed_in)


@post("/onboarding", status_code=303, opt={CHANGES_ROLE: True})
@or_page(_choice_page)
async def take_choice(
    request: AnyRequest, db: RequestDb, now: Now, signed_in: Newcomer
) -> Response[Any]:
    fields = await read_form(request)
    target = safe_next(fields.pop("next", None))
    if not signed_in.is_newcomer:
        raise AlreadyOnboarded
    if fields.get("role") == "MENTOR" and fields.keys().isdisjoint(MENTOR_FIELDS):
        # The card was clicked: the next step is a page that one comes back to.
        return Redirect(f"/onboarding?role=MENTOR&next={quote(target)}", status_code=303)
    if fields.pop("do", None) == "preview":
        return await _mentor_form(
            request, db, FormState(typed=FormTexts(fields)), target, viewer=signed_in
        )
    document, problems = profile_document(fields)
    choice = tried(OnboardingChoice, document, problems)
    if choice is None or problems:
        raise Invalid(problems)
    await onboard(db, choice.root, viewer=signed_in, now=now)
    return Redirect("/?welcome=1" if target == "/" else target, status_code=303)


@post(
    "/api/onboarding",
    opt={
        CHANGES_ROLE: True,
        **describe(
            "chooseRole",
            "Choose mentor or student, once",
            takes=OnboardingChoice,
            refuses=(409,),
            headers=("Idempotency-Key",),
        ),
    },
)
async def choose_role(request: AnyRequest, db: RequestDb, now: Now, signed_in: Newcomer) -> Me:
    choice = await read_json(request, OnboardingChoice)

    async def act() -> Me:
        await onboard(db, choice.root, viewer=signed_in, now=now)
        return await get_me(db, viewer=signed_in)

    said = request.url.path.encode() + b"\n" + choice.model_dump_json().encode()
    keyed = KeyedRequest(idempotency_key(request), said, Me)
    return await once(db, keyed, act, viewer=signed_in, now=now)
