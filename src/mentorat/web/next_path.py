"""Where to go next: only to ourselves, whatever a link says."""

import re
from urllib.parse import urlsplit

# A browser treats a backslash as a slash and drops tabs and line breaks before it reads a URL
# (WHATWG URL standard), so none of them may pass.
OWN_PATH = re.compile(r"/(?![/\\])[!-\[\]-~]*")
NEIGHBOUR = re.compile(r"(http://(127\.0\.0\.1|localhost):[0-9]{1,5})(/.*)?")
LENGTH_MAX = 2000


def safe_next(wanted: object, default: str = "/") -> str:
    """`wanted` when it is a path of this site, otherwise `default`."""
    if not isinstance(wanted, str) or len(wanted) > LENGTH_MAX or not OWN_PATH.fullmatch(wanted):
        return default
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return default
    return default if parts.scheme or parts.netloc or "//" in parts.path else wanted


def neighbour_origin(wanted: object, *, host: str | None) -> str | None:
    """The origin that `wanted` leads to, when it is another port of the host name at which the
    visitor is here: cookies know no ports, so that our session goes along (RFC 6265, 8.5).
    For the development identity alone."""
    if not isinstance(wanted, str) or len(wanted) > LENGTH_MAX:
        return None
    found = NEIGHBOUR.fullmatch(wanted)
    if found is None or found[2] != host or not safe_next(found[3] or "/", default=""):
        return None
    return found[1]
