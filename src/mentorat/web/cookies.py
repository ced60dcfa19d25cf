"""Our cookies: HttpOnly, SameSite=Lax, and on https Secure with the `__Host-` prefix."""

from typing import Any

from litestar import Request, Response
from litestar.datastructures import Cookie

PREFIX = "mentorat_"
MAX_LENGTH = 4096


def cookie_name(request: Request[Any, Any, Any], name: str) -> str:
    """The full name of one of our cookies."""
    return ("__Host-" if request.app.state.settings.is_https else "") + PREFIX + name


def cookie_value(request: Request[Any, Any, Any], name: str) -> str | None:
    """What the browser sent; None when it sent none, or two of the same name (tossing)."""
    full = cookie_name(request, name)
    header = request.headers.get("cookie", "")
    found = [
        value.strip()
        for key, sign, value in (part.partition("=") for part in header.split(";"))
        if sign and key.strip() == full
    ]
    return found[0] if len(found) == 1 and 0 < len(found[0]) <= MAX_LENGTH else None


def set_cookie(
    request: Request[Any, Any, Any],
    response: Response[Any],
    name: str,
    value: str,
    *,
    max_age: int | None = None,
) -> None:
    """Give the browser a cookie, for this visit or for `max_age` seconds."""
    response.set_cookie(
        Cookie(
            key=cookie_name(request, name),
            value=value,
            path="/",
            max_age=max_age,
            httponly=True,
            secure=request.app.state.settings.is_https,
            samesite="lax",
        )
    )


def drop_cookie(request: Request[Any, Any, Any], response: Response[Any], name: str) -> None:
    """Have the browser forget a cookie."""
    set_cookie(request, response, name, "", max_age=0)
