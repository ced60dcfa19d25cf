"""Examples of documents: chosen values, put together as their schemas say."""

from typing import Any

from mentorat.web.reference.documents import REFERENCE, Schemas
from mentorat.web.reference.example_requests import REQUESTS
from mentorat.web.reference.example_values import VALUES

NO_VALUE = "(no example)"  # what no value was chosen for; a test names it
PLAIN: dict[str, Any] = {"boolean": False, "number": 1, "object": {}, "null": None}


def example_answer(name: str, schemas: Schemas) -> Any:
    """An answer, whole."""
    return _document(name, schemas)


def example_request(name: str, schemas: Schemas) -> Any:
    """A body as somebody would send it; what was not chosen holds what it must."""
    if name in REQUESTS:
        return REQUESTS[name]
    schema = schemas[name]
    wanted = {
        field: each
        for field, each in schema.get("properties", {}).items()
        if field in schema.get("required", [])
    }
    return _value({**schema, "properties": wanted}, schemas, name, "")


def _document(name: str, schemas: Schemas) -> Any:
    return _value(schemas[name], schemas, name, "")


def _value(schema: Schemas, schemas: Schemas, document: str, field: str) -> Any:
    """A value of this field of a document, as its schema allows it."""
    for key in (f"{document}.{field}", field):
        if field and key in VALUES:
            return VALUES[key]
    if "$ref" in schema:
        return _document(schema["$ref"].removeprefix(REFERENCE), schemas)
    either = schema.get("anyOf") or schema.get("oneOf")
    if either:
        return _value(either[0], schemas, document, field)
    if "properties" in schema:
        return {
            name: _value(each, schemas, document, name)
            for name, each in schema["properties"].items()
        }
    return _simple(schema, schemas, document)


def _simple(schema: Schemas, schemas: Schemas, document: str) -> Any:
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    kind = schema.get("type")
    if kind == "array":
        return [_value(schema["items"], schemas, document, "")]
    if kind == "integer":
        return schema.get("minimum", 1)
    if kind == "string":
        formats = {"uuid": VALUES["uuid"], "date-time": VALUES["instant"]}
        return formats.get(schema.get("format", ""), NO_VALUE)
    return PLAIN.get(str(kind), {})
