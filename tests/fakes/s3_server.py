"""An S3 store as far as ours asks: objects, listing by pages, and signatures that are really checked.

Sources: Amazon S3's API reference (PutObject, GetObject, DeleteObject, ListObjectsV2) and «Signature
calculations for the Authorization header» (AWS Signature Version 4).
"""

import hashlib
import hmac
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from xml.sax.saxutils import escape

KEY_ID, SECRET, REGION, BUCKET = "AKIDMENTORAT", "s3cr3t/of+tests", "eu-west-3", "mentorat-files"
PAGE = 3  # so few that every listing has several


class Objects(dict[str, tuple[bytes, str, datetime]]):
    """What the bucket holds: body, type, since when. `is_away` makes it answer 503."""

    is_away = False


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    objects: ClassVar[Objects]

    def do_PUT(self) -> None:
        if not self._is_ours():
            return
        body = self.rfile.read(int(self.headers["content-length"]))
        if hashlib.sha256(body).hexdigest() != self.headers["x-amz-content-sha256"]:
            self._answer(400)
            return
        self.objects[self._key()] = (body, self.headers["content-type"], datetime.now(UTC))
        self._answer(200, etag=_etag(body))

    def do_GET(self) -> None:
        if not self._is_ours():
            return
        if self._key() == "":
            self._list()
            return
        found = self.objects.get(self._key())
        if found is None:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
            return
        body, kind, at = found
        self._answer(200, body, etag=_etag(body), kind=kind, at=at)

    def do_DELETE(self) -> None:
        if self._is_ours():
            self.objects.pop(self._key(), None)
            self._answer(204)

    def _list(self) -> None:
        asked = dict(parse_qsl(urlsplit(self.path).query))
        assert asked["list-type"] == "2"
        after = asked.get("continuation-token", "")
        keys = sorted(k for k in self.objects if k.startswith(asked["prefix"]) and k > after)
        contents = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>{len(self.objects[key][0])}</Size>"
            f"<LastModified>{self.objects[key][2]:%Y-%m-%dT%H:%M:%S.000Z}</LastModified>"
            f"<ETag>{escape(_etag(self.objects[key][0]))}</ETag></Contents>"
            for key in keys[:PAGE]
        )
        last = escape(keys[PAGE - 1]) if len(keys) > PAGE else ""
        more = f"<NextContinuationToken>{last}</NextContinuationToken>" if last else ""
        self._answer(
            200,
            '<?xml version="1.0"?><ListBucketResult>'
            f"<IsTruncated>{str(len(keys) > PAGE).lower()}</IsTruncated>"
            f"{more}{contents}</ListBucketResult>".encode(),
        )

    def _key(self) -> str:
        path = unquote(urlsplit(self.path).path)
        assert path.startswith(f"/{BUCKET}")
        return path.removeprefix(f"/{BUCKET}").lstrip("/")

    def _is_ours(self) -> bool:
        if self.objects.is_away or not self._is_signed():
            self._answer(503 if self.objects.is_away else 403, b"<Error/>")
            return False
        return True

    def _is_signed(self) -> bool:
        found = re.fullmatch(
            r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/s3/aws4_request, "
            r"SignedHeaders=([\w;-]+), Signature=([0-9a-f]{64})",
            self.headers.get("authorization", ""),
        )
        names = found[4].split(";") if found else []
        if not found or found[1] != KEY_ID or found[3] != REGION or "x-amz-security-token" in names:
            return False
        parts = urlsplit(self.path)
        query = sorted(parse_qsl(parts.query, keep_blank_values=True))
        request = "\n".join(
            (
                self.command,
                parts.path,
                "&".join(f"{quote(k, safe='-_.~')}={quote(v, safe='-_.~')}" for k, v in query),
                *(f"{name}:{self.headers[name].strip()}" for name in names),
                "",
                found[4],
                self.headers["x-amz-content-sha256"],
            )
        )
        scope = f"{found[2]}/{REGION}/s3/aws4_request"
        digest = hashlib.sha256(request.encode()).hexdigest()
        text = f"AWS4-HMAC-SHA256\n{self.headers['x-amz-date']}\n{scope}\n{digest}"
        key = f"AWS4{SECRET}".encode()
        for step in (found[2], REGION, "s3", "aws4_request"):
            key = hmac.digest(key, step.encode(), "sha256")
        return hmac.compare_digest(hmac.digest(key, text.encode(), "sha256").hex(), found[5])

    def _answer(
        self, status: int, body: bytes = b"", *, etag: str = "", kind: str = "", at: object = None
    ) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        if etag:
            self.send_header("etag", etag)
        if isinstance(at, datetime):
            self.send_header("content-type", kind)
            self.send_header("last-modified", format_datetime(at, usegmt=True))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Silence."""


def _etag(body: bytes) -> str:
    return f'"{hashlib.md5(body).hexdigest()}"'


@contextmanager
def s3_server() -> Iterator[tuple[str, Objects]]:
    """A running store with one bucket: its endpoint, and what it holds."""
    objects = Objects()
    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), type("OwnHandler", (Handler,), {"objects": objects})
    )
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", objects
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
