"""A mentor with a browser."""

import httpx2
import pytest
from joserfc.jwk import RSAKey

from tests.fakes.clerk_tokens import ALICE, bearer
from tests.forms import sign_in
from tests.onboarding.test_choice import MENTOR


@pytest.fixture
async def mentor(client: httpx2.AsyncClient, clerk_key: RSAKey) -> httpx2.AsyncClient:
    await client.post("/api/onboarding", json=MENTOR, headers=bearer(clerk_key))
    await sign_in(client, clerk_key, ALICE)
    return client
