"""Who may call: every way to say who one is, and which of them an operation takes."""

from collections.abc import Iterable
from typing import Any

from litestar.handlers import BaseRouteHandler

from mentorat.viewer import Scope

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
    "apiKey": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "mentorat_<id>_<secret>",
        "description": (
            "A key for a server: `Authorization: Bearer mentorat_…`. It reads what its scopes "
            "name, on a budget of its own, as nobody in particular, until it is revoked."
        ),
    },
}


def scope_of(handler: BaseRouteHandler) -> Scope | None:
    """What an API key must hold to open this route, as the route describes itself; None when no
    key opens it."""
    found: Scope | None = handler.opt.get("describe", {}).get("scope")
    return found


def requirements(
    schemes: Iterable[str], *, scope: Scope | None, is_open: bool, recognises: bool
) -> list[dict[str, list[str]]]:
    """What a call must carry: one of these. The empty one, on open operations, is nothing at all;
    an open operation that recognises its caller takes the others too. What has a scope and is not
    open is for machines alone; a scope stands there as a role (OpenAPI 3.1)."""
    people: list[dict[str, list[str]]] = [{name: []} for name in schemes]
    machines: list[dict[str, list[str]]] = [{"apiKey": [scope]}] if scope else []
    if not is_open:
        return machines or people
    each = [*(people if recognises else []), *machines]
    return [{}, *each] if each else []
