"""Answers travel compressed, where that tells a stranger nothing.

Whoever can have somebody's browser ask for an address of their choice, and sees how long the answer
is, guesses a secret that stands beside what they chose, letter by letter (BREACH, 2013). So what
mixes both goes as it is: an answer to a signed-in browser whose address carries a query, or that
was refused. The token of forms is another in every answer (`csrf.py`).
"""

import gzip
from collections.abc import Iterable, MutableMapping
from functools import lru_cache
from http import HTTPStatus
from typing import Any

SMALL = 1024  # bytes: below, the envelope costs what is won
LEVEL = 6
STATIC_LEVEL = 9
FILES_KEPT = 256
TEXTS = (b"text/", b"application/json", b"application/problem+json", b"application/manifest+json")
TEXTS_BY_NAME = (b"image/svg+xml", b"application/javascript", b"application/xml")
FEEDS = (b"application/rss+xml", b"application/atom+xml", b"application/feed+json")
SESSION = (b"mentorat_session=", b"__Host-mentorat_session=")

Headers = list[tuple[bytes, bytes]]


def compressed(
    scope: MutableMapping[str, Any], status: int, headers: Headers, body: bytes
) -> tuple[Headers, bytes]:
    """The headers and the body as they travel to this reader."""
    named = {name.lower(): value for name, value in headers}
    if not _is_text(named.get(b"content-type", b"")) or b"content-encoding" in named:
        return headers, body
    headers = [*headers, (b"vary", b"Accept-Encoding")]
    is_static = scope["path"].startswith("/static/")  # the same for everybody, whatever is asked
    is_told = is_static or not _mixes(scope, status)
    if len(body) < SMALL or not _takes_gzip(scope["headers"]) or not is_told:
        return headers, body
    packed = _packed_file(body) if is_static else gzip.compress(body, LEVEL, mtime=0)
    kept = [(name, value) for name, value in headers if name.lower() != b"content-length"]
    kept += [(b"content-encoding", b"gzip"), (b"content-length", str(len(packed)).encode())]
    return kept, packed


def _mixes(scope: MutableMapping[str, Any], status: int) -> bool:
    """Whether a stranger may have chosen what stands in an answer that is somebody's own."""
    is_own = any(
        name == b"cookie" and any(mark in value for mark in SESSION)
        for name, value in scope["headers"]
    )
    return is_own and (bool(scope.get("query_string")) or status >= HTTPStatus.BAD_REQUEST)


def _is_text(kind: bytes) -> bool:
    return kind.startswith(TEXTS) or kind.startswith((*TEXTS_BY_NAME, *FEEDS))


def _takes_gzip(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether the reader asked for gzip (RFC 9110, 12.5.3); q=0 says no."""
    for name, value in headers:
        if name != b"accept-encoding":
            continue
        for part in value.lower().split(b","):
            coding, _, weight = part.partition(b";")
            if coding.strip() == b"gzip":
                return weight.replace(b" ", b"").rstrip(b"0") not in {b"q=", b"q=0."}
    return False


@lru_cache(FILES_KEPT)
def _packed_file(body: bytes) -> bytes:
    return gzip.compress(body, STATIC_LEVEL, mtime=0)
