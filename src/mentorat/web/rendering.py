"""Pages: Jinja templates of every slice, in the reader's language."""

import zlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from litestar import MediaType, Request, Response
from markupsafe import Markup, escape

from mentorat.text.french import typeset
from mentorat.viewer import Visitor
from mentorat.web import csrf, moments
from mentorat.web.kept_parts import KeptParts, Places, content_key
from mentorat.web.language import COOKIE, Translator, negotiate, translator
from mentorat.web.sparks import spark
from mentorat.web.static_files import static_url

PACKAGE = Path(__file__).parents[1]
TONES = 8
THEMES = ("light", "dark")
THEME_COOKIE = "mentorat_theme"
PLACES = Places("csrf_token", "nonce", "here", "way_back")
# The places of the navigation, which marks the one that a page is or is below.
NAVIGATION = (
    *("/", "/mentors", "/bookings", "/availability", "/admin", "/profile", "/blog"),
    "/sign-in",
)


class FormTexts(dict[str, Any]):
    """What stands in a form's fields, or beside them; nothing is an empty text."""

    def __missing__(self, key: str) -> str:
        return ""


@cache
def environment() -> Environment:
    """The one Jinja environment: every slice's `templates` folder, everything escaped."""
    folders = [PACKAGE / "web" / "templates", *sorted(PACKAGE.glob("*/templates"))]
    made = Environment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[KeptParts],
    )
    made.globals["static"] = static_url
    made.globals["moments"] = moments
    made.globals["icon"] = icon
    made.globals["tone_of"] = tone_of
    made.globals["spark"] = spark
    made.globals["printed"] = printed
    made.globals["content_key"] = content_key
    made.globals["navigation_key"] = navigation_key
    return made


@cache
def icon(name: str) -> Markup:
    """A drawing that says nothing by itself: the words beside it do."""
    href = escape(f"{static_url('icons.svg')}#{name}")
    drawing = (
        f'<svg class="icon" aria-hidden="true" focusable="false"><use href="{href}"></use></svg>'
    )
    return Markup(drawing)  # noqa: S704  names are ours


def printed(text: str, language: str) -> str:
    """A line of somebody's as it is printed in its language."""
    return typeset(text) if language == "fr" else text


def navigation_key(path: str, visitor: Visitor) -> tuple[object, ...]:
    """All that the head of a page shows of where it is and of who reads it."""
    below = next((place for place in NAVIGATION[1:] if path.startswith(f"{place}/")), "")
    user = visitor.user
    who = user and (user.id, user.display_name, user.image_url, user.role, user.is_newcomer)
    return path if path in NAVIGATION else "", below, path.endswith("/sign-in"), who


def tone_of(person_id: str) -> int:
    """Which of the eight tones of an avatar is this person's, everywhere and for good."""
    return zlib.crc32(person_id.encode()) % TONES


def chosen_theme(cookie: str | None) -> str:
    """Light or dark, where the reader chose; empty: as their device is."""
    return cookie if cookie in THEMES else ""


def request_visitor(request: Request[Any, Any, Any]) -> Visitor:
    """Whoever was recognised for this request; nobody when recognition did not happen."""
    found = request.scope.get("state", {}).get("visitor")
    return found if isinstance(found, Visitor) else Visitor()


def request_translator(request: Request[Any, Any, Any]) -> Translator:
    """The language of this request's answer."""
    user = request_visitor(request).user
    chosen = request.query_params.get("lang") or request.cookies.get(COOKIE)
    accepted = request.headers.get("accept-language", "")
    return translator(negotiate(chosen, user.locale if user else None, accepted))


def html(
    request: Request[Any, Any, Any],
    template: str,
    context: Mapping[str, object],
    *,
    status: int = 200,
) -> Response[bytes]:
    """One page as a response."""
    page = environment().get_template(template).render({**_shared(request), **context})
    text = PLACES.filled(page, _of_this_answer(request))
    return Response(text.encode(), status_code=status, media_type=MediaType.HTML)


def _of_this_answer(request: Request[Any, Any, Any]) -> dict[str, str]:
    return {
        "csrf_token": csrf.token(request),
        "nonce": request.scope["state"]["nonce"],
        "here": _here(request),
        "way_back": request.scope["path"],
    }


def _here(request: Request[Any, Any, Any]) -> str:
    """The address of this page, to come back to."""
    query = request.scope.get("query_string", b"").decode("latin-1")
    return request.scope["path"] + (f"?{query}" if query else "")


def _shared(request: Request[Any, Any, Any]) -> dict[str, object]:
    translate = request_translator(request)
    return {
        **PLACES.marks,
        "_": translate.gettext,
        "ngettext": translate.ngettext,
        "locale": translate.locale,
        "visitor": request_visitor(request),
        "request_id": request.scope["state"]["request_id"],
        "path": request.scope["path"],
        "theme": chosen_theme(request.cookies.get(THEME_COOKIE)),
        "development": request.app.state.settings.auth == "dev",
    }
