"""An operator at their desk."""

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mentorat.db.pool import Database
from tests.builders import Rows, an_operator
from tests.forms import sign_in


@pytest.fixture
async def desk(
    client: httpx2.AsyncClient, database: Database, clerk_key: RSAKey, rows: Rows
) -> httpx2.AsyncClient:
    ada = await an_operator(database, first_name="Ada", last_name="Renaud")
    await sign_in(client, clerk_key, ada)
    rows("delete from procrastinate_jobs")
    return client
