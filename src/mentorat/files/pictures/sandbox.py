"""Having a picture made anew in a process of its own, for a limited time."""

import asyncio
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

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
_lanes = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="pictures")
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
        answer = await asyncio.get_running_loop().run_in_executor(_lanes, _answer, data)
    finally:
        _asked.remove(data)
    if isinstance(answer, PictureRefusal):
        raise _refusal(answer.why)
    return answer


def _answer(data: bytes) -> Picture | PictureRefusal:
    """In a thread: its process, whose words are dropped, since they may quote the file."""
    try:
        done = subprocess.run(
            [sys.executable, *ENCODER],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            timeout=SECONDS_MAX,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return PictureRefusal("costly")
    if done.returncode:
        return PictureRefusal("costly" if done.returncode < 0 else "broken")
    return msgspec.msgpack.decode(done.stdout, type=Picture | PictureRefusal)


def _refusal(why: Refused) -> Invalid:
    return Invalid([Problem(POINTER, SENTENCES[why], f"image_{why}", VALUES)])
