"""The access line of an answer: an explicit list of fields, none of which holds an address, a
query, a body, a cookie or an e-mail."""

import asyncio
import json
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple, TextIO, TypeAlias

import structlog

PIPE_BYTES = 4096  # written at once or not at all (POSIX, write)
KINDS_KEPT = 2048  # more than there are routes and methods

log = structlog.get_logger("mentorat.access")


class AccessLine(NamedTuple):
    """What is told of one answer."""

    request_id: str
    method: str
    route: str
    status: int
    milliseconds: float
    key: str | None = None  # the public id of a machine's key


AccessLog: TypeAlias = Callable[[AccessLine], object]


def structured(line: AccessLine) -> None:
    """Tell it as every other event is told."""
    log.info("request", **{name: v for name, v in line._asdict().items() if v is not None})


def json_lines(stream: TextIO, clock: Callable[[], datetime]) -> AccessLog:
    """The same text as JSON, straight to the stream: nothing of an access line needs the chain that
    other events run through. Lines of one turn of the loop are written together, and none is cut by
    what another process writes to the same pipe."""
    waiting: list[str] = []

    def write_all() -> None:
        lines = waiting.copy()
        waiting.clear()  # first: whatever becomes of these, the next are written
        begin = size = 0
        for at, text in enumerate(lines):
            size += len(text)
            if size > PIPE_BYTES:
                stream.write("".join(lines[begin:at]))
                stream.flush()
                begin, size = at, len(text)
        stream.write("".join(lines[begin:]))
        stream.flush()

    def tell(line: AccessLine) -> None:
        waiting.append(json_line(line, clock()))
        if len(waiting) == 1:
            asyncio.get_running_loop().call_soon(write_all)

    return tell


def json_line(line: AccessLine, now: datetime) -> str:
    """One line as the chain of `cli/logging.py` writes it."""
    request_id, method, route, status, milliseconds, key = line
    machine = f' "key": "{key}",' if key else ""
    stamp = now.isoformat().replace("+00:00", "Z")
    return (
        f'{{"request_id": "{request_id}", {_kind(method, route)}, "status": {status}, '
        f'"milliseconds": {milliseconds},{machine} "event": "request", "level": "info", '
        f'"timestamp": "{stamp}"}}\n'
    )


@lru_cache(KINDS_KEPT)
def _kind(method: str, route: str) -> str:
    return f'"method": {json.dumps(method)}, "route": {json.dumps(route)}'
