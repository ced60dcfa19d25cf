"""Having a picture made anew in a process of its own, for a limited time."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE
from weakref import WeakKeyDictionary

import msgspec

from mentorat.errors import Invalid, Problem, Unavailable, say
from mentorat.files.pictures.picture import (
    BYTES_MAX,
    PIXELS_MAX,
    SIDE_MAX,
    Picture,
    PictureRefusal,
    Refused,
)

POINTER = "/image"
SECONDS_MAX = 30.0
ENCODER = ("-I", "-W", "ignore", "-m", "mentorat.files.pictures")
MEGABYTE = 1024 * 1024
MILLION = 1_000_000
AT_ONCE = 1  # each may take a gigabyte and one processor
WAITING_MAX = 8  # more of them, at ten megabytes each, are told to come back
_lanes: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()
_asked: list[bytes] = []

SENTENCES: dict[Refused, str] = {
    "bytes": say("Cette image dépasse %(megabytes)s Mo. Réduisez-la, puis recommencez."),
    "format": say(
        "Ce fichier n'est pas une image acceptée. Envoyez du JPEG, PNG, WebP, GIF ou AVIF."
    ),
    "side": say("Cette image dépasse %(side)s pixels de côté. Réduisez-la, puis recommencez."),
    "pixels": say(
        "Cette image dépasse %(millions)s millions de pixels. Réduisez-la, puis recommencez."
    ),
    "broken": say(
        "Cette image est incomplète ou abîmée. Enregistrez-la de nouveau, puis recommencez."
    ),
    "costly": say("Cette image demande trop de calcul. Enregistrez-la en JPEG, puis recommencez."),
}
VALUES: dict[str, object] = {
    "megabytes": BYTES_MAX // MEGABYTE,
    "side": SIDE_MAX,
    "millions": PIXELS_MAX // MILLION,
}


async def reencoded_apart(data: bytes) -> Picture:
    """What `reencoded` makes of these bytes; raises Invalid with what to do when it refuses, or
    when its process takes too long, too much or falls over; Unavailable when too many wait."""
    if len(data) > BYTES_MAX:
        raise _refusal("bytes")
    if len(_asked) >= AT_ONCE + WAITING_MAX:
        raise Unavailable
    _asked.append(data)
    try:
        async with _lane():
            answer = await _answer(data)
    finally:
        _asked.remove(data)
    if isinstance(answer, PictureRefusal):
        raise _refusal(answer.why)
    return answer


def _lane() -> asyncio.Semaphore:
    """Of this loop: one that was waited for knows no other."""
    return _lanes.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE))


async def _answer(data: bytes) -> Picture | PictureRefusal:
    """From its process, whose words are dropped: they may quote the file. When nobody waits any
    more, it ends."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, *ENCODER, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env={}
    )
    try:
        async with asyncio.timeout(SECONDS_MAX):
            answer, _ = await process.communicate(data)
    except TimeoutError:
        return PictureRefusal("costly")
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        return PictureRefusal("costly" if process.returncode < 0 else "broken")
    return msgspec.msgpack.decode(answer, type=Picture | PictureRefusal)


def _refusal(why: Refused) -> Invalid:
    return Invalid([Problem(POINTER, SENTENCES[why], f"image_{why}", VALUES)])
