"""What breaks a program that reads the API is seen before it is released, and nothing else is."""

import copy
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
REDOCLY = ROOT / "node_modules" / ".bin" / "redocly"
TODAY, RELEASED = ROOT / "docs" / "openapi.json", ROOT / "docs" / "openapi.released.json"
QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
BREAKS = 1
Document = dict[str, Any]
Change = Callable[[Document], Any]


def compared(base: Path, revision: Path) -> tuple[int, set[str]]:
    """How `redocly diff` ends, and the rules that the changes break."""
    assert REDOCLY.exists(), "redocly is not installed: make browser"
    found = subprocess.run(
        [str(REDOCLY), "diff", str(base), str(revision), "--format=json"],
        env={"PATH": os.environ["PATH"], **QUIET},
        capture_output=True,
        text=True,
        check=False,
    )
    told = json.loads(found.stdout)
    rules = {change["rule"] for change in told["changes"] if change["impact"] == "major"}
    return found.returncode, rules


def changed(tmp_path: Path, change: Change) -> tuple[int, set[str]]:
    """The same for today's description after a change."""
    document = json.loads(TODAY.read_text(encoding="utf-8"))
    before = copy.deepcopy(document)
    change(document)
    assert document != before
    revision = tmp_path / "openapi.json"
    revision.write_text(json.dumps(document), encoding="utf-8")
    return compared(TODAY, revision)


def schema(document: Document, name: str) -> Document:
    """A document of the API."""
    found: Document = document["components"]["schemas"][name]
    return found


def field(document: Document, name: str, one: str) -> Document:
    """A field of a document of the API."""
    found: Document = schema(document, name)["properties"][one]
    return found


def operation(document: Document, method: str, path: str) -> Document:
    """An operation of the API."""
    found: Document = document["paths"][path][method]
    return found


def demand_a_parameter(document: Document) -> None:
    asked = {"name": "who", "in": "query", "required": True, "schema": {"type": "string"}}
    operation(document, "get", "/api/mentors")["parameters"].append(asked)


def lose_a_field(document: Document) -> None:
    del schema(document, "Slot")["properties"]["endsAt"]
    schema(document, "Slot")["required"].remove("endsAt")


BREAKING: dict[str, tuple[str, Change]] = {
    "a path goes": ("path-removed", lambda d: d["paths"].pop("/api/me/role")),
    "an operation goes": ("operation-removed", lambda d: d["paths"]["/api/me"].pop("patch")),
    "an operation has another name": (
        "operation-id-changed",
        lambda d: operation(d, "get", "/api/me").update(operationId="readMe"),
    ),
    "a status goes": (
        "response-removed",
        lambda d: operation(d, "get", "/api/posts/{slug}")["responses"].pop("301"),
    ),
    "a header of an answer goes": (
        "response-header-removed",
        lambda d: operation(d, "get", "/api/posts/{slug}")["responses"]["200"].pop("headers"),
    ),
    "a field of an answer goes": ("property-removed", lose_a_field),
    "a field may be missing from an answer": (
        "required-properties-removed",
        lambda d: schema(d, "Slot")["required"].remove("endsAt"),
    ),
    "a field of an answer has another type": (
        "schema-type-changed",
        lambda d: field(d, "MentorCard", "isNew").update(type="string"),
    ),
    "a field of an answer may be null": (
        "schema-type-changed",
        lambda d: field(d, "Slots", "timezone").update(type=["string", "null"]),
    ),
    "an answer has one more value": (
        "enum-values-added",
        lambda d: schema(d, "BookingStatus")["enum"].append("postponed"),
    ),
    "a field is demanded of a request": (
        "required-properties-added",
        lambda d: schema(d, "BookingChoice")["required"].append("note"),
    ),
    "a value of a request is refused": (
        "enum-values-removed",
        lambda d: field(d, "PublicationStep", "step")["enum"].remove("pause"),
    ),
    "a field of a request has another type": (
        "schema-type-changed",
        lambda d: field(d, "NoteText", "body").update(type="integer"),
    ),
    "a text of a request must be shorter": (
        "schema-constraint-changed",
        lambda d: field(d, "NoteText", "body").update(maxLength=10),
    ),
    "a parameter is demanded": ("parameter-became-required", demand_a_parameter),
    "a parameter goes": (
        "parameter-removed",
        lambda d: operation(d, "get", "/api/mentors")["parameters"].pop(0),
    ),
    "what was open asks for a token": (
        "security-requirement-changed",
        lambda d: operation(d, "get", "/api/posts").update(security=[{"clerk": []}]),
    ),
    "a way to sign in is another": (
        "security-scheme-changed",
        lambda d: d["components"]["securitySchemes"]["clerk"].update(scheme="basic"),
    ),
}
HARMLESS: dict[str, Change] = {
    "a new path": lambda d: d["paths"].update({"/api/news": d["paths"]["/health/live"]}),
    "a new field of an answer": lambda d: schema(d, "Slot")["properties"].update(
        note={"type": "string"}
    ),
    "a new field of a request": lambda d: schema(d, "BookingChoice")["properties"].update(
        place={"type": "string"}
    ),
    "another way to sign in": lambda d: (
        d["components"]["securitySchemes"].update(key={"type": "http", "scheme": "bearer"}),
        operation(d, "get", "/api/me")["security"].append({"key": []}),
    ),
    "better words": lambda d: operation(d, "get", "/api/me").update(summary="Who you are"),
    "one more refusal": lambda d: operation(d, "get", "/api/me")["responses"].update(
        {"409": {"$ref": "#/components/responses/Conflict"}}
    ),
}


def test_todays_description_breaks_no_reader_of_the_last_release() -> None:
    assert compared(RELEASED, TODAY) == (0, set())


@pytest.mark.parametrize("name", BREAKING)
def test_each_kind_of_break_is_seen(tmp_path: Path, name: str) -> None:
    rule, change = BREAKING[name]
    assert changed(tmp_path, change) == (BREAKS, {rule})


@pytest.mark.parametrize("name", HARMLESS)
def test_what_may_be_added_is_no_break(tmp_path: Path, name: str) -> None:
    assert changed(tmp_path, HARMLESS[name]) == (0, set())
