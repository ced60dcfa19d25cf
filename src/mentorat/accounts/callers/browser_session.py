"""Signing a browser in: our session behind an HttpOnly cookie."""

from typing import Any

from litestar import Response

from mentorat.accounts.actions.sessions import close_session, open_session
from mentorat.viewer import SignedIn
from mentorat.web import csrf
from mentorat.web.cookies import cookie_value, set_cookie
from mentorat.web.provide import AnyRequest, Now, RequestDb


def start_session(
    request: AnyRequest, response: Response[Any], db: RequestDb, user: SignedIn, *, now: Now
) -> None:
    """Sign this browser in, with a new secret whatever it held before."""
    secret = open_session(db, user, issuer=request.app.state.recognition.issuer, now=now)
    old = cookie_value(request, csrf.SESSION_COOKIE)
    if old:  # afterwards: who else closes sessions has locked the person first, too
        close_session(db, old)
    set_cookie(request, response, csrf.SESSION_COOKIE, secret, max_age=csrf.SESSION_SECONDS)
