"""A program on this machine that receives webhooks, verified as its owner would: with the library
of Standard Webhooks. It answers as its mood says."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from standardwebhooks import Webhook

TOLERANCE = timedelta(minutes=4)  # the library's own is five


@dataclass(frozen=True)
class Reply:
    """How a try is answered."""

    status: int = 204
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    seconds: float = 0.0


@dataclass(frozen=True)
class Attempt:
    """One try, as it came."""

    id: str
    headers: dict[str, str]
    body: bytes

    @property
    def payload(self) -> dict[str, Any]:
        """What it says."""
        found: dict[str, Any] = json.loads(self.body)
        return found


WELL = Reply()
Mood = Callable[[Attempt], Reply]


def verify(secret: str, received: Attempt) -> None:
    """Raise for a try that is not of this secret; the time in it is judged too, unless a test has
    moved the product's clock away from this machine's."""
    signed_at = datetime.fromtimestamp(int(received.headers["webhook-timestamp"]), UTC)
    if abs(signed_at - datetime.now(UTC)) < TOLERANCE:
        Webhook(secret).verify(received.body, received.headers)
        return
    signature = Webhook(secret).sign(received.id, signed_at, received.body.decode())
    assert signature in received.headers["webhook-signature"].split(" ")


@dataclass
class Receiver:
    """The program for the length of a `with`; `effects` are the events it has acted on: each id
    once, of tries that it took."""

    mood: Mood = lambda _received: WELL
    secrets: list[str] = field(default_factory=list)
    tries: list[Attempt] = field(default_factory=list)
    effects: dict[str, dict[str, Any]] = field(default_factory=dict)
    port: int = 0

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/webhooks?of=mentorat"

    def take(self, received: Attempt) -> Reply:
        """Verify one try, act on it once, answer."""
        self.tries.append(received)
        for secret in self.secrets:
            verify(secret, received)
        reply = self.mood(received)
        if 200 <= reply.status < 300:
            self.effects.setdefault(received.id, received.payload)
        return reply

    def of(self, field_name: str, value: str) -> list[dict[str, Any]]:
        """What it acted on about one subject, in its order."""
        return [p for p in self.effects.values() if p["data"].get(field_name) == value]

    def __enter__(self) -> Self:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                try:
                    reply = receiver.take(Attempt(headers["webhook-id"], headers, body))
                except Exception as error:  # noqa: BLE001  # whatever it is, the try is refused
                    reply = Reply(401, body=repr(error).encode())
                time.sleep(reply.seconds)
                self.send_response(reply.status)
                for name, value in reply.headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body)

            def log_message(self, format: str, *args: object) -> None:
                """Nothing is told."""

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._thread.join(10)
        self._server.server_close()
