"""What is asked of a sent picture, and what comes back: the words between two processes."""

from typing import Literal

import msgspec

BYTES_MAX = 10 * 1024 * 1024
PIXELS_MAX = 40_000_000
SIDE_MAX = 12_000
WIDTHS = (480, 960, 1600)

# `format`: none that we read; `side`, `pixels`: larger than we read; `broken`: cut or damaged;
# `costly`: more time or memory than its size explains.
Refused = Literal["bytes", "format", "side", "pixels", "broken", "costly"]


class Variant(msgspec.Struct, frozen=True):
    """The picture in one width, as WebP."""

    width: int
    height: int
    data: bytes


class Picture(msgspec.Struct, frozen=True, tag=True):
    """A picture made anew, narrowest first, and the size of what was sent, as it is looked at."""

    variants: list[Variant]
    width: int
    height: int


class PictureRefusal(msgspec.Struct, frozen=True, tag=True):
    """Why a picture is not taken."""

    why: Refused


class NotAPictureError(ValueError):
    """These bytes are no picture, or more of one than we read."""

    def __init__(self, why: Refused) -> None:
        super().__init__(why)
        self.why: Refused = why
