"""Signing in and out, and choosing a language."""

from typing import Any

from litestar import Response, get, post
from litestar.datastructures import State
from litestar.response import Redirect

from mentorat.accounts.actions.edit_me import edit_me
from mentorat.accounts.actions.end_clerk_session import end_clerk_session
from mentorat.accounts.actions.open_session import close_session
from mentorat.accounts.recognition import FOR_ANY_VIEWER
from mentorat.settings.clerk_keys import frontend_host
from mentorat.web import csrf, time_zone
from mentorat.web.cookies import cookie_value, drop_cookie
from mentorat.web.forms import read_form
from mentorat.web.language import COOKIE, LOCALES
from mentorat.web.next_path import safe_next
from mentorat.web.provide import Anybody, AnyRequest, Now, Session
from mentorat.web.rendering import html
from mentorat.wire import time_zones

YEAR_SECONDS = 31_536_000


@get("/sign-in", media_type="text/html")
async def show_sign_in(request: AnyRequest, state: State, visitor: Anybody) -> Response[Any]:
    target = safe_next(request.query_params.get("next"))
    is_signed_out = "signed-out" in request.query_params
    wants_proof = "fresh" in request.query_params  # administration asks for a recent sign-in
    if visitor.credential == "session" and not is_signed_out and not wants_proof:
        return Redirect(target, status_code=303)
    if state.settings.auth == "dev":
        return Redirect(f"/dev/sign-in?{request.url.query}".rstrip("?"), status_code=303)
    host = frontend_host(state.settings.clerk_publishable_key)
    request.scope["state"]["clerk_host"] = host
    context = {
        "clerk_host": host,
        "publishable_key": state.settings.clerk_publishable_key,
        "next": target,
        "is_signed_out": is_signed_out,
    }
    return html(request, "accounts/sign_in.html", context)


@post("/auth/sign-out", status_code=303, opt={FOR_ANY_VIEWER: True})
async def sign_out(request: AnyRequest, db: Session, now: Now, visitor: Anybody) -> Response[Any]:
    """Ends our session, and refuses this Clerk session's tokens from now on."""
    secret = cookie_value(request, csrf.SESSION_COOKIE)
    if secret:
        close_session(db, secret)
    if visitor.user and visitor.user.clerk_session_id:
        end_clerk_session(db, visitor.user.clerk_session_id, now=now)
    response: Response[Any] = Redirect("/sign-in?signed-out=1", status_code=303)
    drop_cookie(request, response, csrf.SESSION_COOKIE)
    return response


@post("/locale", status_code=303, opt={FOR_ANY_VIEWER: True})
async def choose_locale(
    request: AnyRequest, db: Session, now: Now, visitor: Anybody
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


@post("/time-zone", status_code=303, opt={FOR_ANY_VIEWER: True})
async def choose_time_zone(
    request: AnyRequest, db: Session, now: Now, visitor: Anybody
) -> Response[Any]:
    """Remembers in which time zone this browser, and a member's account, reads hours."""
    fields = await read_form(request)
    target = _without_zone(safe_next(fields.get("next")))
    response: Response[Any] = Redirect(target, status_code=303)
    chosen = fields.get("timezone")
    if chosen in time_zones():
        _remember(request, response, time_zone.COOKIE, str(chosen))
        if visitor.user and not visitor.user.impersonated:
            await edit_me(db, {"timezone": str(chosen)}, viewer=visitor.user, now=now)
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
