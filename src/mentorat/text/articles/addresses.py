"""Where an article's links and pictures may go."""

import re
from typing import NamedTuple

OUR_FILES = "/files/"
_KEY = re.compile(r"/files/((?!\.)[\w.-]+(?:/(?!\.)[\w.-]+)*)", re.ASCII)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_SCHEMES = {"http", "https", "mailto"}


class Address(NamedTuple):
    """An address as it may be written in a page; `is_foreign` when it leaves the site."""

    url: str
    is_foreign: bool


def address(url: str) -> Address | None:
    """Where a link may go: http, https, mailto, a path of ours or a place of the page."""
    if url.startswith("//"):
        url = f"https:{url}"
    scheme = _SCHEME.match(url)
    if scheme is None:
        is_odd = not url or ":" in re.split(r"[/?#]", url, maxsplit=1)[0]
        return None if is_odd else Address(url, is_foreign=False)
    name = scheme[1].lower()
    if name not in _SCHEMES:
        return None
    is_web = name != "mailto"
    if is_web and not re.match(r"https?://[^/?#]", url, re.IGNORECASE):
        return None
    return Address(url, is_foreign=is_web)


def file_key(url: str) -> str | None:
    """The name of a file of ours that an address shows; None for every other address."""
    found = _KEY.fullmatch(url)
    return found[1] if found else None
