"""An answer leaves in one write, its head with its body."""

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from mentorat.app import create_app
from mentorat.db.pool import Database
from mentorat.settings import Settings
from mentorat.web.server import PatientProtocol

pytestmark = pytest.mark.anyio


class Wire(asyncio.Transport):
    """What a connection writes to: it remembers how often."""

    def __init__(self) -> None:
        super().__init__({"peername": ("127.0.0.1", 4000), "sockname": ("127.0.0.1", 8000)})
        self.writes: list[bytes] = []

    def write(self, data: Any) -> None:
        self.writes.append(bytes(data))

    def writelines(self, list_of_data: Iterable[Any]) -> None:
        self.writes.append(b"".join(list_of_data))

    def is_closing(self) -> bool:
        return False

    def close(self) -> None:
        pass

    def get_write_buffer_size(self) -> int:
        return 0

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", ["/health/live", "/api/docs", "/nowhere", "/static/copy.js"])
async def test_an_answer_leaves_in_one_write(
    dev_settings: Settings, method: str, path: str
) -> None:
    app = create_app(dev_settings, Database("postgresql://nowhere"))
    config = uvicorn.Config(app, http=PatientProtocol)
    config.load()
    protocol = PatientProtocol(config, ServerState(), {})
    wire = Wire()
    protocol.connection_made(wire)
    for _ in range(2):
        wire.writes.clear()
        protocol.data_received(f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        await asyncio.gather(*protocol.tasks)
        (answer,) = wire.writes
        head, blank, body = answer.partition(b"\r\n\r\n")
        assert head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 404"))
        assert (blank, bool(body)) == (b"\r\n\r\n", method == "GET")
    protocol.connection_lost(None)
