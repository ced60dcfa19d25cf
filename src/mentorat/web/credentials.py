"""What a request brings to be recognised by, as far as its headers tell."""

from typing import Any

from litestar.connection import ASGIConnection

BEARER = "bearer"
KEY_ID = "key_id"  # in the state of a request whose API key was believed


def bearer_token(connection: ASGIConnection[Any, Any, Any, Any]) -> str | None:
    """The token of an Authorization header; other schemes are not ours to read."""
    scheme, _, credential = connection.headers.get("authorization", "").partition(" ")
    return credential.strip() if scheme.lower() == BEARER else None
