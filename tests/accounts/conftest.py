"""What tests of accounts share."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
import pytest

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
