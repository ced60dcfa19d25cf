"""`python -m mentorat.files.pictures`: one picture in, the same made anew, then gone.

The decoders are a hundred thousand lines of C that read what a stranger made. So they run in a
process that may use little time and memory, writes no file, holds no secret and no connection, and
whose death is an answer.
"""

import resource
import signal
import sys

import msgspec

from mentorat.files.pictures.picture import NotAPictureError, Picture, PictureRefusal

CPU_SECONDS = 15
WALL_SECONDS = 25  # less than whoever asked waits
MEMORY_BYTES = 1024 * 1024 * 1024  # forty million pixels of four bytes, held three times


def main() -> None:
    """Answer the bytes on stdin with a picture or a refusal; any failure is an exit code."""
    signal.alarm(WALL_SECONDS)
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.buffer.write(msgspec.msgpack.encode(_answer(sys.stdin.buffer.read())))


def _answer(data: bytes) -> Picture | PictureRefusal:
    from mentorat.files.pictures.encoding import reencoded  # noqa: PLC0415  # under the limits

    try:
        return reencoded(data)
    except NotAPictureError as error:
        return PictureRefusal(error.why)
    except MemoryError:
        return PictureRefusal("costly")


if __name__ == "__main__":
    main()
