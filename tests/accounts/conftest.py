"""What tests of accounts share."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import httpx2
import pytest

from mentorat.db.connection import Connection
from mentorat.db.pending import PendingStatement
from tests.conftest import SECRETS
from tests.fakes.deliveries import deliver, payload

Arrive = Callable[..., Awaitable[str]]


@pytest.fixture
def arrive(client: httpx2.AsyncClient) -> Arrive:
    """Deliver an event, by its number or whole, and tell the outcome."""

    async def send(event: str | dict[str, Any], **options: Any) -> str:
        found = payload(event) if isinstance(event, str) else event
        answer = await deliver(client, found, secret=SECRETS[0], **options)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["outcome"])

    return send


@pytest.fixture
def flights(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many statements left together, each time that the database was asked."""
    found: list[int] = []
    fly = Connection.fly

    async def counted(
        connection: Connection, batch: Sequence[PendingStatement], *, seconds: float
    ) -> None:
        found.append(len(batch))
        await fly(connection, batch, seconds=seconds)

    monkeypatch.setattr(Connection, "fly", counted)
    return found
