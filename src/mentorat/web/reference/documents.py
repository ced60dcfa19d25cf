"""The documents of the API as JSON Schema 2020-12, whichever library reads or writes them."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from msgspec import inspect
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

REFERENCE = "#/components/schemas/"
BOUNDS = {"ge": "minimum", "le": "maximum"}  # as pydantic names those of what it converts first
MAPS = {"properties", "$defs"}
LISTS = {"anyOf", "oneOf", "allOf"}

Schemas = dict[str, Any]


def incoming(models: Iterable[type[BaseModel]]) -> Schemas:
    """What is sent to us, by name."""
    template = f"{REFERENCE}{{model}}"
    _, found = models_json_schema([(one, "validation") for one in models], ref_template=template)
    return {name: plain(schema) for name, schema in found.get("$defs", {}).items()}


def outgoing(structs: Iterable[type[msgspec.Struct]]) -> Schemas:
    """What we answer, by name; an instant is told as one."""
    structs = list(structs)
    template = f"{REFERENCE}{{name}}"
    _, found = msgspec.json.schema_components(structs, ref_template=template)
    for name, field in _instants(inspect.multi_type_info(structs), set()):
        schema = found[name]["properties"][field]
        for each in schema.get("anyOf", [schema]):
            if each.get("type") == "string":
                each["format"] = "date-time"
    return {name: plain(schema) for name, schema in found.items()}


def plain(schema: Schemas) -> Schemas:
    """A schema in the words of JSON Schema alone, without titles that say the name again."""
    found: Schemas = {}
    for word, value in schema.items():
        if word in MAPS:
            found[word] = {name: plain(each) for name, each in value.items()}
        elif word in LISTS:
            found[word] = [plain(each) for each in value]
        elif word == "description":
            found[word] = " ".join(value.split())
        elif word == "default" and value is None:
            continue  # to send nothing and to send null are the same here
        elif word != "title":
            nested = isinstance(value, dict) and word in {"items", "additionalProperties"}
            found[BOUNDS.get(word, word)] = plain(value) if nested else value
    if "enum" in found and all(isinstance(value, str) for value in found["enum"]):
        found.setdefault("type", "string")
    return found


def parameter(schema: Schemas) -> Schemas:
    """A field of a query: an address has no null, it leaves out."""
    either = [each for each in schema.get("anyOf", []) if each.get("type") != "null"]
    if len(either) != 1:
        return schema
    rest = {word: value for word, value in schema.items() if word != "anyOf"}
    return {**either[0], **rest}


def reference(name: str) -> dict[str, str]:
    """Where a document is described."""
    return {"$ref": REFERENCE + name}


def _instants(kinds: Iterable[inspect.Type], met: set[type]) -> Iterator[tuple[str, str]]:
    """The fields that hold an instant: their document, their name."""
    for kind in kinds:
        if not isinstance(kind, inspect.StructType):
            yield from _instants(_parts(kind), met)
        elif kind.cls not in met:
            met.add(kind.cls)
            for field in kind.fields:
                held = (field.type, *_parts(field.type))
                if any(isinstance(one, inspect.DateTimeType) for one in held):
                    yield kind.cls.__name__, field.encode_name
            yield from _instants((field.type for field in kind.fields), met)


def _parts(kind: inspect.Type) -> tuple[inspect.Type, ...]:
    """What a union may be, or what a list holds."""
    match kind:
        case inspect.UnionType():
            return kind.types
        case inspect.ListType():
            return (kind.item_type,)
        case inspect.Metadata():
            return (kind.type,)
    return ()
