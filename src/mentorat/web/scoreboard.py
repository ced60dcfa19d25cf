"""What the processes of a group last said of themselves, in one file that all of them have open.

Each writes to its own place, there to the older of two halves and with a checksum: whoever reads
finds a whole one, also when a process was killed while it wrote.
"""

import os
import struct
import zlib
from typing import IO, NamedTuple

HALF_BYTES = 256 * 1024
PLACE_BYTES = 2 * HALF_BYTES
_HEAD = struct.Struct("<QII")  # which writing it was, the length and the checksum of what follows
_TRIES = 3  # two writings may pass between a reader's two looks


class Scoreboard:
    """Places of 256 KB in a file; what was never written is not there."""

    def __init__(self, file: int) -> None:
        self._file = file

    @classmethod
    def create(cls, file: IO[bytes], places: int) -> "Scoreboard":
        """So many empty places in an empty file, which takes the room that is written to."""
        os.ftruncate(file.fileno(), places * PLACE_BYTES)
        return cls(file.fileno())

    @property
    def places(self) -> range:
        """The numbers of its places."""
        return range(os.fstat(self._file).st_size // PLACE_BYTES)

    def write(self, place: int, content: bytes) -> None:
        """Put this instead of what was said before; one writer a place."""
        if len(content) > HALF_BYTES - _HEAD.size:
            raise ValueError(f"{len(content)} bytes are too many for one place")
        number = self._newest(place).number + 1
        head = _HEAD.pack(number, len(content), zlib.crc32(content))
        os.pwrite(self._file, head + content, _offset(place, number))

    def read(self, place: int) -> bytes | None:
        """What was said last; None when nothing was."""
        return self._newest(place).content

    def _newest(self, place: int) -> "_Writing":
        for _try in range(_TRIES):
            found = max(self._half(place, 0), self._half(place, 1), key=lambda half: half.number)
            if found.content is not None:
                return found
        return NOTHING

    def _half(self, place: int, half: int) -> "_Writing":
        offset = _offset(place, half)
        number, length, checksum = _HEAD.unpack(os.pread(self._file, _HEAD.size, offset))
        if not number or length > HALF_BYTES - _HEAD.size:
            return NOTHING
        content = os.pread(self._file, length, offset + _HEAD.size)
        return _Writing(number, content) if zlib.crc32(content) == checksum else NOTHING


class _Writing(NamedTuple):
    number: int
    content: bytes | None


NOTHING = _Writing(0, None)


def _offset(place: int, number: int) -> int:
    return place * PLACE_BYTES + number % 2 * HALF_BYTES
