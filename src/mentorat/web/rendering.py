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
from mentorat.web.language import COOKIE, Translator, negotiate, translator
from mentorat.web.sparks import spark
from mentorat.web.static_files import static_url

PACKAGE = Path(__file__).parents[1]
TONES = 8
THEMES = ("light", "dark")
THEME_COOKIE = "mentorat_theme"


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
    )
    made.globals["static"] = static_url
    made.globals["moments"] = moments
    made.globals["icon"] = icon
    made.globals["tone_of"] = tone_of
    made.globals["spark"] = spark
    made.globals["printed"] = printed
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
    text = environment().get_template(template).render({**_shared(request), **context})
    return Response(text.encode(), status_code=status, media_type=MediaType.HTML)


def _here(request: Request[Any, Any, Any]) -> str:
    """The address of this page, to come back to."""
    query = request.scope.get("query_string", b"").decode("latin-1")
    return request.scope["path"] + (f"?{query}" if query else "")


def _shared(request: Request[Any, Any, Any]) -> dict[str, object]:
    translate = request_translator(request)
    return {
        "_": translate.gettext,
        "ngettext": translate.ngettext,
        "locale": translate.locale,
        "visitor": request_visitor(request),
        "csrf_token": csrf.token(request),
        "nonce": request.scope["state"]["nonce"],
        "request_id": request.scope["state"]["request_id"],
        "path": request.scope["path"],
        "theme": chosen_theme(request.cookies.get(THEME_COOKIE)),
        "here": _here(request),
        "development": request.app.state.settings.auth == "dev",
    }
