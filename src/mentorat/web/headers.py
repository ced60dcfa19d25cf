"""The headers of every answer, errors and files included."""

from collections.abc import Iterable, MutableMapping
from functools import lru_cache
from typing import Any

from mentorat.settings import Settings
from mentorat.web.csrf import NEW_COOKIES, pending_cookies

FIXED = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
FIXED_NAMES = frozenset(name for name, _ in FIXED)
NO_STORE = (b"cache-control", b"no-store")
YEAR_SECONDS = 31_536_000

Headers = list[tuple[bytes, bytes]]

POLICY = {
    "default-src": "'none'",
    "script-src": "'nonce-{nonce}'",
    "style-src": "'self'",
    "img-src": "'self' data: https://img.clerk.com",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


class AnswerHeaders:
    """What every answer of a site carries; what never changes is made once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._transport: Headers = []
        if settings.is_https:
            transport = f"max-age={YEAR_SECONDS}; includeSubDomains".encode()
            self._transport = [(b"strict-transport-security", transport)]

    def of(self, scope: MutableMapping[str, Any], given: Iterable[tuple[bytes, bytes]]) -> Headers:
        """`given` with what every answer carries; a handler's own choice of one stays."""
        state = scope["state"]
        headers = list(given)
        names = {name.lower() for name, _ in headers}
        embedders: tuple[str, ...] = state.get("embedders", ())
        if embedders or not names.isdisjoint(FIXED_NAMES):
            # The older header knows no list of origins.
            kept = names | {b"x-frame-options"} if embedders else names
            headers += [header for header in FIXED if header[0] not in kept]
        else:
            headers += FIXED
        headers.append((b"x-request-id", state["request_id"].encode()))
        if not NEW_COOKIES.isdisjoint(state):
            cookies = pending_cookies(state, self._settings)
            headers += [(b"set-cookie", cookie.encode("latin-1")) for cookie in cookies]
        if b"content-security-policy" not in names:
            before, after = _policy(state.get("clerk_host"), embedders)
            headers.append((b"content-security-policy", before + state["nonce"].encode() + after))
        if b"cache-control" not in names:
            headers.append(NO_STORE)
        return headers + self._transport


def content_security_policy(nonce: str, *, clerk_host: str | None = None) -> str:
    """The policy of a page, for whoever adds to it."""
    before, after = _policy(clerk_host, ())
    return before.decode() + nonce + after.decode()


@lru_cache(maxsize=8)
def _policy(clerk_host: str | None, embedders: tuple[str, ...]) -> tuple[bytes, bytes]:
    """The policy of a page, before and after its nonce; a sign-in page opens it for Clerk's widget
    and nothing else does. Only `embedders` may frame it.

    Clerk's list: their documentation of CSP headers (script, connect, frame, style, worker).
    """
    policy = dict(POLICY)
    if embedders:
        policy["frame-ancestors"] = " ".join(embedders)
    if clerk_host:
        clerk = f"https://{clerk_host}"
        challenge = "https://challenges.cloudflare.com"
        protect = "https://*.protect.clerk.com"
        policy["script-src"] += f" {clerk} {challenge} {protect}"
        policy["connect-src"] += f" {clerk} {protect}:*"
        policy["frame-src"] = f"{challenge} {protect}"
        policy["style-src"] += " 'unsafe-inline'"
        policy["worker-src"] = "'self' blob:"
        policy["form-action"] += f" {clerk}"
    text = "; ".join(f"{name} {value}" for name, value in policy.items())
    before, _, after = text.encode().partition(b"{nonce}")
    return before, after
