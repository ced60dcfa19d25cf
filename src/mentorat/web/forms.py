"""A submitted form: its fields as text, and the page that shows why it was refused.

A caught refusal has undone everything: the wrapper rolls back before it renders, so that what a
page says was refused has not happened. Handlers never catch one (`make check` says so).
"""

import inspect
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

import msgspec
from litestar import Request, Response

from mentorat.errors import Conflict, Invalid, Problem, say
from mentorat.web import csrf
from mentorat.web.edge_refusals import UnsupportedMedia
from mentorat.web.form_body import form_items, is_form
from mentorat.web.problems import by_field, status_of
from mentorat.web.rendering import FormTexts, request_translator
from mentorat.wire import UNSTORABLE, several_lines

ODD = say("Ce texte contient un caractère invisible ou interdit.")

Handler = Callable[..., Awaitable[Response[Any]]]


class FormState(msgspec.Struct, frozen=True, kw_only=True):
    """What a page shows of its form: what was typed, what is wrong beside each field, and the
    sentence above them. Nothing of it before the form is sent."""

    typed: FormTexts = msgspec.field(default_factory=FormTexts)
    problems: FormTexts = msgspec.field(default_factory=FormTexts)
    refusal: Conflict | Invalid | None = None
    told: str | None = None
    status: int = 200


UNSENT = FormState()
KEPT = "refused_form"


def form_state(request: Request[Any, Any, Any]) -> FormState:
    """What this request's page shows of its form: why it was refused, if it was."""
    found: FormState = request.scope["state"].get(KEPT, UNSENT)
    return found


async def read_form(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """The fields of a submitted form: text trimmed and cleaned, repeated fields as lists.

    Empty fields are left out, so that «missing» is what the reader is told. Raises
    UnsupportedMedia, TooLarge, and Invalid for text that cannot be kept, as strict JSON does.
    """
    if not is_form(request):
        raise UnsupportedMedia
    sent: dict[str, list[str]] = {}
    odd: list[Problem] = []
    for name, value in await form_items(request):
        if UNSTORABLE.search(name) or UNSTORABLE.search(value):
            odd.append(Problem("/" + UNSTORABLE.sub("�", name), ODD, "odd_character"))
        text = several_lines(value).strip()
        if text and name != csrf.FIELD:
            sent.setdefault(name, []).append(text)
    if odd:
        raise Invalid(odd)
    return {name: texts[0] if len(texts) == 1 else texts for name, texts in sent.items()}


def or_page(show: Handler) -> Callable[[Handler], Handler]:
    """Decorate a form's handler with the page that shows its refusal.

    A Conflict or Invalid that the handler raises undoes everything it did; then `show` is called
    with those of the handler's own parameters that it names, and finds the rest in `form_state`.
    Other refusals go their usual way. Raises TypeError for a page that asks for more than the
    handler has.
    """
    wanted = set(inspect.signature(show).parameters)

    def decorated(handler: Handler) -> Handler:
        missing = wanted - set(inspect.signature(handler).parameters)
        if missing:
            raise TypeError(f"{handler.__name__} has no {sorted(missing)} for its page")

        @wraps(handler)
        async def attempt(**given: Any) -> Response[Any]:
            request = given["request"]
            try:
                await read_form(request)
                return await handler(**given)
            except (Conflict, Invalid) as refusal:
                await given["db"].undo()
                request.scope["state"][KEPT] = await _state(request, refusal)
            return await show(**{name: given[name] for name in wanted})

        return attempt

    return decorated


async def keep_typed(request: Request[Any, Any, Any]) -> None:
    """This request's page shows what was typed, though nothing was refused: a preview does."""
    request.scope["state"][KEPT] = FormState(typed=await _typed(request))


async def _state(request: Request[Any, Any, Any], refusal: Conflict | Invalid) -> FormState:
    translate = request_translator(request)
    problems = refusal.problems if isinstance(refusal, Invalid) else ()
    return FormState(
        typed=await _typed(request),
        problems=by_field(problems, translate),
        refusal=refusal,
        told=None if problems else translate.gettext(refusal.text, **refusal.values),
        status=status_of(refusal),
    )


async def _typed(request: Request[Any, Any, Any]) -> FormTexts:
    typed: dict[str, list[str]] = {}
    for name, value in await form_items(request):
        if name != csrf.FIELD:
            typed.setdefault(name, []).append(UNSTORABLE.sub("\ufffd", value))
    return FormTexts({n: v[0] if len(v) == 1 else v for n, v in typed.items()})
