"""The access line is written straight to its stream, as the chain of every other event writes it."""

import asyncio
import io
import json
from datetime import UTC, datetime
from typing import Any

import structlog
from hypothesis import given
from hypothesis import strategies as st

from mentorat.cli.logging import configure_logs
from mentorat.web.access_log import PIPE_BYTES, AccessLine, json_line, json_lines

# None of a route's, or of a method that the server lets pass, holds what the chain would hide.
TEXT = st.characters(exclude_characters="@", codec="utf-8")
LINES = st.builds(
    AccessLine,
    request_id=st.from_regex(r"[A-Za-z0-9_.-]{8,64}", fullmatch=True),
    method=st.sampled_from(["GET", "HEAD", "POST", "PROPFIND"]) | st.text(TEXT, max_size=8),
    route=st.sampled_from(["-", "/", "/mentors/{mentor_id:str}"]) | st.text(TEXT, max_size=30),
    status=st.integers(0, 599),
    milliseconds=st.floats(0, 1e6).map(lambda found: round(found, 1)),
    key=st.none() | st.from_regex(r"[0-9a-z]{12}", fullmatch=True),
)


@given(LINES, st.datetimes(timezones=st.just(UTC)))
def test_the_line_is_the_one_that_the_chain_would_write(line: AccessLine, now: datetime) -> None:
    assert json_line(line, now) == _by_the_chain(line, now) + "\n"


def test_the_fields_of_a_line_are_these() -> None:
    line = AccessLine("0123456789abcdef", "GET", "/api/me", 200, 1.5)
    assert json.loads(json_line(line, datetime(2027, 6, 7, tzinfo=UTC))) == {
        "request_id": "0123456789abcdef",
        "method": "GET",
        "route": "/api/me",
        "status": 200,
        "milliseconds": 1.5,
        "event": "request",
        "level": "info",
        "timestamp": "2027-06-07T00:00:00Z",
    }


def _by_the_chain(line: AccessLine, now: datetime) -> str:
    before = structlog.get_config()
    try:
        configure_logs()  # what is configured for a site whose output nobody watches
        processors = structlog.get_config()["processors"]
    finally:
        structlog.configure(**before)
    told = {name: value for name, value in line._asdict().items() if value is not None}
    event = {**told, "event": "request"}
    for processor in processors:
        if isinstance(processor, structlog.processors.TimeStamper):
            event["timestamp"] = now.isoformat().replace("+00:00", "Z")
        else:
            event = processor(None, "info", event)
    return str(event)


class WriteRecorder(io.RawIOBase):
    """A stream that remembers each write that reached it."""

    def __init__(self) -> None:
        self.writes: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.writes.append(bytes(data))
        return len(data)


@given(st.lists(LINES, max_size=60))
def test_lines_of_one_moment_are_written_together_and_never_cut(told: list[AccessLine]) -> None:
    raw = WriteRecorder()
    buffered = io.BufferedWriter(raw)
    stream = io.TextIOWrapper(buffered, encoding="utf-8", newline="\n", line_buffering=True)
    now = datetime(2027, 6, 7, tzinfo=UTC)

    async def one_turn() -> None:
        tell = json_lines(stream, lambda: now)
        for line in told:
            tell(line)
        await asyncio.sleep(0)

    asyncio.run(one_turn())
    written = [json_line(line, now).encode() for line in told]
    assert b"".join(raw.writes) == b"".join(written)
    for part in raw.writes:
        assert part.endswith(b"\n")
        assert len(part) <= PIPE_BYTES or part in written
    together = sum(map(len, written)) / PIPE_BYTES
    assert len(raw.writes) <= 2 * together + 1


async def _told(told: list[AccessLine], stream: io.TextIOWrapper, now: datetime) -> None:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _loop, _context: None)
    tell = json_lines(stream, lambda: now)
    for line in told:
        tell(line)
        await asyncio.sleep(0)


def test_a_line_that_cannot_be_written_holds_up_none_of_the_next() -> None:
    class Full(WriteRecorder):
        def write(self, data: Any) -> int:
            if not self.writes and b"first" in bytes(data):
                self.writes.append(b"")
                raise OSError("no space left on device")
            return super().write(data)

    raw, now = Full(), datetime(2027, 6, 7, tzinfo=UTC)
    stream = io.TextIOWrapper(io.BufferedWriter(raw, 1), encoding="utf-8", newline="\n")
    told = [AccessLine(f"{name}-00000000", "GET", "/", 200, 1.0) for name in ("first", "second")]
    asyncio.run(_told(told, stream, now))
    assert json_line(told[1], now).encode() in b"".join(raw.writes)
