"""The headers of every answer, errors and files included."""

from collections.abc import MutableMapping
from functools import lru_cache
from typing import Any

from mentorat.settings import Settings
from mentorat.web.csrf import pending_cookies

FIXED = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
YEAR_SECONDS = 31_536_000

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


def security_headers(
    scope: MutableMapping[str, Any], given: list[tuple[bytes, bytes]], settings: Settings
) -> list[tuple[bytes, bytes]]:
    """`given` with what every answer carries; a handler's own choice of one stays."""
    state = scope["state"]
    names = {name.lower() for name, _ in given}
    embedders: tuple[str, ...] = state.get("embedders", ())
    fixed = [header for header in FIXED if header[0] not in names]
    if embedders:  # the older header knows no list of origins
        fixed = [header for header in fixed if header[0] != b"x-frame-options"]
    headers = [*given, *fixed, (b"x-request-id", state["request_id"].encode())]
    cookies = pending_cookies(state, settings)
    headers += [(b"set-cookie", cookie.encode("latin-1")) for cookie in cookies]
    if b"content-security-policy" not in names:
        policy = content_security_policy(state["nonce"], state.get("clerk_host"), embedders)
        headers.append((b"content-security-policy", policy.encode()))
    if b"cache-control" not in names:
        headers.append((b"cache-control", b"no-store"))
    if settings.is_https:
        transport = f"max-age={YEAR_SECONDS}; includeSubDomains".encode()
        headers.append((b"strict-transport-security", transport))
    return headers


def content_security_policy(
    nonce: str, clerk_host: str | None, embedders: tuple[str, ...] = ()
) -> str:
    """The policy of a page; a sign-in page opens it for Clerk's widget and nothing else does. Only
    `embedders` may frame it.

    Clerk's list: their documentation of CSP headers (script, connect, frame, style, worker).
    """
    return _policy(clerk_host, embedders).replace("{nonce}", nonce)


@lru_cache(maxsize=8)
def _policy(clerk_host: str | None, embedders: tuple[str, ...]) -> str:
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
    return "; ".join(f"{name} {value}" for name, value in policy.items())
