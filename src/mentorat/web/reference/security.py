"""Who may call: every way to say who one is, and which of them an operation takes."""

from collections.abc import Iterable
from typing import Any

PERSON = ("clerk", "session")  # what a signed-in person has

SCHEMES: dict[str, dict[str, Any]] = {
    "clerk": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": (
            "A Clerk session token, as `getToken()` returns it: `Authorization: Bearer …`. It "
            "lives for a minute; ask Clerk for another one before each call. No CSRF token is "
            "needed."
        ),
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "__Host-mentorat_session",
        "description": (
            "The session of a browser, made by `POST /auth/clerk/exchange`; on plain http its "
            "name has no `__Host-`. Whatever changes something also needs the header "
            "`X-CSRF-Token`, with the value of the field `csrf_token` of any form of the site."
        ),
    },
}


def requirements(
    schemes: Iterable[str], *, is_open: bool, recognises: bool
) -> list[dict[str, list[str]]]:
    """What a call must carry: one of these. The empty one, on open operations, is nothing at all;
    an open operation that recognises its caller takes the others too."""
    each: list[dict[str, list[str]]] = [{name: []} for name in schemes]
    if not is_open:
        return each
    return [{}, *each] if recognises else []
