"""The description holds: its examples fit their schemas, its refusals are those really sent."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import jsonschema_rs
import pytest

from mentorat.errors import Refusal
from mentorat.web.edge_refusals import EdgeRefusal
from mentorat.web.language import translator
from mentorat.web.problems import STATUS_OF_KIND
from mentorat.web.reference.examples import NO_VALUE
from mentorat.web.reference.problems import EXAMPLES, MISSING, NAMES
from tests.conftest import Built
from tests.web.access import EXPECTED
from tests.web.refusing import kinds

PLACE, SPELT = re.compile(r"\{(\w+?)(?:_id)?\}"), r"{\1}"


@pytest.fixture
def document(built: Built) -> dict[str, Any]:
    found: dict[str, Any] = built("dev").state.openapi()
    return found


def shown(part: Any, where: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Every example of a description with its schema: of bodies, answers, parameters, headers."""
    if isinstance(part, dict):
        if "schema" in part and "example" in part:
            yield where, part["schema"], part["example"]
        for name, each in part.items():
            if name not in {"example", "schema"}:
                yield from shown(each, f"{where}/{name}")
    elif isinstance(part, list):
        for place, each in enumerate(part):
            yield from shown(each, f"{where}/{place}")


def complaints(document: dict[str, Any], schema: Any, value: Any) -> list[str]:
    """What a validator of JSON Schema 2020-12 says of a value."""
    whole = {**schema, "components": document["components"]}
    found = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
    return [f"{one.instance_path}: {one.message}" for one in found.iter_errors(value)]


def test_each_example_fits_its_schema(document: dict[str, Any]) -> None:
    examples = list(shown(document))
    assert len(examples) > 120
    told = {where: complaints(document, schema, value) for where, schema, value in examples}
    assert {where: said for where, said in told.items() if said} == {}


def test_a_wrong_example_is_found(document: dict[str, Any]) -> None:
    schema = {"$ref": "#/components/schemas/BookingChoice"}
    assert complaints(document, schema, {"mentorId": "", "startsAt": "tomorrow", "who": 1})
    answer = {"$ref": "#/components/schemas/Slot"}
    assert complaints(document, answer, {"startsAt": "tomorrow", "endsAt": "2027-06-07T07:00:00Z"})


def test_each_body_and_each_answer_has_an_example_with_a_value_for_every_text(
    document: dict[str, Any],
) -> None:
    """A text without a value is named in `web/reference/example_values.py`."""
    found = {where: value for where, _, value in shown(document)}
    assert [where for where, value in found.items() if NO_VALUE in str(value)] == []
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            parts = [told.get("requestBody", {}), *told["responses"].values()]
            for media, content in (m for part in parts for m in part.get("content", {}).items()):
                is_plain = content["schema"] == {"type": "object"}
                assert "example" in content or is_plain or "json" not in media, (path, method)


def test_each_schema_is_one_of_2020_12(document: dict[str, Any]) -> None:
    for name, schema in document["components"]["schemas"].items():
        whole = {**schema, "components": document["components"]}
        assert jsonschema_rs.meta.is_valid(whole), name


def test_refusals_are_shown_as_they_are_sent() -> None:
    english = translator("en")
    assert english.gettext("Ce champ est obligatoire.") == MISSING["message"]
    for status, (code, detail) in EXAMPLES.items():
        sentences = [
            english.gettext(kind.sentence, seconds=5)
            for kind in kinds(Refusal)
            if kind.code == code and status_of_kind(kind) == status
        ]
        assert detail in sentences, status


def status_of_kind(kind: type[Refusal]) -> int:
    """The status that a kind of refusal is sent with."""
    if issubclass(kind, EdgeRefusal):
        return kind.status
    return next((STATUS_OF_KIND[one] for one in kind.__mro__ if one in STATUS_OF_KIND), 0)


def test_each_refusal_of_an_operation_is_a_problem_document(document: dict[str, Any]) -> None:
    for response in document["components"]["responses"].values():
        ((media, content),) = response["content"].items()
        assert media == "application/problem+json"
        assert content["schema"] == {"$ref": "#/components/schemas/ProblemDocument"}
    for methods in document["paths"].values():
        for told in methods.values():
            for status, answer in told["responses"].items():
                if int(status) >= HTTPStatus.BAD_REQUEST:
                    name = NAMES[int(status)]
                    assert answer == {"$ref": f"#/components/responses/{name}"}


def test_what_the_access_table_answers_is_described(document: dict[str, Any]) -> None:
    described = {
        f"{method.upper()} {PLACE.sub(SPELT, path)}": told["responses"]
        for path, methods in document["paths"].items()
        for method, told in methods.items()
    }
    assert described.keys() <= EXPECTED.keys()
    for name, responses in described.items():
        assert set(map(str, EXPECTED[name])) <= responses.keys(), name


def test_each_operation_says_by_what_its_caller_is_known(document: dict[str, Any]) -> None:
    known = document["components"]["securitySchemes"].keys()
    assert {"clerk", "session"} <= known
    for methods in document["paths"].values():
        for told in methods.values():
            named = {name for one in told["security"] for name in one}
            assert named <= known
            assert bool(named) == ("401" in told["responses"]), told["operationId"]
