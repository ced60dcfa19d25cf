"""What the first bytes of a file say: which picture it is, and how large, before any is decoded.

Sources: PNG (W3C), 5.2 and 11.2.1; GIF89a, 17–18; RFC 9649 (WebP), 2.4–2.7; ISO/IEC 23008-12 and
AVIF 1.1 (the brands of `ftyp`). JPEG and AVIF say their size further on: Pillow reads it, and
decodes nothing before it is asked to.
"""

import struct
from typing import Literal

from mentorat.files.pictures.picture import (
    BYTES_MAX,
    PIXELS_MAX,
    SIDE_MAX,
    NotAPictureError,
)

Format = Literal["JPEG", "PNG", "GIF", "WEBP", "AVIF"]

BOX_MAX = 256  # of `ftyp`: sixty brands
LOSSLESS = 0x2F


def format_of(data: bytes) -> Format:
    """The one reader that these bytes are given to; raises NotAPictureError."""
    if len(data) > BYTES_MAX:
        raise NotAPictureError("bytes")
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp" and _brands(data) & {b"avif", b"avis"}:
        return "AVIF"
    raise NotAPictureError("format")


def check_header(data: bytes, kind: Format) -> None:
    """Nothing, when what the first bytes say of the size is no more than we read."""
    try:
        size = _size(data, kind)
    except (struct.error, IndexError):
        raise NotAPictureError("broken") from None
    if size:
        check_size(*size)


def check_size(width: int, height: int) -> None:
    """Nothing, for a size that we read; raises NotAPictureError."""
    if min(width, height) < 1:
        raise NotAPictureError("broken")
    if max(width, height) > SIDE_MAX:
        raise NotAPictureError("side")
    if width * height > PIXELS_MAX:
        raise NotAPictureError("pixels")


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height, where the first bytes say them; raises NotAPictureError."""
    return _size(data, format_of(data))


def _size(data: bytes, kind: Format) -> tuple[int, int] | None:
    if kind == "PNG":
        width, height = struct.unpack_from(">II", data, 16)
        return width, height
    if kind == "GIF":
        width, height = struct.unpack_from("<HH", data, 6)
        return width, height
    return _webp_size(data) if kind == "WEBP" else None


def _webp_size(data: bytes) -> tuple[int, int]:
    """Of the canvas: Pillow makes room for all of it as soon as it opens the file."""
    chunk = data[12:16]
    if chunk == b"VP8X":
        return (
            1 + int.from_bytes(data[24:27], "little"),
            1 + int.from_bytes(data[27:30], "little"),
        )
    if chunk == b"VP8L" and data[20] == LOSSLESS:
        (bits,) = struct.unpack_from("<I", data, 21)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if chunk == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    raise NotAPictureError("broken")


def _brands(data: bytes) -> set[bytes]:
    length = min(int.from_bytes(data[:4], "big"), BOX_MAX)
    return {data[8:12], *(data[at : at + 4] for at in range(16, length, 4))}
