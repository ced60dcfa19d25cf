"""The outermost layer: what holds for every request, whatever it asks and however it ends.

A request id, a known host, a bounded body, security headers, one access line. The line has an
explicit list of fields: no body, no cookie, no query, no address, no e-mail, of an API key its
public id alone.
"""

import asyncio
import re
import time
from base64 import urlsafe_b64encode
from collections.abc import MutableMapping
from http import HTTPStatus
from typing import Any

import msgspec

from mentorat.errors import Unavailable
from mentorat.settings import Settings
from mentorat.web.access_log import AccessLine, AccessLog, structured
from mentorat.web.chance import Chance
from mentorat.web.compression import compressed
from mentorat.web.credentials import CONFIRM, IS_ASKED_ANEW, KEY_ID
from mentorat.web.edge_refusals import MalformedRequest, TooLarge, TooSlow
from mentorat.web.headers import AnswerHeaders
from mentorat.web.known_hosts import allowed_hosts, host_name
from mentorat.web.strict_text import is_storable
from mentorat.web.traffic import NO_ROUTE, Traffic
from mentorat.web.upload_body import MULTIPART
from mentorat.web.uploads import BODY_LIMITS

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]

BODY_BYTES_MAX = 256 * 1024
WEBHOOK_BYTES_MAX = 512 * 1024
# 200,000 characters of an article, each of four bytes that a form writes as three characters.
ARTICLE_BYTES_MAX = 2_500_000
ARTICLES = ("/write/", "/api/me/posts")
READ_SECONDS_MAX = 15.0  # for a whole body, however it trickles in
LENGTH_DIGITS_MAX = 12
UPLOAD_ANNOUNCED_MAX = 64 * 1024 * 1024
REQUEST_ID = re.compile(rb"[A-Za-z0-9_.-]{8,64}")
ID_BYTES, NONCE_BYTES = 8, 16
CHANCE = Chance()


class Edge:
    """Wraps the application; see the module for what it guarantees."""

    def __init__(self, application: Any, settings: Settings) -> None:
        self.application = application
        self.settings = settings
        self.hosts = allowed_hosts(settings)
        self.traffic = Traffic()
        self.access_log: AccessLog = structured
        self.answer_headers = AnswerHeaders(settings)

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.application(scope, receive, send)
            return
        exchange = _Exchange(scope, receive, send, self.answer_headers)
        refusal = self._refusal(scope)
        if refusal:
            await exchange.refuse(*refusal)
        else:
            await self._pass_on(exchange)
        self.access_log(exchange.note(self.traffic))

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        headers = dict(scope["headers"])
        if len(headers) < len(scope["headers"]) and _has_two_hosts(scope):
            return 400, "two_hosts"
        if not self._is_for_us(headers):
            return 421, "unknown_host"
        if not is_storable(scope.get("raw_path") or scope["path"].encode()):
            return 404, "not_found"  # no text of ours holds it, and PostgreSQL refuses it
        length = headers.get(b"content-length")
        if length is not None:
            is_length = length.isdigit() and len(length) <= LENGTH_DIGITS_MAX
            if not is_length or int(length) > _announced_limit(scope["path"], headers):
                return 413, "too_large"
        if headers.get(b"content-encoding", b"identity") != b"identity":
            return 415, "unsupported_encoding"
        return None

    def _is_for_us(self, headers: dict[bytes, bytes]) -> bool:
        if self.settings.auth == "dev" and any(map(_tells_of_a_proxy, headers)):
            return False  # the people behind it are not on this machine
        return host_name(headers.get(b"host", b"")) in self.hosts

    async def _pass_on(self, exchange: "_Exchange") -> None:
        try:
            await self.application(exchange.scope, exchange.receive, exchange.send)
            if exchange.is_wrong:
                exchange.begin_anew()
                await self.application(exchange.scope, exchange.receive, exchange.send)
        except Unavailable:  # the commit of an answer that was already made
            await exchange.refuse(503, "unavailable")


class _Exchange:
    """One request and its answer."""

    def __init__(
        self, scope: Scope, receive: Any, send: Any, answer_headers: AnswerHeaders
    ) -> None:
        self._receive, self._send = receive, send
        self._answer_headers = answer_headers
        self._arrived = scope
        self.is_wrong = False  # its answer was made for somebody who is not who asks
        self._started_at = time.perf_counter()
        self._status = 0
        self._start: Message | None = None
        self._read = 0
        self._is_read = False
        self._is_head = scope["method"] == "HEAD"
        chance = CHANCE.take(ID_BYTES + NONCE_BYTES)
        self.scope = self._own_scope(
            request_id=_request_id(scope) or chance[:ID_BYTES].hex(),
            nonce=urlsafe_b64encode(chance[ID_BYTES:]).rstrip(b"=").decode(),
        )

    def _own_scope(self, **state: str) -> Scope:
        # The same headers without a body (RFC 9110, 9.3.2). The server keeps its own scope, from
        # which it decides whether a body is due.
        scope, method = self._arrived, "GET" if self._is_head else self._arrived["method"]
        return {**scope, "method": method, "state": {**scope.get("state", {}), **state}}

    def begin_anew(self) -> None:
        """Ask the same once more, of somebody about whom nothing is presumed."""
        before = self.scope["state"]
        self.scope = self._own_scope(request_id=before["request_id"], nonce=before["nonce"])
        self.scope["state"][IS_ASKED_ANEW] = True
        self.is_wrong = False

    async def receive(self) -> Message:
        if self._is_read:
            return await self._receive()  # type: ignore[no-any-return]  # waits for a disconnect
        # A route that takes a file says so once its sender is known.
        limits = self.scope["state"].get(BODY_LIMITS)
        bytes_max, seconds_max = limits or (body_limit(self.scope["path"]), READ_SECONDS_MAX)
        try:
            async with asyncio.timeout(self._started_at + seconds_max - time.perf_counter()):
                message: Message = await self._receive()
        except TimeoutError:
            raise TooSlow from None
        if message["type"] == "http.disconnect":
            raise MalformedRequest  # they left in the middle of a body: no mistake of ours
        if message["type"] == "http.request":
            self._is_read = not message.get("more_body", False)
            self._read += len(message.get("body", b""))
            if self._read > bytes_max:
                raise TooLarge
        return message

    async def send(self, message: Message) -> None:
        if self.is_wrong:
            return
        if message["type"] == "http.response.start":
            confirm = self.scope["state"].pop(CONFIRM, None)
            is_away = message["status"] == HTTPStatus.SERVICE_UNAVAILABLE  # nobody can be asked
            if confirm is not None and not is_away and not await confirm():
                self.is_wrong = True
                return
            self._status = message["status"]
            self._start = {
                **message,
                "headers": self._answer_headers.of(self.scope, message["headers"]),
            }
            return  # with the body, which decides how it travels
        if self._start is not None:
            start, self._start = self._start, None
            if not message.get("more_body", False):
                body = message.get("body", b"")
                start["headers"], body = compressed(
                    self.scope, self._status, start["headers"], body
                )
                message = {**message, "body": body}
            await self._send(start)
        if self._is_head:
            message = {**message, "body": b""}
        await self._send(message)

    async def refuse(self, status: int, code: str) -> None:
        """Answer from the edge itself, in the one shape programs and people can both read."""
        if self._status and self._start is None:
            return  # the answer had begun: nothing can be taken back
        body = msgspec.json.encode(
            {"type": f"/api/docs#problem-{code}", "title": code, "status": status, "detail": code}
        )
        headers = [(b"content-type", b"application/problem+json"), (b"connection", b"close")]
        headers += [(b"retry-after", b"5")] if status == HTTPStatus.SERVICE_UNAVAILABLE else []
        headers.append((b"content-length", str(len(body)).encode()))
        await self.send({"type": "http.response.start", "status": status, "headers": headers})
        await self.send({"type": "http.response.body", "body": body})

    def note(self, traffic: Traffic) -> AccessLine:
        seconds = time.perf_counter() - self._started_at
        route = self.scope.get("path_template") or NO_ROUTE
        traffic.count(route, self._status, seconds)
        return AccessLine(
            self.scope["state"]["request_id"],
            "HEAD" if self._is_head else self.scope["method"],
            route,
            self._status,
            round(seconds * 1000, 1),
            self.scope["state"].get(KEY_ID),
        )


def body_limit(path: str) -> int:
    """How many bytes this address reads. Clerk's metadata alone may weigh 24 KB."""
    if path.startswith(ARTICLES):
        return ARTICLE_BYTES_MAX
    return WEBHOOK_BYTES_MAX if path.startswith("/api/webhooks/") else BODY_BYTES_MAX


def _announced_limit(path: str, headers: dict[bytes, bytes]) -> int:
    """How many bytes may be announced: those of a form with files are counted as they are read,
    since only its route knows whether it takes some."""
    is_upload = headers.get(b"content-type", b"").lower().startswith(MULTIPART.encode())
    return UPLOAD_ANNOUNCED_MAX if is_upload else body_limit(path)


def _tells_of_a_proxy(name: bytes) -> bool:
    """Whether only a proxy sends this header (RFC 7239, RFC 9110 7.6.3, and what came before):
    behind one, a site that believes everybody would be everybody's."""
    return name.startswith(b"x-forwarded-") or name in {b"forwarded", b"via", b"x-real-ip"}


def _has_two_hosts(scope: Scope) -> bool:
    return [name for name, _ in scope["headers"]].count(b"host") > 1


def _request_id(scope: Scope) -> str | None:
    """The id that whoever stands before us gave the request, if it is one."""
    for name, value in scope["headers"]:
        if name == b"x-request-id" and REQUEST_ID.fullmatch(value):
            return str(value.decode("latin-1"))
    return None
