"""The choice between Mentor and Élève, once."""

from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect

from mentorat.accounts.actions.repeat_answer import KeyedRequest, once
from mentorat.accounts.gates import CHANGES_ROLE, Newcomer
from mentorat.accounts.queries import get_me
from mentorat.accounts.schemas import Me
from mentorat.errors import Invalid
from mentorat.mentors.choices import profile_choices
from mentorat.mentors.profile_form import MENTOR_FIELDS, profile_document
from mentorat.onboarding.actions import AlreadyOnboarded, onboard
from mentorat.onboarding.schemas import OnboardingChoice
from mentorat.web.forms import UNSENT, FormState, form_state, or_page, read_form
from mentorat.web.next_path import safe_next
from mentorat.web.openapi import describe
from mentorat.web.provide import AnyRequest, Now, RequestDb
from mentorat.web.reading import idempotency_key, read_json, tried
from mentorat.web.rendering import FormTexts, html, request_translator

DEFAULTS = {"currency": "EUR", "languages": ["fr"], "timezone": "Europe/Paris"}


async def _choice_page(request: AnyRequest) -> Response[Any]:
    """The two cards, or the mentor's form where it was chosen, with what was typed in it."""
    form = form_state(request)
    target = safe_next(form.typed["next"] or request.query_params.get("next"))
    role = form.typed["role"] or request.query_params.get("role")
    if role == "MENTOR":
        return _mentor_form(request, form, target)
    first = next(iter(form.problems.values()), None)
    context = {"next": target, "problem": form.told or first}
    return html(request, "onboarding/choice.html", context, status=form.status)


def _mentor_form(request: AnyRequest, form: FormState, target: str) -> Response[Any]:
    translate = request_translator(request)
    is_begun = not form.typed.keys().isdisjoint(MENTOR_FIELDS)
    context = {
        "values": form.typed if is_begun else FormTexts(DEFAULTS),
        "told": form.told,
        "problems": form.problems,
        "choices": profile_choices(translate.locale),
        "skills": {},
        "next": target,
    }
    return html(request, "onboarding/mentor.html", context, status=form.status)


@get("/onboarding", media_type="text/html")
async def show_choice(request: AnyRequest, signed_in: Newcomer) -> Response[Any]:
    if not signed_in.is_newcomer:
        return Redirect(safe_next(request.query_params.get("next")), status_code=303)
    return await _choice_page(request)


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
        return _mentor_form(request, UNSENT, target)  # the card was clicked: next step
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
            "Choose Mentor or Élève, once",
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
