"""Who opens an operation of the API: everybody, people by their token, machines by a key."""

from litestar.handlers import BaseRouteHandler

from mentorat.viewer import Scope

SCHEMES = {
    "clerk": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "A Clerk session token.",
    },
    "apiKey": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "mentorat_<id>_<secret>",
        "description": "A machine's API key, which must hold the scope that is named.",
    },
}


def scope_of(handler: BaseRouteHandler) -> Scope | None:
    """What an API key must hold to open this route, as the route describes itself; None when no
    key opens it."""
    found: Scope | None = handler.opt.get("describe", {}).get("scope")
    return found


def security_of(*, is_open: bool, scope: Scope | None) -> list[dict[str, list[str]]]:
    """The security of an operation. What is open to all may be asked with a key too: the empty
    choice stands beside it. A scope is a role there (OpenAPI 3.1, Security Requirement Object)."""
    if scope is None:
        return [] if is_open else [{"clerk": []}]
    return [*([{}] if is_open else []), {"apiKey": [scope]}]
