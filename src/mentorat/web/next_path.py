"""Where to go next: only to ourselves, whatever a link says."""

import re
from urllib.parse import urlsplit

# A browser treats a backslash as a slash and drops tabs and line breaks before it reads a URL
# (WHATWG URL standard), so none of them may pass.
OWN_PATH = re.compile(r"/(?![/\\])[!-\[\]-~]*")
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
