"""Turning a refusal into an answer: RFC 9457 for programs, a page for people.

The only place that knows status codes.
"""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import quote

import msgspec
import structlog
from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException
from litestar.response import Redirect

from mentorat.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Problem,
    Refusal,
    Unauthenticated,
    Unavailable,
)
from mentorat.web.credentials import NotWhoWasPresumed
from mentorat.web.edge_refusals import STATUS_SENTENCES, EdgeRefusal, RateExceeded
from mentorat.web.language import Translator
from mentorat.web.rendering import FormTexts, html, request_translator

log = structlog.get_logger("mentorat.web")

STATUS_OF_KIND: dict[type[Refusal], int] = {
    Unauthenticated: 401,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    Invalid: 422,
    Unavailable: 503,
}


class NextStep(Forbidden):
    """A person must do something else first; a page takes them there and back."""

    path: ClassVar[str] = "/"


class FieldProblem(msgspec.Struct):
    """One thing that is wrong with what was sent. `pointer` is a JSON Pointer (RFC 6901) into the
    body, or the name of a parameter behind a slash; `code` is stable, `message` is for people."""

    pointer: str
    message: str
    code: str


class FreeTime(msgspec.Struct, rename="camel"):
    """A free slot that is near the one that was asked for."""

    starts_at: datetime
    ends_at: datetime


class ProblemDocument(msgspec.Struct, omit_defaults=True, kw_only=True):
    """The body of every refusal (RFC 9457). `type` ends with a stable code and leads to its
    description; `detail` is a sentence for people, in the language of `Accept-Language`. With 422,
    `errors` names every problem. With 409, `nearest` holds free slots near one that is taken,
    `terms` those to accept now, `current` the document as it stands."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldProblem] | msgspec.UnsetType = msgspec.UNSET
    nearest: list[FreeTime] | msgspec.UnsetType = msgspec.UNSET
    terms: dict[str, Any] | msgspec.UnsetType = msgspec.UNSET
    current: dict[str, Any] | msgspec.UnsetType = msgspec.UNSET


def status_of(refusal: Refusal) -> int:
    """The HTTP status of a refusal."""
    if isinstance(refusal, EdgeRefusal):
        return refusal.status
    return next(status for kind, status in STATUS_OF_KIND.items() if isinstance(refusal, kind))


def answer_refusal(request: Request[Any, Any, Any], refusal: Refusal) -> Response[Any]:
    """A refusal as the caller reads it: a document, a page, or the way to the next step."""
    status = status_of(refusal)
    wants_page = is_page(request)
    if wants_page and request.method == "GET":
        if isinstance(refusal, Unauthenticated):
            recovered = request.app.state.recover_sign_in(request)
            if recovered is not None:
                return recovered  # type: ignore[no-any-return]  # application state is untyped
            return Redirect(f"/sign-in?{next_parameter(request)}", status_code=303)
        if isinstance(refusal, NextStep):
            joint = "&" if "?" in refusal.path else "?"
            return Redirect(f"{refusal.path}{joint}{next_parameter(request)}", status_code=303)
    translate = request_translator(request)
    detail = translate.gettext(refusal.text, **refusal.values)
    problems = refusal.problems if isinstance(refusal, Invalid) else ()
    headers = (
        {"Retry-After": str(refusal.retry_after_seconds)}
        if isinstance(refusal, Unavailable | RateExceeded)
        else {}
    )
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    told = translated(problems, translate)
    if wants_page:
        said = " ".join(one["message"] for one in told)
        return error_page(request, status, said or detail, headers)
    nearest = [
        {"startsAt": utc_text(start), "endsAt": utc_text(end)}
        for start, end in getattr(refusal, "nearest", ())
    ]
    more = {name: getattr(refusal, name, None) for name in ("terms", "current")}
    more |= {"errors": told, "nearest": nearest}
    return document(status, refusal.code, detail, headers=headers, **more)


def answer_http_exception(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """What the framework itself refuses (unknown path, wrong method…), in our words."""
    status = error.status_code
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("mistake", exc_info=error, route=request.scope.get("path_template"))
    sentence = STATUS_SENTENCES.get(
        status, STATUS_SENTENCES[400 if status < HTTPStatus.INTERNAL_SERVER_ERROR else 500]
    )
    detail = request_translator(request).gettext(sentence)
    allowed = (error.headers or {}).get("allow") or (error.headers or {}).get("Allow")
    headers = {"Allow": allowed.removesuffix(", OPTIONS")} if allowed else {}
    if is_page(request):
        return error_page(request, status, detail, headers)
    code = HTTPStatus(status).phrase.lower().replace(" ", "_")
    return document(status, code, detail, headers=headers)


def answer_mistake(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """A bug of ours: noted with its trace, told without its insides."""
    log.error("mistake", exc_info=error, route=request.scope.get("path_template"))
    detail = request_translator(request).gettext(STATUS_SENTENCES[500])
    if is_page(request):
        return error_page(request, 500, detail, {})
    return document(500, "internal_error", detail)


def answer_nobody(_request: Request[Any, Any, Any], _error: NotWhoWasPresumed) -> Response[None]:
    """Nothing: the edge drops it, and has the request asked anew."""
    return Response(None, status_code=HTTPStatus.NO_CONTENT)


def document(
    status: int,
    code: str,
    detail: str,
    *,
    headers: dict[str, str] | None = None,
    **members: Any,
) -> Response[bytes]:
    """One problem document; `errors`, `nearest`, `terms` and `current` are its members
    beyond RFC 9457's own."""
    body = ProblemDocument(
        type=f"/api/docs#problem-{code}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        **{name: found for name, found in members.items() if found},
    )
    return Response(
        msgspec.json.encode(body),
        status_code=status,
        media_type="application/problem+json",
        headers=headers or {},
    )


def translated(problems: tuple[Problem, ...], translate: Translator) -> list[dict[str, Any]]:
    """The problems in the reader's language."""
    return [
        {
            "pointer": problem.pointer,
            "message": translate.gettext(problem.message, **problem.values),
            "code": problem.code,
        }
        for problem in problems
    ]


def by_field(problems: tuple[Problem, ...], translate: Translator) -> FormTexts:
    """The problems of a form: what to say beside each field, by its name."""
    beside = FormTexts()
    for found in translated(problems, translate):
        beside.setdefault(found["pointer"].lstrip("/").partition("/")[0], found["message"])
    return beside


def utc_text(moment: int) -> str:
    """Seconds since 1970 as RFC 3339."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def is_page(request: Request[Any, Any, Any]) -> bool:
    """Whether a person, rather than a program, reads the answer."""
    path: str = request.scope["path"]
    if path.startswith("/api/docs"):
        return "application/json" not in request.headers.get("accept", "")
    if path.startswith(("/api/", "/auth/clerk/", "/health/")):
        return False
    return "application/json" not in request.headers.get("accept", "")


def next_parameter(request: Request[Any, Any, Any]) -> str:
    """Where to come back to, as a query parameter."""
    query: bytes = request.scope.get("query_string", b"")
    target = request.scope["path"] + (f"?{query.decode('latin-1')}" if query else "")
    return f"next={quote(target, safe='/')}"


def error_page(
    request: Request[Any, Any, Any], status: int, detail: str, headers: dict[str, str]
) -> Response[bytes]:
    """A refusal as a page in the site's own design."""
    context = {
        "status": status,
        "detail": detail,
        "seconds": int(headers.get("Retry-After", "0")),
        "is_read": request.method == "GET",
    }
    response = html(request, "error.html", context, status=status)
    response.headers.update(headers)
    response.media_type = MediaType.HTML
    return response
