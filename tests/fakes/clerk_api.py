"""Clerk's Backend API and key set on loopback: real HTTP, our own people, faults on request."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


class FakeClerk:
    """What the fake knows and what it was asked."""

    def __init__(self) -> None:
        self.users: dict[str, dict[str, Any]] = {}
        self.keys: list[dict[str, Any]] = []
        self.instance_id = "ins_3FmentoratProd00000000000"
        self.calls: list[tuple[str, str]] = []
        self.metadata: list[tuple[str, dict[str, Any]]] = []
        self.answers: list[tuple[int, dict[str, str]]] = []  # given before anything else
        self.hidden: set[str] = set()  # left out of the pages, by mistake
        self.denied: set[str] = set()  # and denied by id too
        self.url = ""

    def answer(self, method: str, path: str, query: dict[str, list[str]], body: bytes) -> Any:
        if path == "/v1/jwks" or path.endswith("/jwks.json"):
            return {"keys": self.keys}
        if path == "/v1/instance":
            return {"object": "instance", "id": self.instance_id}
        if path == "/v1/users/count":
            return {"object": "total_count", "total_count": len(self.users)}
        if path == "/v1/users":
            return self._page(query)
        user_id = path.split("/")[3]
        if user_id not in self.users:
            return None
        if method == "PATCH":
            self.metadata.append((user_id, json.loads(body)))
        return self.users[user_id]

    def _page(self, query: dict[str, list[str]]) -> list[dict[str, Any]]:
        limit = int(query.get("limit", ["10"])[0])
        if "user_id" in query:
            return [
                self.users[i] for i in query["user_id"] if i in self.users and i not in self.denied
            ]
        listed = [user for user in self.users.values() if user["id"] not in self.hidden]
        if query.get("order_by") == ["-updated_at"]:
            return sorted(listed, key=lambda user: -int(user["updated_at"]))[:limit]
        listed.sort(key=lambda user: (user["created_at"], user["id"]))
        after = query.get("starting_after")
        at = 0
        if after:
            at = [user["id"] for user in listed].index(after[0]) + 1
        return listed[at : at + limit]


class Handler(BaseHTTPRequestHandler):
    """HTTP in front of the fake that its server carries."""

    def do_GET(self) -> None:
        self._reply()

    def do_PATCH(self) -> None:
        self._reply()

    def log_message(self, format: str, *values: object) -> None:
        pass

    def _reply(self) -> None:
        clerk: FakeClerk = self.server.clerk  # type: ignore[attr-defined]
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        clerk.calls.append((self.command, self.path))
        status, headers = clerk.answers.pop(0) if clerk.answers else (200, {})
        found = None
        if status == 200:
            found = clerk.answer(self.command, parts.path, parse_qs(parts.query), body)
            status = 404 if found is None else 200
        content = json.dumps(found if found is not None else {"errors": []}).encode()
        self.send_response(status)
        for name, value in {"content-type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def fake_clerk() -> Iterator[FakeClerk]:
    """A Clerk that answers on loopback for the length of the block."""
    clerk = FakeClerk()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.clerk = clerk  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    clerk.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield clerk
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
