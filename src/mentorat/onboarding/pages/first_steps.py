"""The first steps: the home page and the choice between Mentor and Élève."""

from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect

from mentorat.accounts.recognition import Member, OnboardingRequired
from mentorat.errors import Invalid, Problem
from mentorat.mentors.choices import profile_choices
from mentorat.mentors.profile_form import MENTOR_FIELDS, profile_document
from mentorat.onboarding.actions import onboard
from mentorat.onboarding.schemas import OnboardingChoice
from mentorat.web.next_path import safe_next
from mentorat.web.problems import by_field, translated
from mentorat.web.provide import Anybody, AnyRequest, Now, Session
from mentorat.web.reading import read_form, validated
from mentorat.web.rendering import FormTexts, html, request_translator

DEFAULTS = {"currency": "EUR", "languages": ["fr"], "timezone": "Europe/Paris"}


@get("/", media_type="text/html")
async def home(request: AnyRequest, visitor: Anybody) -> Response[Any]:
    if visitor.user and visitor.user.is_newcomer:
        raise OnboardingRequired
    return html(request, "onboarding/home.html", {"is_new": "welcome" in request.query_params})


@get("/onboarding", media_type="text/html")
async def show_choice(request: AnyRequest, signed_in: Member) -> Response[Any]:
    target = safe_next(request.query_params.get("next"))
    if not signed_in.is_newcomer:
        return Redirect(target, status_code=303)
    if request.query_params.get("role") == "MENTOR":
        return _mentor_form(request, DEFAULTS, (), target=target)
    return html(request, "onboarding/choice.html", {"next": target, "problem": None})


@post("/onboarding", status_code=303)
async def take_choice(
    request: AnyRequest, db: Session, now: Now, signed_in: Member
) -> Response[Any]:
    fields = await read_form(request)
    target = safe_next(fields.pop("next", None))
    if (
        fields.get("role") == "MENTOR"
        and signed_in.is_newcomer
        and fields.keys().isdisjoint(MENTOR_FIELDS)
    ):
        return _mentor_form(request, DEFAULTS, (), target=target)  # the card was clicked: next step
    try:
        document, problems = profile_document(fields)
        choice = _choice(document, problems)
        await onboard(db, choice.root, viewer=signed_in, now=now)
    except Invalid as refusal:
        if fields.get("role") == "MENTOR":
            return _mentor_form(request, fields, refusal.problems, target=target, status=422)
        told = translated(refusal.problems, request_translator(request))
        context = {"next": target, "problem": told[0]["message"]}
        return html(request, "onboarding/choice.html", context, status=422)
    return Redirect("/?welcome=1" if target == "/" else target, status_code=303)


def _choice(document: dict[str, Any], problems: list[Problem]) -> OnboardingChoice:
    try:
        choice = validated(OnboardingChoice, document)
    except Invalid as refusal:
        raise Invalid([*refusal.problems, *problems]) from None
    if problems:
        raise Invalid(problems)
    return choice


def _mentor_form(
    request: AnyRequest,
    values: dict[str, Any],
    problems: tuple[Problem, ...],
    *,
    target: str,
    status: int = 200,
) -> Response[Any]:
    translate = request_translator(request)
    context = {
        "values": FormTexts(values),
        "problems": by_field(problems, translate),
        "choices": profile_choices(translate.locale),
        "skills": {},
        "next": target,
    }
    return html(request, "onboarding/mentor.html", context, status=status)
