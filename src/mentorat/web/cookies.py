"""Our cookies: HttpOnly, SameSite=Lax, and on https Secure with the `__Host-` prefix."""

from typing import Any

from litestar import Request, Response
from litestar.datastructures import Cookie

from mentorat.settings import Settings

PREFIX = "mentorat_"
MAX_LENGTH = 4096


def cookie_name(settings: Settings, name: str) -> str:
    """The full name of one of our cookies."""
    return ("__Host-" if settings.is_https else "") + PREFIX + name


def cookie_value(request: Request[Any, Any, Any], name: str) -> str | None:
    """What the browser sent; None when it sent none, or two of the same name (tossing)."""
    full = cookie_name(request.app.state.settings, name)
    header = request.headers.get("cookie", "")
    found = [
        value.strip()
        for key, sign, value in (part.partition("=") for part in header.split(";"))
        if sign and key.strip() == full
    ]
    return found[0] if len(found) == 1 and 0 < len(found[0]) <= MAX_LENGTH else None


def set_cookie(
    request: Request[Any, Any, Any], response: Response[Any], name: str, value: str, *, max_age: int
) -> None:
    """Give the browser a cookie for `max_age` seconds."""
    response.set_cookie(_cookie(request.app.state.settings, name, value, max_age))


def drop_cookie(request: Request[Any, Any, Any], response: Response[Any], name: str) -> None:
    """Have the browser forget a cookie."""
    set_cookie(request, response, name, "", max_age=0)


def cookie_header(settings: Settings, name: str, value: str, *, max_age: int | None = None) -> str:
    """The value of a Set-Cookie header, for this visit or for `max_age` seconds."""
    return _cookie(settings, name, value, max_age).to_header(header="")


def _cookie(settings: Settings, name: str, value: str, max_age: int | None) -> Cookie:
    return Cookie(
        key=cookie_name(settings, name),
        value=value,
        path="/",
        max_age=max_age,
        httponly=True,
        secure=settings.is_https,
        samesite="lax",
    )
