"""What a request brings to be recognised by, as far as its headers tell."""

from typing import Any

from litestar.connection import ASGIConnection

BEARER = "bearer"
# In the state of a request:
KEY_ID = "key_id"  # whose API key was believed
CONFIRM = "confirm"  # to be asked before its answer leaves: is who asks who was presumed?
IS_ASKED_ANEW = "is_asked_anew"  # they were not, the first time


class NotWhoWasPresumed(Exception):
    """Whoever asks is somebody else than was presumed: the edge has the request asked anew."""


def bearer_token(connection: ASGIConnection[Any, Any, Any, Any]) -> str | None:
    """The token of an Authorization header; other schemes are not ours to read."""
    # The first of that name, without reading all the others.
    for name, value in connection.scope["headers"]:
        if name == b"authorization":
            scheme, _, credential = value.decode("latin-1").partition(" ")
            return credential.strip() if scheme.lower() == BEARER else None
    return None
