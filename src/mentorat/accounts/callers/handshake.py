"""Clerk's handshake: how a page learns again who is there when the one-minute token is over.

A browser that Clerk knows (`__client_uat`) but whose token has expired is sent to Clerk's
Frontend API and comes back with fresh cookies inside a signed token. Rules: Clerk's own
server-side flow; the token form is used, so that no request of ours waits for Clerk.
"""

import json
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from joserfc import jws
from joserfc.errors import JoseError
from litestar import Response
from litestar.response import Redirect

from mentorat.accounts.clerk.cookies import SESSION, has_signed_in, read_cookies, session_token
from mentorat.accounts.clerk.tokens import RS256_ONLY, FindKey, TokenRefusedError, read_header
from mentorat.web.problems import is_page
from mentorat.web.provide import AnyRequest

LOOP_COOKIE = "__clerk_redirect_count"
ANSWER = "__clerk_handshake"
HOPS_MAX = 3
LOOP_SECONDS = 2
API_VERSION = "2026-05-12"


class Handshake:
    """The handshake of one Clerk instance."""

    def __init__(self, host: str, suffix: str, *, is_development: bool) -> None:
        self.host = host
        self.suffix = suffix
        self.is_development = is_development

    def departure(self, request: AnyRequest) -> Response[Any] | None:
        """The way to Clerk for a page whose visitor Clerk may know; None when it would not help."""
        header = request.headers.get("cookie", "")
        hops = read_cookies(header).get(LOOP_COOKIE, "0")
        if not is_document(request) or not has_signed_in(header, self.suffix):
            return None
        if request.scope["state"].get("is_unwelcome"):
            return None
        if not hops.isascii() or not hops.isdigit() or int(hops[:3]) >= HOPS_MAX:
            return None  # Clerk and we disagree: a sign-in page is better than a loop
        token = session_token(header, self.suffix)
        reason = "session-token-expired" if token else "client-uat-but-no-session-token"
        parameters = {
            "redirect_url": str(request.url.with_replacements(scheme=self._scheme(request))),
            "__clerk_api_version": API_VERSION,
            "suffixed_cookies": "true"
            if f"{SESSION}_{self.suffix}" in read_cookies(header)
            else "false",
            "__clerk_hs_reason": reason,
        }
        if token:
            parameters[SESSION] = token
        response: Response[Any] = Redirect(
            f"https://{self.host}/v1/client/handshake?{urlencode(parameters)}", status_code=307
        )
        response.headers["Cache-Control"] = "no-store"  # browsers keep 307 of sleeping tabs
        response.set_cookie(
            LOOP_COOKIE,
            str(int(hops[:3]) + 1),
            max_age=LOOP_SECONDS,
            path="/",
            httponly=True,
            secure=request.app.state.settings.is_https,
            samesite="lax",
        )
        return response

    async def arrival(self, request: AnyRequest, find_key: FindKey) -> str | None:
        """The session token that Clerk sent back, if this request brings one.

        In production it only counts in a cookie: in a link it could sign somebody in as another.
        """
        answer = read_cookies(request.headers.get("cookie", "")).get(ANSWER)
        if answer is None and self.is_development:
            answer = request.query_params.get(ANSWER)
        if not answer or not is_document(request):
            return None
        for directive in await _directives(answer, find_key):
            cookie = SimpleCookie(directive)
            for name in (f"{SESSION}_{self.suffix}", SESSION):
                if name in cookie and cookie[name].value:
                    return cookie[name].value
        return None

    @staticmethod
    def _scheme(request: AnyRequest) -> str:
        return "https" if request.app.state.settings.is_https else "http"


def is_document(request: AnyRequest) -> bool:
    """Whether the browser navigates, rather than a script fetching."""
    if request.method != "GET" or not is_page(request):
        return False
    destination = request.headers.get("sec-fetch-dest")
    if destination is None:
        return request.headers.get("accept", "").startswith("text/html")
    return destination in {"document", "iframe"}


async def _directives(answer: str, find_key: FindKey) -> list[str]:
    try:
        key = await find_key(read_header(answer).get("kid"))
        if key is None:
            return []
        payload = json.loads(jws.deserialize_compact(answer, key, registry=RS256_ONLY).payload)
    except (TokenRefusedError, JoseError, ValueError, RecursionError):
        return []
    found = payload.get("handshake") if isinstance(payload, dict) else None
    return [text for text in found if isinstance(text, str)] if isinstance(found, list) else []
