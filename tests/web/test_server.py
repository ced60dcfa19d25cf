"""A client may be slow, silent or in the way: its connection ends, and others are answered."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

import httpx2
import pytest
import uvicorn

from mentorat.app import create_app
from mentorat.db.pool import Database
from mentorat.settings import Settings
from mentorat.web import server
from mentorat.web.server import PatientProtocol

HOST = b"Host: 127.0.0.1\r\n"
POST = (
    b"POST /nowhere HTTP/1.1\r\n"
    + HOST
    + b"Content-Type: application/json\r\nContent-Length: 5000\r\n\r\n"
)
Connect = Callable[[], socket.socket]


class RunningSite(NamedTuple):
    """A server in a thread of its own."""

    server: uvicorn.Server
    thread: threading.Thread
    port: int


@pytest.fixture
def site(dev_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningSite]:
    """The real server, whose patience is short."""
    monkeypatch.setattr(server, "HEADER_SECONDS", 0.5)
    monkeypatch.setattr(server, "EXCHANGE_SECONDS", 1.0)
    monkeypatch.setattr(server, "LINGER_SECONDS", 0.3)
    monkeypatch.setattr(server, "NEWCOMER_SECONDS", 2.0)  # for one on a busy machine
    app = create_app(dev_settings, Database("postgresql://nowhere"))
    config = uvicorn.Config(
        app, http=PatientProtocol, port=0, log_level="error", timeout_keep_alive=1
    )
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen(64)
        running = uvicorn.Server(config)
        thread = threading.Thread(target=running.run, kwargs={"sockets": [door]})
        thread.start()
        while not running.started:
            time.sleep(0.01)
        yield RunningSite(running, thread, door.getsockname()[1])
        running.should_exit = True
        thread.join(20)


@pytest.fixture
def port(site: RunningSite) -> int:
    return site.port


@pytest.fixture
def connect(port: int) -> Iterator[Connect]:
    with contextlib.ExitStack() as stack:
        yield lambda: stack.enter_context(socket.create_connection(("127.0.0.1", port), 5))


def read_all(connection: socket.socket) -> bytes:
    """Everything until the server closes; a timeout when it does not."""
    found = b""
    with contextlib.suppress(ConnectionResetError):
        while part := connection.recv(65536):
            found += part
    return found


def test_an_answer_to_a_body_that_has_not_come_says_that_it_closes_and_does(
    connect: Connect,
) -> None:
    client = connect()
    client.sendall(POST + b"{")
    started = time.monotonic()
    answer = read_all(client)
    assert answer.startswith(b"HTTP/1.1 404")
    assert b"connection: close" in answer
    assert time.monotonic() - started < 2


def test_who_sends_on_still_reads_the_answer(connect: Connect) -> None:
    client = connect()
    client.sendall(POST)
    for _ in range(5):
        time.sleep(0.02)
        client.sendall(b" " * 1000)
    assert read_all(client).startswith(b"HTTP/1.1 404")


def test_a_head_alone_is_answered_at_once(connect: Connect) -> None:
    client = connect()
    for _ in range(3):
        client.sendall(b"HEAD /health/live HTTP/1.1\r\n" + HOST + b"\r\n")
        answer = client.recv(65536)
        assert answer.startswith(b"HTTP/1.1 200")
        assert answer.endswith(b"\r\n\r\n")


def test_a_body_that_came_whole_keeps_its_connection(connect: Connect) -> None:
    client = connect()
    for _ in range(2):
        client.sendall(POST + b" " * 5000)
        answer = client.recv(65536)
        assert answer.startswith(b"HTTP/1.1 404")
        assert b"connection: close" not in answer


@pytest.mark.parametrize(
    "asked",
    [
        b"GET /static/app.css HTTP/1.1\r\n" + HOST + b"\r\n",
        b"GET /static/app.css HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n",
    ],
)
def test_who_never_reads_is_dropped(connect: Connect, asked: bytes, port: int) -> None:
    client = connect()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    with contextlib.suppress(OSError):
        for _ in range(400):  # more answers than buffers hold
            client.sendall(asked)
    deadline = time.monotonic() + 8
    while time.monotonic() < deadline and _is_held(port, client):
        time.sleep(0.1)
    assert not _is_held(port, client)


def _is_held(port: int, client: socket.socket) -> bool:
    """Whether the server still holds its end of a connection."""
    ours = f"{client.getsockname()[1]:04X}"
    with open("/proc/net/tcp", encoding="ascii") as table:  # noqa: PTH123
        rows = [row.split() for row in table.read().splitlines()[1:]]
    ends = [row for row in rows if row[1].endswith(f":{port:04X}") and row[2].endswith(f":{ours}")]
    return any(row[3] == "01" for row in ends)


def test_requests_one_after_the_other_do_not_move_the_deadline(connect: Connect) -> None:
    client = connect()
    client.sendall(b"POST /api/webhooks/clerk HTTP/1.1\r\n" + HOST + b"Content-Length: 90\r\n\r\n")
    started = time.monotonic()
    with contextlib.suppress(OSError):
        for _ in range(60):  # a body of one byte now and then
            client.sendall(b"x")
            time.sleep(0.05)
    read_all(client)
    assert time.monotonic() - started < 4


def test_when_all_places_are_taken_the_silent_one_goes_and_then_others_are_told(
    connect: Connect, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PatientProtocol, "room", 3)
    monkeypatch.setattr(server, "QUIET_SECONDS", 0.1)
    silent = [connect() for _ in range(3)]
    time.sleep(0.2)
    answer = httpx2.get(f"http://127.0.0.1:{port}/health/live", trust_env=False)
    assert answer.status_code == 200
    assert min(map(read_all, silent)) == b""
    busy = [connect() for _ in range(3)]
    for one in busy:
        one.sendall(b"POST /api/webhooks/clerk HTTP/1.1\r\n" + HOST + b"Content-Length: 90\r\n\r\n")
    time.sleep(0.2)
    told = httpx2.get(f"http://127.0.0.1:{port}/health/live", trust_env=False)
    assert (told.status_code, told.headers["retry-after"]) == (503, "5")
    assert "Trop de connexions" in told.text
    assert "Too many connections" in told.text
    time.sleep(1.2)
    again = httpx2.get(f"http://127.0.0.1:{port}/health/live", trust_env=False)
    assert again.status_code == 200


def test_who_was_let_in_just_before_the_end_is_answered_once(
    site: RunningSite, connect: Connect
) -> None:
    newcomer, silent = connect(), connect()
    time.sleep(0.05)  # both are let in
    site.server.should_exit = True
    time.sleep(0.25)  # it has begun to leave
    newcomer.sendall(b"GET /health/live HTTP/1.1\r\n" + HOST + b"\r\n")
    answer = read_all(newcomer)
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"connection: close" in answer.lower()
    assert read_all(silent) == b""
    site.thread.join(10)
    assert not site.thread.is_alive()
