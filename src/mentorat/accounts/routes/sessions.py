"""Signing in, exchanging a token for our session, signing out."""

from typing import Any

from litestar import Response, get, post
from litestar.datastructures import State
from litestar.response import Redirect

from mentorat.accounts.actions.sessions import close_session, end_clerk_session
from mentorat.accounts.callers.browser_session import start_session
from mentorat.accounts.gates import FOR_ANY_VIEWER, Newcomer
from mentorat.settings.clerk_keys import frontend_host
from mentorat.web import csrf
from mentorat.web.cookies import cookie_value, drop_cookie, set_cookie
from mentorat.web.next_path import safe_next
from mentorat.web.openapi import describe
from mentorat.web.provide import Anybody, AnyRequest, Now, RequestDb
from mentorat.web.rendering import html

ENDED_SECONDS = 30


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
async def sign_out(request: AnyRequest, db: RequestDb, now: Now, visitor: Anybody) -> Response[Any]:
    """Ends our session, and refuses this Clerk session's tokens from now on."""
    secret = cookie_value(request, csrf.SESSION_COOKIE)
    if secret:
        close_session(db, secret)
    if visitor.user and visitor.user.clerk_session_id:
        end_clerk_session(db, visitor.user.clerk_session_id, now=now)
    response: Response[Any] = Redirect("/sign-in?signed-out=1", status_code=303)
    drop_cookie(request, response, csrf.SESSION_COOKIE)
    # What they wrote last may not have reached every copy of the database.
    set_cookie(request, response, csrf.ENDED_COOKIE, "1", max_age=ENDED_SECONDS)
    return response


@post(
    "/auth/clerk/exchange",
    status_code=204,
    opt={
        FOR_ANY_VIEWER: True,
        **describe(
            "exchangeClerkToken",
            "Exchange a Clerk session token for our session cookie",
            answers={204: None},
            sends=("Set-Cookie",),
            credentials=("clerk",),
        ),
    },
)
async def exchange_token(
    request: AnyRequest, db: RequestDb, now: Now, visitor: Anybody, signed_in: Newcomer
) -> Response[None]:
    if visitor.credential != "bearer":
        raise csrf.ForeignForm
    response: Response[None] = Response(None, status_code=204)
    start_session(request, response, db, signed_in, now=now)
    return response
