"""What a server answers, read byte by byte within limits (HTTP/1.1: RFC 9110 and 9112)."""

import zlib

import httptools

BODY_MAX = 16 * 1024 * 1024  # before and after decompression
HEAD_MAX = 64 * 1024
KEPT_HEADERS = frozenset({"location", "etag", "last-modified", "content-encoding", "retry-after"})
GZIP = 16 + zlib.MAX_WBITS
FINAL = OK = 200  # what comes before are announcements


class FetchError(Exception):
    """There is no text to be had from an address. It never says more, on purpose: a blocked
    machine, a closed port and an odd answer look the same from outside."""


class TooLargeError(FetchError):
    """A public server gave a text, and it is more than we take."""


class HttpResponse:
    """One answer as it comes in. Everything odd raises FetchError."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.is_complete = False
        self._received = 0
        self._body = bytearray()
        self._ends_with_connection = True
        self._parser = httptools.HttpResponseParser(self)

    @property
    def has_begun(self) -> bool:
        """Whether anything came in."""
        return self._received > 0

    def feed(self, received: bytes) -> None:
        """Take what came in."""
        self._received += len(received)
        if self._received > HEAD_MAX + (BODY_MAX if self.status >= FINAL else 0):
            raise self._too_much()
        try:
            self._parser.feed_data(received)
        except httptools.HttpParserError:
            raise FetchError from None
        if len(self._body) > BODY_MAX:
            raise self._too_much()

    def end(self) -> None:
        """The connection is over: fine only where the answer did not say how long it is."""
        if not self._ends_with_connection:
            raise FetchError
        self.is_complete = True

    def beginning(self, length: int) -> bytes:
        """What has come of the body so far, as it came; `length` bytes at most."""
        return bytes(self._body[:length])

    def text(self) -> bytes:
        """The body. We ask for identity; whatever is encoded all the same is opened as gzip, up to
        the limit."""
        encoding = self.headers.get("content-encoding", "identity").strip().lower()
        if encoding == "identity":
            return bytes(self._body)
        opener = zlib.decompressobj(GZIP)
        try:
            found = opener.decompress(bytes(self._body), BODY_MAX + 1)
        except zlib.error:
            raise FetchError from None
        if len(found) > BODY_MAX:
            raise self._too_much()
        if not opener.eof:
            raise FetchError
        return found

    def _too_much(self) -> FetchError:
        return TooLargeError() if self.status == OK else FetchError()

    # What httptools calls.

    def on_message_begin(self) -> None:
        if self.is_complete:
            raise FetchError  # a second answer to one question
        self.headers.clear()
        self._ends_with_connection = True

    def on_header(self, name: bytes, value: bytes) -> None:
        header = name.decode("latin-1").lower()
        if header in {"content-length", "transfer-encoding"}:
            self._ends_with_connection = False
        if header in KEPT_HEADERS:
            self.headers[header] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        self.status = self._parser.get_status_code()

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        self.is_complete = self.status >= FINAL
