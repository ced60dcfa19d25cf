"""Text of addresses and forms, as strict JSON takes it: UTF-8 without NUL."""

from urllib.parse import parse_qsl, unquote_to_bytes

from mentorat.wire import UNSTORABLE


def is_storable(encoded: bytes) -> bool:
    """Whether a percent-encoded part of an address is text that can be kept."""
    if encoded.isascii() and b"%" not in encoded:
        return b"\x00" not in encoded
    try:
        return UNSTORABLE.search(unquote_to_bytes(encoded).decode()) is None
    except UnicodeDecodeError:
        return False


def text_pairs(encoded: str) -> list[tuple[str, str]]:
    """The names and values of a query or a form in their order. Bytes that are no UTF-8 come as
    lone surrogates, so that `UNSTORABLE` finds them, and pydantic, too."""
    return parse_qsl(encoded, keep_blank_values=True, errors="surrogateescape")
