"""Forms come from our own pages: a token bound to the browser's cookie, and its origin.

The token is an HMAC of the session's secret, or of a random seed for visitors without one. The
browser's own word (Sec-Fetch-Site, Origin) is checked as well; neither replaces the other.
"""

import base64
import hashlib
import hmac
import secrets
from typing import Any

from litestar import Request

from mentorat.errors import Forbidden, say
from mentorat.settings import Settings
from mentorat.web.cookies import cookie_header, cookie_value
from mentorat.web.form_body import first_items

FIELD = "csrf_token"
HEADER = "x-csrf-token"
SEED_COOKIE = "seed"
SESSION_COOKIE = "session"
ENDED_COOKIE = "session_ended"
SESSION_SECONDS = 7 * 24 * 3600
NEW_COOKIES = frozenset({"new_session", "new_seed"})  # in the state of a request


class ForeignForm(Forbidden):
    code = "csrf"
    sentence = say(
        "Ce formulaire a expiré ou vient d'un autre site. Rechargez la page et recommencez."
    )


def token(request: Request[Any, Any, Any]) -> str:
    """The token that this browser's forms must carry: another in every answer, so that the length
    of compressed answers tells nothing of it."""
    proof = _proofs(request)[0]
    pad = secrets.token_bytes(len(proof))
    return base64.urlsafe_b64encode(pad + _xor(pad, proof)).decode()


def _proofs(request: Request[Any, Any, Any]) -> list[bytes]:
    """What is accepted: while SECRET_KEY changes, also what was made before."""
    seed = b"csrf:" + _seed(request).encode()
    return [hmac.digest(key, seed, hashlib.sha256) for key in request.app.state.secret_keys]


def _xor(pad: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(pad, other, strict=True))


def _proof_in(sent: str) -> bytes:
    """What a token proves; nothing for what is no token."""
    try:
        masked = base64.urlsafe_b64decode(sent.encode())
    except ValueError:
        return b""
    half = len(masked) // 2
    return _xor(masked[:half], masked[half:]) if len(masked) == 2 * half else b""


async def check(request: Request[Any, Any, Any]) -> None:
    """Raise ForeignForm unless the request comes from a form of ours in the same browser."""
    if not _same_origin(request):
        raise ForeignForm
    sent = request.headers.get(HEADER) or await _form_field(request)
    given = _proof_in(sent)
    if not any(hmac.compare_digest(given, known) for known in _proofs(request)):
        raise ForeignForm


def pending_cookies(state: dict[str, Any], settings: Settings) -> list[str]:
    """The cookies that an answer must carry: a new session's, or the seed of a visitor's forms."""
    if "new_session" in state:
        secret = state["new_session"]
        return [cookie_header(settings, SESSION_COOKIE, secret, max_age=SESSION_SECONDS)]
    if "new_seed" in state:
        return [cookie_header(settings, SEED_COOKIE, state["new_seed"])]
    return []


def _seed(request: Request[Any, Any, Any]) -> str:
    state = request.scope["state"]
    known = (
        state.get("new_session")
        or cookie_value(request, SESSION_COOKIE)
        or cookie_value(request, SEED_COOKIE)
    )
    if known:
        return str(known)
    if "new_seed" not in state:
        state["new_seed"] = secrets.token_urlsafe(16)
    return str(state["new_seed"])


def _same_origin(request: Request[Any, Any, Any]) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("origin")
    if origin is None:
        return True  # the token still decides
    host = request.headers.get("host", "")
    return origin.partition("://")[2] == host or origin == request.app.state.settings.origin


async def _form_field(request: Request[Any, Any, Any]) -> str:
    return next((value for name, value in await first_items(request) if name == FIELD), "")
