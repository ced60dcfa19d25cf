"""What a machine is promised is true: schemathesis asks every operation with a key, and without."""

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from joserfc.jwk import RSAKey

from mentorat.api_keys.actions import hashed
from mentorat.app import attach
from mentorat.db.pool import Database
from mentorat.text.key_text import new_key
from tests.builders import MONDAY, Rows, a_booking
from tests.conftest import Built, clerk_settings
from tests.examples import examples
from tests.machines import EVERY_SCOPE, by_key
from tests.web.test_openapi import CHECKS, DOCUMENT

FOR_MACHINES = [
    told["operationId"]
    for methods in DOCUMENT["paths"].values()
    for told in methods.values()
    if any("apiKey" in way for way in told["security"])
]


@pytest.fixture
def schema(built: Built, database_url: str, tmp_path: Path, clerk_key: RSAKey) -> Any:
    app = attach(built("clerk"), clerk_settings(tmp_path, clerk_key), Database(database_url))
    return schemathesis.openapi.from_asgi(
        "/api/openapi.json", app, headers={"Host": "mentorat.example"}
    )


@pytest.fixture
def machine(rows: Rows) -> dict[str, str]:
    """A key with every scope, on a platform with somebody's booking."""
    key = new_key()
    rows(
        "insert into api_keys (id, name, scopes, secret_hash, created_at)"
        " values (%s, 'CRM', %s, %s, now())",
        *(key.id, list(EVERY_SCOPE), hashed(key.secret)),
    )
    rows("insert into users (id) values ('user_marc')")
    a_booking(rows, "user_marc", MONDAY)
    return by_key(key.written)


def ask_everything(schema: Any, name: str, headers: dict[str, str]) -> set[int]:
    """Ask one operation what its description allows, and more; the statuses of its answers."""
    got: set[int] = set()

    @given(case=schema.find_operation_by_id(name).as_strategy())
    @hypothesis_settings(
        max_examples=examples(80), deadline=None, suppress_health_check=list(HealthCheck)
    )
    def ask(case: Any) -> None:
        response = case.call(headers={**headers, "Host": "mentorat.example"})
        case.validate_response(response, checks=CHECKS)
        got.add(response.status_code)

    ask()
    return got


@pytest.mark.filterwarnings("ignore:Do not use the `random` module")
@pytest.mark.parametrize("name", FOR_MACHINES)
def test_every_answer_to_a_machine_is_documented(
    schema: Any, machine: dict[str, str], name: str
) -> None:
    got = ask_everything(schema, name, machine)
    assert got & {200, 404}
    assert not got & {401, 403}


@pytest.mark.filterwarnings("ignore:Do not use the `random` module")
@pytest.mark.parametrize("name", FOR_MACHINES)
def test_every_answer_to_a_stranger_is_documented(schema: Any, name: str) -> None:
    got = ask_everything(schema, name, {})
    assert (200 if "Platform" in name else 401) not in got
