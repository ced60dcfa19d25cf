"""One's own account, and in which language and zone one reads."""

from typing import Any

from litestar import Response, get, patch, post
from litestar.response import Redirect

from mentorat.accounts.actions.edit_me import edit_me
from mentorat.accounts.callers.recognition import account_of
from mentorat.accounts.gates import FOR_ANY_VIEWER, WITH_ACCOUNT, Newcomer
from mentorat.accounts.queries import get_me
from mentorat.accounts.schemas import Me, MeChange
from mentorat.errors import Invalid, Problem, say
from mentorat.web import time_zone
from mentorat.web.forms import read_form
from mentorat.web.language import COOKIE, LOCALES
from mentorat.web.next_path import safe_next
from mentorat.web.openapi import describe
from mentorat.web.provide import Anybody, AnyRequest, Now, RequestDb
from mentorat.web.reading import read_json
from mentorat.web.rendering import THEME_COOKIE, chosen_theme
from mentorat.wire import read_zone

YEAR_SECONDS = 31_536_000
NO_ZONE = say("Ce fuseau horaire n'existe pas (par exemple Europe/Paris).")


@get("/api/me", opt={**describe("getMe", "Your account"), WITH_ACCOUNT: True})
async def read_me(request: AnyRequest, signed_in: Newcomer) -> Me:
    del signed_in  # the gate: it came in one flight with their account
    return account_of(request)


@patch(
    "/api/me",
    opt=describe("updateMe", "Change your account's settings", takes=MeChange),
)
async def change_me(request: AnyRequest, db: RequestDb, now: Now, signed_in: Newcomer) -> Me:
    change = await read_json(request, MeChange)
    await edit_me(db, change.model_dump(include=change.model_fields_set), viewer=signed_in, now=now)
    return await get_me(db, viewer=signed_in)


@post("/locale", status_code=303, opt={FOR_ANY_VIEWER: True})
async def choose_locale(
    request: AnyRequest, db: RequestDb, now: Now, visitor: Anybody
) -> Response[Any]:
    """Remembers the reader's language in this browser, and in the account of a member."""
    fields = await read_form(request)
    response: Response[Any] = Redirect(safe_next(fields.get("next")), status_code=303)
    chosen = fields.get("locale")
    if chosen in LOCALES:
        _remember(request, response, COOKIE, chosen)
        if visitor.user and not visitor.user.impersonated:
            await edit_me(db, {"locale": chosen}, viewer=visitor.user, now=now)
    return response


@post("/theme", status_code=303, opt={FOR_ANY_VIEWER: True})
async def choose_theme(request: AnyRequest, visitor: Anybody) -> Response[Any]:
    """Remembers in this browser whether pages are light, dark, or as the device is."""
    del visitor  # asked for, so that the form's token is checked
    fields = await read_form(request)
    response: Response[Any] = Redirect(safe_next(fields.get("next")), status_code=303)
    _remember(request, response, THEME_COOKIE, chosen_theme(fields.get("theme")))
    return response


@post("/time-zone", status_code=303, opt={FOR_ANY_VIEWER: True})
async def choose_time_zone(
    request: AnyRequest, db: RequestDb, now: Now, visitor: Anybody
) -> Response[Any]:
    """Remembers in which time zone this browser, and a member's account, reads hours. What a device
    guesses and we do not know is left alone; raises Invalid for what a person wrote."""
    fields = await read_form(request)
    target = _without_zone(safe_next(fields.get("next")))
    response: Response[Any] = Redirect(target, status_code=303)
    chosen = read_zone(str(fields.get("timezone", "")))
    if chosen:
        _remember(request, response, time_zone.COOKIE, chosen)
        if visitor.user and not visitor.user.impersonated:
            await edit_me(db, {"timezone": chosen}, viewer=visitor.user, now=now)
    elif "guess" not in fields:
        raise Invalid([Problem("/timezone", NO_ZONE, "unknown_zone")])
    return response


def _without_zone(target: str) -> str:
    """An address that no longer names a zone, so that the chosen one counts."""
    path, _, query = target.partition("?")
    kept = [pair for pair in query.split("&") if pair and not pair.startswith("timezone=")]
    return f"{path}?{'&'.join(kept)}" if kept else path


def _remember(request: AnyRequest, response: Response[Any], name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=YEAR_SECONDS,
        path="/",
        samesite="lax",
        secure=request.app.state.settings.is_https,
        httponly=True,
    )
