"""What breaks a program that reads the API is seen before it is released, and nothing else is."""

import copy
import json
import os
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
REDOCLY = ROOT / "node_modules" / ".bin" / "redocly"
TODAY, RELEASED = ROOT / "docs" / "openapi.json", ROOT / "docs" / "openapi.released.json"
QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
BREAKS = 1
Document = dict[str, Any]
Change = Callable[[Document], Any]


def compared(base: Path, revision: Path) -> tuple[int, set[tuple[str, str]]]:
    """How `redocly diff` ends, and what breaks: the rule, and the place in the description."""
    assert REDOCLY.exists(), "redocly is not installed: make browser"
    found = subprocess.run(
        [str(REDOCLY), "diff", str(base), str(revision), "--format=json"],
        env={"PATH": os.environ["PATH"], **QUIET},
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.stdout, found.stderr
    verdicts = [one for change in json.loads(found.stdout)["changes"] for one in change["verdicts"]]
    broken = {
        (one["ruleId"], one["location"]["pointer"].removeprefix("#"))
        for one in verdicts
        if one["impact"] == "major"
    }
    return found.returncode, broken


def changed(tmp_path: Path, changes: Iterable[Change]) -> tuple[int, set[tuple[str, str]]]:
    """The same for today's description after these changes."""
    document = json.loads(TODAY.read_text(encoding="utf-8"))
    for change in changes:
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
    operation(document, "get", "/api/bookings")["parameters"].append(asked)


def lose_a_field(document: Document) -> None:
    del schema(document, "Slot")["properties"]["endsAt"]
    schema(document, "Slot")["required"].remove("endsAt")


BREAKING: dict[str, tuple[str, str, Change]] = {
    "a path goes": (
        "path-removed",
        "/paths/~1api~1me~1role",
        lambda d: d["paths"].pop("/api/me/role"),
    ),
    "an operation goes": (
        "operation-removed",
        "/paths/~1api~1me/patch",
        lambda d: d["paths"]["/api/me"].pop("patch"),
    ),
    "an operation has another name": (
        "operation-id-changed",
        "/paths/~1api~1me/get/operationId",
        lambda d: operation(d, "get", "/api/me").update(operationId="readMe"),
    ),
    "a status goes": (
        "response-removed",
        "/paths/~1api~1posts~1{slug}/get/responses/301",
        lambda d: operation(d, "get", "/api/posts/{slug}")["responses"].pop("301"),
    ),
    "a header of an answer goes": (
        "response-header-removed",
        "/paths/~1api~1posts~1{slug}/get/responses/200/headers",
        lambda d: operation(d, "get", "/api/posts/{slug}")["responses"]["200"].pop("headers"),
    ),
    "a field of an answer goes": (
        "property-removed",
        "/components/schemas/Slot/properties/endsAt",
        lose_a_field,
    ),
    "a field may be missing from an answer": (
        "required-properties-removed",
        "/components/schemas/MentorDetail/required",
        lambda d: schema(d, "MentorDetail")["required"].remove("bio"),
    ),
    "a field of an answer has another type": (
        "schema-type-changed",
        "/components/schemas/MentorCard/properties/isNew/type",
        lambda d: field(d, "MentorCard", "isNew").update(type="string"),
    ),
    "a field of an answer may be null": (
        "schema-type-changed",
        "/components/schemas/Slots/properties/timezone/type",
        lambda d: field(d, "Slots", "timezone").update(type=["string", "null"]),
    ),
    "an answer has one more value": (
        "enum-values-added",
        "/components/schemas/BookingStatus/enum",
        lambda d: schema(d, "BookingStatus")["enum"].append("postponed"),
    ),
    "a field is demanded of a request": (
        "required-properties-added",
        "/components/schemas/BookingChoice/required",
        lambda d: schema(d, "BookingChoice")["required"].append("note"),
    ),
    "a value of a request is refused": (
        "enum-values-removed",
        "/components/schemas/PublicationStep/properties/step/enum",
        lambda d: field(d, "PublicationStep", "step")["enum"].remove("pause"),
    ),
    "a field of a request has another type": (
        "schema-type-changed",
        "/components/schemas/NoteText/properties/body/type",
        lambda d: field(d, "NoteText", "body").update(type="integer"),
    ),
    "a text of a request must be shorter": (
        "schema-constraint-changed",
        "/components/schemas/Objection/properties/objection/maxLength",
        lambda d: field(d, "Objection", "objection").update(maxLength=10),
    ),
    "a parameter is demanded": (
        "parameter-became-required",
        "/paths/~1api~1bookings/get/parameters/2/required",
        demand_a_parameter,
    ),
    "a parameter goes": (
        "parameter-removed",
        "/paths/~1api~1mentors/get/parameters/0",
        lambda d: operation(d, "get", "/api/mentors")["parameters"].pop(0),
    ),
    "what was open asks for a token": (
        "security-requirement-changed",
        "/paths/~1api~1posts/get/security/0",
        lambda d: operation(d, "get", "/api/posts").update(security=[{"clerk": []}]),
    ),
    "a way to sign in is another": (
        "security-scheme-changed",
        "/components/securitySchemes/clerk/scheme",
        lambda d: d["components"]["securitySchemes"]["clerk"].update(scheme="basic"),
    ),
}
# What some of these changes bring along.
ALONG = {
    ("required-properties-removed", "/components/schemas/Slot/required"),
    ("security-requirement-changed", "/paths/~1api~1posts/get/security/2"),
    ("security-requirement-changed", "/paths/~1api~1posts/get/security/3"),
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


def test_each_kind_of_break_is_seen(tmp_path: Path) -> None:
    status, broken = changed(tmp_path, [change for _, _, change in BREAKING.values()])
    assert status == BREAKS
    assert broken == ALONG | {(rule, place) for rule, place, _ in BREAKING.values()}


def test_what_may_be_added_is_no_break(tmp_path: Path) -> None:
    assert changed(tmp_path, HARMLESS.values()) == (0, set())
