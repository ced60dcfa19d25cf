"""How operations refuse: one answer for each status, with an example as it is really sent."""

from http import HTTPStatus
from typing import Any

PROBLEM = "application/problem+json"
WORDS = {
    400: "The body is not JSON, or the request is malformed.",
    401: "The call does not say who is calling, or in a way that no longer counts.",
    403: "The caller may not do this; without a token, the CSRF token may be missing.",
    404: "It does not exist, or not for this caller.",
    405: "This address does not take this method.",
    409: "The situation has changed, and the request no longer fits it.",
    413: "The body is too large.",
    415: "The body is not of a media type that is taken here.",
    422: "What was sent is not valid: `errors` names every problem at once.",
    429: "Too many requests in a minute: Retry-After says when to come back.",
    503: "The service cannot answer now: Retry-After says when to come back.",
}
NAMES = {
    400: "Malformed",
    401: "Unauthenticated",
    403: "Forbidden",
    404: "NotFound",
    409: "Conflict",
    413: "TooLarge",
    415: "UnsupportedMediaType",
    422: "Invalid",
    429: "TooManyRequests",
    503: "Unavailable",
}
RETRY_AFTER = {
    "Retry-After": {
        "description": "Seconds after which to try again.",
        "required": True,
        "schema": {"type": "integer", "minimum": 1},
        "example": 5,
    }
}
HEADERS: dict[int, dict[str, Any]] = {
    401: {
        "WWW-Authenticate": {
            "description": "The scheme to use.",
            "required": True,
            "schema": {"type": "string", "enum": ["Bearer"]},
            "example": "Bearer",
        }
    },
    429: RETRY_AFTER,
    503: RETRY_AFTER,
}
# A code and a sentence that are really sent with this status; most statuses have more of them.
EXAMPLES = {
    400: ("malformed", "The request is malformed."),
    401: ("sign_in_required", "Sign in to continue."),
    403: ("forbidden", "Your account does not allow this."),
    404: ("not_found", "This page does not exist or no longer exists."),
    409: ("conflict", "The situation has changed in the meantime."),
    413: ("too_large", "The content sent is too large."),
    415: ("unsupported_media_type", "This format is not accepted here."),
    422: ("invalid", "Some of the information needs correcting."),
    429: ("rate_exceeded", "Too many requests in a minute. Try again in 5 s."),
    503: ("unavailable", "The service is temporarily unavailable. Try again in a moment."),
}
MISSING = {"pointer": "/startsAt", "message": "This field is required.", "code": "missing"}


def responses() -> dict[str, Any]:
    """The refusals of all operations, by name, for `components.responses`."""
    return {name: _response(status) for status, name in NAMES.items()}


def refusal_of(status: int) -> dict[str, str]:
    """Where the answer of a status is described."""
    return {"$ref": f"#/components/responses/{NAMES[status]}"}


def example(status: int) -> dict[str, Any]:
    """A refusal of this status as a reader of English is sent it."""
    code, detail = EXAMPLES[status]
    found = {
        "type": f"/api/docs#problem-{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    invalid = status == HTTPStatus.UNPROCESSABLE_ENTITY
    return {**found, "errors": [MISSING]} if invalid else found


def _response(status: int) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/ProblemDocument"}
    headers = {"headers": HEADERS[status]} if status in HEADERS else {}
    return {
        "description": WORDS[status],
        **headers,
        "content": {PROBLEM: {"schema": schema, "example": example(status)}},
    }
