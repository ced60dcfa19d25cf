"""The description is true: schemathesis asks everything it promises, and more."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from joserfc.jwk import RSAKey
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from mentorat.app import attach
from mentorat.db.pool import Database
from tests.builders import Rows, a_mentor
from tests.conftest import Built, clerk_settings
from tests.examples import IS_THOROUGH, examples
from tests.fakes.clerk_tokens import bearer

MENTOR = "user_mentor"

COMMITTED = Path(__file__).parents[2] / "docs" / "openapi.json"
CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


def test_the_committed_description_is_the_applications(built: Built) -> None:
    assert msgspec.json.decode(COMMITTED.read_bytes()) == built("dev").state.openapi()


def test_every_operation_is_named_once_and_says_how_it_refuses(built: Built) -> None:
    document = built("dev").state.openapi()
    operations = [told for methods in document["paths"].values() for told in methods.values()]
    names = [told["operationId"] for told in operations]
    assert len(names) == len(set(names)) == 67
    for told in operations:
        assert told["security"] == [] or "401" in told["responses"]
        assert not told["summary"].endswith(".")
        assert "one's" not in str(told)


@pytest.fixture
def schema(built: Built, database_url: str, tmp_path: Path, clerk_key: RSAKey, rows: Rows) -> Any:
    rows("insert into procrastinate_workers default values")
    app = attach(built("clerk"), clerk_settings(tmp_path, clerk_key), Database(database_url))
    return schemathesis.openapi.from_asgi(
        "/api/openapi.json", app, headers={"Host": "mentorat.example"}
    )


DOCUMENT = msgspec.json.decode(COMMITTED.read_bytes())
OPERATIONS = [
    told["operationId"] for methods in DOCUMENT["paths"].values() for told in methods.values()
]


# What each asker sends; one more security scheme is one more line.
ASKERS: dict[str, Callable[[RSAKey], dict[str, str]]] = {
    "nobody": lambda _key: {},
    "newcomer": bearer,
    "mentor": lambda key: bearer(key, MENTOR, sid="sess_mentor"),
}


# Each operation by one of them in turn; by all of them in `make test-faults`.
ASKED = [
    (name, asker)
    for at, name in enumerate(OPERATIONS)
    for turn, asker in enumerate(ASKERS)
    if IS_THOROUGH or at % len(ASKERS) == turn
]


@pytest.fixture
def people(database_url: str) -> None:
    """A mentor in the directory; a newcomer is met at first sight."""

    async def made() -> None:
        database = Database(database_url)
        await database.open()
        await a_mentor(database, id=MENTOR, now=datetime.now(UTC))
        await database.close()

    asyncio.run(made())


# schemathesis draws from `random` in its own strategies.
@pytest.mark.filterwarnings("ignore:Do not use the `random` module")
@pytest.mark.parametrize(("name", "asker"), ASKED)
def test_every_answer_is_documented_and_none_is_an_error(
    schema: Any, people: None, clerk_key: RSAKey, name: str, asker: str
) -> None:
    operation = schema.find_operation_by_id(name)
    headers = {**ASKERS[asker](clerk_key), "Host": "mentorat.example"}

    @given(case=operation.as_strategy())
    @hypothesis_settings(
        max_examples=examples(60), deadline=None, suppress_health_check=list(HealthCheck)
    )
    def ask(case: Any) -> None:
        response = case.call(headers=headers)
        case.validate_response(response, checks=CHECKS)

    ask()
