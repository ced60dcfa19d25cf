"""A form that carries a file, `multipart/form-data` (RFC 7578), read no further than was asked.

The parser is sans-IO and bounded (header length and count, parts). Of a part, its name alone is
used: what it says of a file name, a type or a charset is a stranger's word.
"""

import re
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from multipart import MultipartError, MultipartSegment, ParserLimitReached, PushMultipartParser

from mentorat.files.pictures.picture import BYTES_MAX
from mentorat.web.edge_refusals import MalformedRequest, TooLarge

MULTIPART = "multipart/form-data"
# What an upload's route reads instead of the edge's own limits; a file's own limit is lower, so
# that the page can say which file is too large and keep what was typed.
UPLOAD_BODY_BYTES_MAX = 16 * 1024 * 1024
UPLOAD_SECONDS_MAX = 45.0
FILE_BYTES_MAX = BYTES_MAX  # pictures are all that is sent
TEXT_BYTES_MAX = 1024 * 1024  # of all fields that are no file: an article is one of them
PARTS_MAX = 100
HEADERS_MAX = 4
HEADER_BYTES_MAX = 1024
BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]")  # RFC 2046, 5.1.1

Receive = Callable[[], Awaitable[Any]]


class SentFile:
    """One file of a form; nothing of it is kept once it is larger than a file may be."""

    def __init__(self) -> None:
        self.body = bytearray()
        self.is_too_large = False

    def add(self, chunk: bytes) -> None:
        """Some more of it."""
        self.is_too_large |= len(self.body) + len(chunk) > FILE_BYTES_MAX
        if self.is_too_large:
            self.body.clear()
        else:
            self.body += chunk


class UploadBody:
    """The fields and files of one body, as far as it was read; raises MalformedRequest and
    TooLarge."""

    def __init__(self, boundary: str, receive: Receive) -> None:
        if not BOUNDARY.fullmatch(boundary):
            raise MalformedRequest
        self.items: list[tuple[str, str]] = []
        self.files: dict[str, list[SentFile]] = {}
        self._receive = receive
        self._parser = PushMultipartParser(
            boundary.encode(),
            max_segment_count=PARTS_MAX,
            max_header_count=HEADERS_MAX,
            max_header_size=HEADER_BYTES_MAX,
        )
        self._events: Iterator[Any] = iter(())
        self._is_over = False
        self._text_bytes = 0
        self._name = ""
        self._part: bytearray | SentFile = bytearray()

    async def read_to_file(self) -> None:
        """The fields before the first file are there; none of a file was kept."""
        while not self.files and await self._step():
            pass

    async def read_all(self) -> None:
        """Every field and file is there."""
        while await self._step():
            pass

    async def _step(self) -> bool:
        """Take one event of the parser's, or one more chunk; false at the end."""
        try:
            for event in self._events:
                self._take(event)
                return True
            if self._is_over:
                self._parser.close()
                return False
        except ParserLimitReached:
            raise TooLarge from None
        except MultipartError:
            raise MalformedRequest from None
        message = await self._receive()
        self._is_over = not message.get("more_body", False)
        chunk = message.get("body", b"")
        self._events = self._parser.parse(chunk) if chunk else iter(())
        return True

    def _take(self, event: MultipartSegment | bytes | None) -> None:
        if isinstance(event, MultipartSegment):
            self._begin(event)
        elif event is None:
            self._end()
        elif isinstance(self._part, SentFile):
            self._part.add(event)
        else:
            self._part += event
            self._count(len(event))

    def _begin(self, segment: MultipartSegment) -> None:
        self._name = segment.name or ""
        if not self._name:
            raise MalformedRequest
        self._count(len(self._name))
        self._part = bytearray() if segment.filename is None else SentFile()
        if isinstance(self._part, SentFile):
            self.files.setdefault(self._name, []).append(self._part)

    def _end(self) -> None:
        if isinstance(self._part, bytearray):
            self.items.append((self._name, self._part.decode("utf-8", "surrogateescape")))

    def _count(self, size: int) -> None:
        self._text_bytes += size
        if self._text_bytes > TEXT_BYTES_MAX:
            raise TooLarge
