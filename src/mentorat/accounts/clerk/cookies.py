"""The cookies ClerkJS leaves on our domain, and which of several tokens counts.

Rules: Clerk's own choice between suffixed and plain cookies, so that two Clerk applications may
share localhost or a parent domain. Cookies are parsed by hand: the standard library gives up on
the whole header at the first odd value of a stranger's cookie.
"""

import base64
import binascii
import hashlib
import json
from typing import Any

SESSION = "__session"
LAST_SIGN_IN = "__client_uat"


def suffix(publishable_key: str) -> str:
    """The suffix of this instance's cookies: eight characters of its SHA-1, by Clerk's rule."""
    digest = hashlib.sha1(publishable_key.encode(), usedforsecurity=False).digest()
    return base64.urlsafe_b64encode(digest).decode("ascii")[:8]


def session_token(header: str, own_suffix: str | None) -> str | None:
    """The token in a Cookie header that belongs to our instance, if any."""
    cookies = read_cookies(header)
    plain = cookies.get(SESSION)
    suffixed = cookies.get(f"{SESSION}_{own_suffix}") if own_suffix else None
    if suffixed and (not plain or _is_preferred(suffixed, plain, cookies, own_suffix)):
        return suffixed
    return plain


def has_signed_in(header: str, own_suffix: str | None) -> bool:
    """Whether Clerk's browser side says that somebody is signed in here."""
    cookies = read_cookies(header)
    moment = cookies.get(f"{LAST_SIGN_IN}_{own_suffix}") or cookies.get(LAST_SIGN_IN) or "0"
    return moment.isascii() and moment.isdigit() and int(moment[:12]) > 0


def read_cookies(header: str) -> dict[str, str]:
    """Every cookie of a header by name; of two with one name the first counts."""
    found: dict[str, str] = {}
    for part in header.split(";"):
        name, sign, value = part.strip().partition("=")
        if sign:
            found.setdefault(name, value)
    return found


def _is_preferred(
    suffixed: str, plain: str, cookies: dict[str, str], own_suffix: str | None
) -> bool:
    ours, other = _claims(suffixed), _claims(plain)
    if "iss" not in other:
        return False
    if other.get("iss") != ours.get("iss"):
        return True
    if (
        cookies.get(f"{LAST_SIGN_IN}_{own_suffix}", "0") == "0"
        and cookies.get(LAST_SIGN_IN, "0") != "0"
    ):
        return False
    return _issued_at(ours) >= _issued_at(other)


def _claims(token: str) -> dict[str, Any]:
    text = f"{token}..".split(".")[1].replace("-", "+").replace("_", "/")
    try:
        found = json.loads(binascii.a2b_base64(text + "=" * (-len(text) % 4)))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _issued_at(claims: dict[str, Any]) -> float:
    moment = claims.get("iat")
    return moment if isinstance(moment, int | float) else 0
