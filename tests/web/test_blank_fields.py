"""Whatever field of a document is left blank, its sender is told, and nothing of ours breaks."""

from pathlib import Path
from typing import Any

import httpx2
import msgspec
import pytest
from joserfc.jwk import RSAKey

from mentorat.db.pool import Database
from mentorat.web.edge import Edge
from tests.builders import a_mentor, a_student
from tests.conftest import browser_of
from tests.fakes.clerk_tokens import bearer

pytestmark = pytest.mark.anyio
DOCUMENT = msgspec.json.decode((Path(__file__).parents[2] / "docs" / "openapi.json").read_bytes())
BLANKS = ("", " ", "\u200b")
JSON = "application/json"


def documents() -> dict[str, tuple[str, str, dict[str, Any], list[str]]]:
    """Every operation that takes one: its method, path, an example, and the fields it may have."""
    found = {}
    for path, methods in DOCUMENT["paths"].items():
        for method, told in methods.items():
            content = told.get("requestBody", {}).get("content", {}).get(JSON)
            if content is not None and not path.startswith("/api/webhooks/"):
                fields = sorted(_fields(content["schema"]))
                place = _filled(path, told)
                found[told["operationId"]] = (method, place, content["example"], fields)
    return found


def _fields(schema: dict[str, Any]) -> set[str]:
    name = schema.get("$ref", "").rpartition("/")[2]
    whole = DOCUMENT["components"]["schemas"].get(name, schema)
    either = [*whole.get("oneOf", ()), *whole.get("anyOf", ())]
    return set(whole.get("properties", ())).union(*map(_fields, either))


def _filled(path: str, told: dict[str, Any]) -> str:
    for parameter in told.get("parameters", []):
        path = path.replace(f"{{{parameter['name']}}}", str(parameter.get("example", "nowhere")))
    return path


OPERATIONS = documents()


@pytest.mark.parametrize("name", OPERATIONS)
async def test_a_field_left_blank_is_never_a_mistake_of_ours(
    app: Edge, database: Database, clerk_key: RSAKey, name: str
) -> None:
    method, path, example, fields = OPERATIONS[name]
    people = (await a_mentor(database), await a_student(database))
    async with browser_of(app) as client:
        for who in people:
            for field in fields:
                for blank in BLANKS:
                    answer = await client.request(
                        method, path, json={**example, field: blank}, headers=bearer(clerk_key, who)
                    )
                    assert answer.status_code < httpx2.codes.INTERNAL_SERVER_ERROR, (field, blank)
                    assert answer.status_code != httpx2.codes.TOO_MANY_REQUESTS
